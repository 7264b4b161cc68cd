#include "providers/openai/openai_batch.hpp"

#include "core/hash.hpp"
#include "providers/answer_json.hpp"

#include <fmt/format.h>

namespace assay::providers {
namespace {

std::string write(std::string_view custom_id, const WireRequest& wire) {
    return fmt::format(R"({{"custom_id":"{}","method":"POST","url":"/v1{}","body":{}}})"
                       "\n",
                       custom_id,
                       wire.path,
                       wire.body);
}

/// multipart/form-data (RFC 7578).
BatchCall upload(const std::vector<std::string>& requests, std::string_view tag) {
    // No request holds its own hash, so the mark cannot occur in the file.
    Sha256 hash;
    std::size_t bytes = 0;
    for (const std::string& request : requests) {
        hash.add(request);
        bytes += request.size();
    }
    const std::string boundary = "assay-" + hash.finish_hex();
    const std::string head = fmt::format(
        "--{0}\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\nbatch\r\n--{0}\r\n"
        "Content-Disposition: form-data; name=\"file\"; filename=\"{1}.jsonl\"\r\n"
        "Content-Type: application/jsonl\r\n\r\n",
        boundary,
        tag);
    const std::string tail = fmt::format("\r\n--{}--\r\n", boundary);
    BatchCall call{.method = net::Method::post,
                   .path = "/files",
                   .body = {},
                   .content_type = "multipart/form-data; boundary=" + boundary};
    call.body.reserve(head.size() + bytes + tail.size());
    call.body += head;
    for (const std::string& request : requests) call.body += request;
    call.body += tail;
    return call;
}

BatchCall create(std::string_view input, BatchShape shape, std::string_view tag) {
    // The only window that the API has.
    return {.method = net::Method::post,
            .path = "/batches",
            .body = fmt::format(R"({{"input_file_id":"{}","endpoint":"/v1/{}",)"
                                R"("completion_window":"24h","metadata":{{"assay":"{}"}}}})",
                                input,
                                shape.is_prompt ? "completions" : "chat/completions",
                                tag)};
}

BatchCall poll(std::string_view id) { return {.path = fmt::format("/batches/{}", id)}; }

BatchCall cancel(std::string_view id) {
    return {.method = net::Method::post, .path = fmt::format("/batches/{}/cancel", id)};
}

BatchCall newest() { return {.path = "/batches?limit=100"}; }

/// `errors.data[] = {code, message, line}` of a batch that was refused.
std::string refusal_of(AnswerValue batch) {
    constexpr std::size_t shown_count_max = 3;
    std::string text;
    std::size_t count = 0;
    const auto errors = find_member(batch, "errors");
    const auto list = errors ? find_array(*errors, "data") : std::nullopt;
    if (!list) return "the provider gives no reason";
    for (const AnswerValue error : *list) {
        if (++count > shown_count_max) continue;
        if (!text.empty()) text += "; ";
        if (const auto line = find_count(error, "line")) text += fmt::format("line {}: ", *line);
        text += excerpt(find_string(error, "message").value_or("no message"));
        if (const auto code = find_string(error, "code"))
            text += fmt::format(" ({})", excerpt(*code));
    }
    if (count > shown_count_max) text += fmt::format("; and {} more", count - shown_count_max);
    return text.empty() ? "the provider gives no reason" : text;
}

Result<BatchStatus> status_of(AnswerValue batch) {
    BatchStatus status;
    TRY(status.id, read_batch_id(batch, "id"));
    status.detail = find_string(batch, "status").value_or("");
    if (const auto counts = find_member(batch, "request_counts")) {
        status.request_count = static_cast<std::uint64_t>(find_count(*counts, "total").value_or(0));
        status.done_count =
            static_cast<std::uint64_t>(find_count(*counts, "completed").value_or(0)) +
            static_cast<std::uint64_t>(find_count(*counts, "failed").value_or(0));
    }
    if (const auto metadata = find_member(batch, "metadata"))
        status.tag = find_string(*metadata, "assay").value_or("");
    if (status.detail == "failed") {
        status.state = BatchState::failed;
        status.detail = refusal_of(batch);
    } else if (status.detail == "completed" || status.detail == "expired" ||
               status.detail == "cancelled") {
        status.state = BatchState::ended;
        status.was_cancelled = status.detail == "cancelled";
        for (const std::string_view name : {"output_file_id", "error_file_id"}) {
            if (!find_member(batch, name)) continue;
            TRY(const std::string file, read_batch_id(batch, name));
            status.result_paths.push_back(fmt::format("/files/{}/content", file));
        }
    } else if (status.detail != "validating" && status.detail != "in_progress" &&
               status.detail != "finalizing" && status.detail != "cancelling") {
        return fail(ErrorKind::corrupt, "unknown state '{}' of a batch", excerpt(status.detail));
    }
    return status;
}

Result<BatchStatus> read_status(std::string_view body) {
    TRY(const AnswerValue root, parse_answer(body));
    return status_of(root);
}

Result<std::vector<BatchStatus>> read_list(std::string_view body) {
    TRY(const AnswerValue root, parse_answer(body));
    std::vector<BatchStatus> batches;
    const auto data = find_array(root, "data");
    if (!data) return corrupt_answer("the list of batches has no data", body);
    for (const AnswerValue item : *data) {
        TRY(batches.emplace_back(), status_of(item));
    }
    return batches;
}

Error error_of(AnswerValue error) {
    const std::string_view code = find_string(error, "code").value_or("");
    const ErrorKind kind = code == "batch_expired"     ? ErrorKind::timed_out
                           : code == "batch_cancelled" ? ErrorKind::cancelled
                                                       : ErrorKind::unavailable;
    return make_error(kind,
                      "{} ({})",
                      excerpt(find_string(error, "message").value_or("not answered")),
                      excerpt(code));
}

Result<BatchLine> read_line(std::string_view text) {
    TRY(const AnswerValue root, parse_answer(text));
    BatchLine line;
    TRY(line.custom_id, read_batch_id(root, "custom_id"));
    const auto response = find_member(root, "response");
    if (!response) {
        const auto error = find_member(root, "error");
        if (!error) return corrupt_answer("a result has neither response nor error", text);
        line.error = error_of(*error);
        return line;
    }
    const auto status = find_count(*response, "status_code");
    const auto body = find_member(*response, "body");
    constexpr std::int64_t status_most = 599;
    if (!status || *status < 100 || *status > status_most || !body)
        return corrupt_answer("a response lacks status_code or body", text);
    line.status = static_cast<int>(*status);
    line.body = simdjson::minify(*body);
    return line;
}

}  // namespace

const BatchFormat openai_batch_format{
    .limits = {.request_count_max = 50'000, .body_bytes_max = 200'000'000},
    .write = &write,
    .upload = &upload,
    .create = &create,
    .poll = &poll,
    .cancel = &cancel,
    .newest = &newest,
    .read_status = &read_status,
    .read_list = &read_list,
    .read_line = &read_line};

}  // namespace assay::providers
