#include "providers/anthropic/anthropic_batch.hpp"

#include "providers/answer_json.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>

namespace assay::providers {
namespace {

constexpr std::string_view batches = "/v1/messages/batches";

std::string write(std::string_view custom_id, const WireRequest& wire) {
    return fmt::format(R"({{"custom_id":"{}","params":{}}})", custom_id, wire.body);
}

BatchCall create(std::string_view input, BatchShape, std::string_view) {
    return {.method = net::Method::post,
            .path = std::string(batches),
            .body = fmt::format(R"({{"requests":[{}]}})", input)};
}

BatchCall poll(std::string_view id) { return {.path = fmt::format("{}/{}", batches, id)}; }

BatchCall cancel(std::string_view id) {
    return {.method = net::Method::post, .path = fmt::format("{}/{}/cancel", batches, id)};
}

BatchCall newest() { return {.path = fmt::format("{}?limit=100", batches)}; }

Result<BatchStatus> status_of(AnswerValue batch) {
    BatchStatus status;
    TRY(status.id, read_batch_id(batch, "id"));
    status.detail = find_string(batch, "processing_status").value_or("");
    if (const auto counts = find_member(batch, "request_counts")) {
        const auto count = [&](std::string_view name) {
            return static_cast<std::uint64_t>(find_count(*counts, name).value_or(0));
        };
        status.done_count =
            count("succeeded") + count("errored") + count("canceled") + count("expired");
        status.was_cancelled = count("canceled") > 0;
        status.request_count = status.done_count + count("processing");
    }
    if (status.detail == "ended") {
        status.state = BatchState::ended;
        // Not `results_url`: the key goes to no address but the one the user gave.
        status.result_paths = {fmt::format("{}/{}/results", batches, status.id)};
    } else if (status.detail != "in_progress" && status.detail != "canceling") {
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
    std::vector<BatchStatus> found;
    const auto data = find_array(root, "data");
    if (!data) return corrupt_answer("the list of batches has no data", body);
    for (const AnswerValue item : *data) {
        TRY(found.emplace_back(), status_of(item));
    }
    return found;
}

/// The status that a synchronous call would have had. Source: Anthropic API reference, "Errors".
int status_of_error(std::string_view type) {
    constexpr std::array<std::pair<std::string_view, int>, 9> statuses = {
        {{"invalid_request_error", 400},
         {"authentication_error", 401},
         {"billing_error", 402},
         {"permission_error", 403},
         {"not_found_error", 404},
         {"request_too_large", 413},
         {"rate_limit_error", 429},
         {"timeout_error", 504},
         {"overloaded_error", 529}}};
    for (const auto& [name, status] : statuses) {
        if (name == type) return status;
    }
    return 500;
}

Result<BatchLine> read_line(std::string_view text) {
    TRY(const AnswerValue root, parse_answer(text));
    BatchLine line;
    TRY(line.custom_id, read_batch_id(root, "custom_id"));
    const auto result = find_member(root, "result");
    const std::string_view type = result ? find_string(*result, "type").value_or("") : "";
    if (type == "succeeded") {
        const auto message = find_member(*result, "message");
        if (!message) return corrupt_answer("a result lacks its message", text);
        line.status = 200;
        line.body = simdjson::minify(*message);
    } else if (type == "errored") {
        const auto answer = find_member(*result, "error");
        const auto error = answer ? find_member(*answer, "error") : std::nullopt;
        if (!error) return corrupt_answer("an errored result lacks its error", text);
        line.status = status_of_error(find_string(*error, "type").value_or(""));
        line.body = simdjson::minify(*answer);
    } else if (type == "expired") {
        line.error = make_error(ErrorKind::timed_out, "the batch expired before its turn");
    } else if (type == "canceled") {
        line.error = make_error(ErrorKind::cancelled, "the batch was cancelled before its turn");
    } else {
        return corrupt_answer("a result is not succeeded, errored, canceled or expired", text);
    }
    return line;
}

}  // namespace

const BatchFormat anthropic_batch_format{
    .limits = {.request_count_max = 100'000, .body_bytes_max = 256'000'000},
    .write = &write,
    .upload = nullptr,
    .create = &create,
    .poll = &poll,
    .cancel = &cancel,
    .newest = &newest,
    .read_status = &read_status,
    .read_list = &read_list,
    .read_line = &read_line};

}  // namespace assay::providers
