#include "providers/mock/mock_batches.hpp"

#include "core/json.hpp"
#include "core/result.hpp"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <array>
#include <set>

namespace assay::providers::mock {
namespace {

using Element = simdjson::dom::element;
using simdjson::SUCCESS;

constexpr std::string_view openai_files = "/v1/files";
constexpr std::string_view openai_batches = "/v1/batches";
constexpr std::string_view anthropic_batches = "/v1/messages/batches";
constexpr std::uint64_t file_bytes_max = std::uint64_t{512} << 20U;
constexpr std::size_t batch_count_max = 1000;
constexpr std::size_t openai_request_count_max = 50'000;
constexpr std::size_t anthropic_request_count_max = 100'000;
constexpr std::size_t listed_count_max = 100;

std::string_view text_of(Element object, std::string_view name) {
    std::string_view text;
    if (object.at_key(name).get(text) != SUCCESS) return {};
    return text;
}

/// The content of the file in a multipart body whose first line is its boundary.
std::string_view uploaded_file(std::string_view body) {
    const std::string_view boundary = body.substr(0, body.find("\r\n"));
    const std::size_t name = body.find("name=\"file\"");
    if (boundary.size() < 3 || name == std::string_view::npos) return {};
    const std::size_t begin = body.find("\r\n\r\n", name);
    if (begin == std::string_view::npos) return {};
    const std::size_t end = body.find("\r\n" + std::string(boundary), begin + 2);
    if (end == std::string_view::npos || end < begin + 4) return {};
    return body.substr(begin + 4, end - begin - 4);
}

std::string refusal(std::size_t line, std::string_view code, std::string_view message) {
    return fmt::format(
        R"({{"object":"list","data":[{{"code":"{}","message":"{}","param":null,"line":{}}}]}})",
        code,
        message,
        line);
}

}  // namespace

struct MockBatches::Counts {
    std::size_t processing = 0;
    std::size_t answered = 0;
    std::size_t expired = 0;
    std::size_t cancelled = 0;
};

MockBatches::MockBatches(const MockOptions& options) : options_(options), random_(options.seed) {}

bool MockBatches::serves(std::string_view path) {
    return path.starts_with(openai_files) || path.starts_with(openai_batches) ||
           path.starts_with(anthropic_batches);
}

MockAnswer MockBatches::handle(const MockRequest& request, Time now, const Complete& complete) {
    std::string_view rest = request.path;
    const bool is_post = request.method == "POST";
    if (rest.starts_with(openai_files)) {
        rest.remove_prefix(openai_files.size());
        if (rest.empty() && is_post) return upload(request);
        constexpr std::string_view content_suffix = "/content";
        if (rest.starts_with('/') && rest.ends_with(content_suffix) &&
            rest.size() > content_suffix.size() && !is_post)
            return content(rest.substr(1, rest.size() - 1 - content_suffix.size()), complete);
        return error_answer(404, "not_found_error", "no such path");
    }
    const bool is_openai = rest.starts_with(openai_batches);
    rest.remove_prefix((is_openai ? openai_batches : anthropic_batches).size());
    if (rest.empty() && !is_post) return list(is_openai, now);
    if (rest.empty())
        return is_openai ? create_openai(request, now) : create_anthropic(request, now);
    return handle_batch(request, rest.substr(1), is_openai, now, complete);
}

MockAnswer MockBatches::upload(const MockRequest& request) {
    const std::string_view text = uploaded_file(request.body);
    if (text.empty() || request.body.find("\r\n\r\nbatch\r\n") == std::string_view::npos)
        return error_answer(400, "invalid_request_error", "'purpose' or 'file' is missing");
    if (file_bytes_ + text.size() > file_bytes_max)
        return error_answer(413, "invalid_request_error", "the mock's files are full");
    std::string id = fmt::format("file-{}", ++file_count_);
    file_bytes_ += text.size();
    files_.emplace(id, text);
    return {.body = fmt::format(
                R"({{"id":"{}","object":"file","purpose":"batch","bytes":{}}})", id, text.size())};
}

MockAnswer MockBatches::create_openai(const MockRequest& request, Time now) {
    simdjson::dom::parser parser;
    Element root;
    if (parser.parse(request.body.data(), request.body.size()).get(root) != SUCCESS)
        return error_answer(400, "invalid_request_error", "the request body is not JSON");
    const auto file = files_.find(text_of(root, "input_file_id"));
    if (file == files_.end()) return error_answer(404, "not_found_error", "no such input_file_id");
    if (text_of(root, "completion_window") != "24h")
        return error_answer(400, "invalid_request_error", "'completion_window' is not 24h");
    const std::string endpoint(text_of(root, "endpoint"));
    Batch batch{.created_at = now};
    Element metadata;
    if (root.at_key("metadata").get(metadata) == SUCCESS) batch.tag = text_of(metadata, "assay");
    std::set<std::string, std::less<>> ids;
    std::string model;
    std::size_t line_number = 0;
    const std::string& text = file->second;
    for (std::size_t at = 0; at < text.size() && batch.refusal.empty();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        const std::string_view line = std::string_view(text).substr(at, end - at);
        at = end + 1;
        ++line_number;
        Element item;
        Element body;
        if (parser.parse(line.data(), line.size()).get(item) != SUCCESS || !item.is_object() ||
            item.at_key("body").get(body) != SUCCESS)
            batch.refusal =
                refusal(line_number, "invalid_json_line", "This line is not a request.");
        else if (!ids.emplace(text_of(item, "custom_id")).second)
            batch.refusal =
                refusal(line_number, "duplicate_custom_id", "This custom_id occurs twice.");
        else if (text_of(item, "url") != endpoint || text_of(item, "method") != "POST")
            batch.refusal =
                refusal(line_number, "mismatched_endpoint", "The url is not the batch's endpoint.");
        else if (!model.empty() && text_of(body, "model") != model)
            batch.refusal =
                refusal(line_number, "mismatched_model", "A batch has one model in all its lines.");
        else if (line_number > openai_request_count_max)
            batch.refusal = refusal(line_number, "too_many_requests", "At most 50,000 requests.");
        if (!batch.refusal.empty()) break;
        model = text_of(body, "model");
        batch.items.push_back({.custom_id = std::string(text_of(item, "custom_id")),
                               .path = endpoint,
                               .body = simdjson::minify(body)});
    }
    if (options_.fails_batches)
        batch.refusal = refusal(1, "invalid_request", "The mock refuses batches.");
    return {.body = describe(add(std::move(batch)), now)};
}

MockAnswer MockBatches::create_anthropic(const MockRequest& request, Time now) {
    simdjson::dom::parser parser;
    Element root;
    simdjson::dom::array requests;
    if (parser.parse(request.body.data(), request.body.size()).get(root) != SUCCESS ||
        root.at_key("requests").get(requests) != SUCCESS || requests.size() == 0)
        return error_answer(400, "invalid_request_error", "requests: a list is required");
    if (requests.size() > anthropic_request_count_max)
        return error_answer(413, "request_too_large", "requests: at most 100000");
    if (options_.fails_batches)
        return error_answer(400, "invalid_request_error", "requests.0: the mock refuses batches");
    Batch batch{.is_openai = false, .created_at = now};
    std::set<std::string, std::less<>> ids;
    for (const Element item : requests) {
        Element params;
        const std::string_view id = text_of(item, "custom_id");
        if (id.empty() || id.size() > 64 || item.at_key("params").get(params) != SUCCESS ||
            !ids.emplace(id).second)
            return error_answer(
                400,
                "invalid_request_error",
                fmt::format("requests.{}: needs an own custom_id and params", batch.items.size()));
        batch.items.push_back({.custom_id = std::string(id),
                               .path = "/v1/messages",
                               .body = simdjson::minify(params)});
    }
    return {.body = describe(add(std::move(batch)), now)};
}

MockBatches::Batch& MockBatches::add(Batch batch) {
    ++batch_count_;
    batch.id = fmt::format("{}{}", batch.is_openai ? "batch_" : "msgbatch_", batch_count_);
    std::uniform_real_distribution<double> uniform(0, 1);
    for (Item& item : batch.items) {
        if (options_.batch_expire_rate > 0 && uniform(random_) < options_.batch_expire_rate)
            item.fate = Fate::expired;
    }
    if (batches_.size() == batch_count_max) batches_.pop_front();
    return batches_.emplace_back(std::move(batch));
}

MockBatches::Batch* MockBatches::find(std::string_view id, bool is_openai) {
    const auto found = std::ranges::find_if(batches_, [&](const Batch& batch) {
        return batch.id == id && batch.is_openai == is_openai;
    });
    return found == batches_.end() ? nullptr : &*found;
}

MockAnswer MockBatches::handle_batch(const MockRequest& request,
                                     std::string_view rest,
                                     bool is_openai,
                                     Time now,
                                     const Complete& complete) {
    const std::size_t slash = rest.find('/');
    Batch* batch = find(rest.substr(0, slash), is_openai);
    const std::string_view action =
        slash == std::string_view::npos ? std::string_view() : rest.substr(slash + 1);
    if (batch == nullptr) return error_answer(404, "not_found_error", "no such batch");
    advance(*batch, now);
    if (action == "cancel" && request.method == "POST") {
        const std::size_t done = reached(*batch, now);
        for (std::size_t i = done; i < batch->items.size() && !batch->has_ended; ++i)
            batch->items[i].fate = Fate::cancelled;
        batch->was_cancelled = batch->was_cancelled || !batch->has_ended;
        batch->has_ended = true;
    } else if (action == "results" && !is_openai) {
        if (!batch->has_ended)
            return error_answer(404, "not_found_error", "the batch has no results yet");
        answer_all(*batch, complete);
        return {.body = batch->output, .content_type = "application/x-jsonl"};
    } else if (!action.empty()) {
        return error_answer(404, "not_found_error", "no such path");
    }
    return {.body = describe(*batch, now)};
}

MockAnswer MockBatches::content(std::string_view file_id, const Complete& complete) {
    const std::size_t dash = file_id.find('-');
    const std::string_view kind = file_id.substr(0, dash);
    Batch* batch = dash == std::string_view::npos ? nullptr : find(file_id.substr(dash + 1), true);
    if ((kind != "output" && kind != "error") || batch == nullptr || !batch->has_ended)
        return error_answer(404, "not_found_error", "no such file");
    answer_all(*batch, complete);
    return {.body = kind == "output" ? batch->output : batch->errors,
            .content_type = "application/octet-stream"};
}

MockAnswer MockBatches::list(bool is_openai, Time now) {
    std::string data;
    std::size_t count = 0;
    for (auto batch = batches_.rbegin(); batch != batches_.rend(); ++batch) {
        if (batch->is_openai != is_openai || ++count > listed_count_max) continue;
        if (!data.empty()) data += ',';
        advance(*batch, now);
        data += describe(*batch, now);
    }
    return {.body = fmt::format(R"({{"object":"list","data":[{}],"has_more":false}})", data)};
}

std::size_t MockBatches::reached(const Batch& batch, Time now) const {
    const double elapsed_ms =
        std::chrono::duration<double, std::milli>(now - batch.created_at).count();
    if (batch.has_ended || elapsed_ms >= options_.batch_ms) return batch.items.size();
    return static_cast<std::size_t>(static_cast<double>(batch.items.size()) * elapsed_ms /
                                    options_.batch_ms);
}

void MockBatches::advance(Batch& batch, Time now) const {
    if (batch.has_ended || !batch.refusal.empty()) return;
    batch.has_ended = reached(batch, now) == batch.items.size();
}

void MockBatches::answer_all(Batch& batch, const Complete& complete) {
    if (batch.has_results) return;
    batch.has_results = true;
    // In no order, as the real ones.
    std::ranges::shuffle(batch.items, random_);
    for (Item& item : batch.items) {
        if (batch.is_openai && item.fate == Fate::cancelled) continue;
        if (item.fate == Fate::expired || item.fate == Fate::cancelled) {
            if (batch.is_openai)
                batch.errors +=
                    fmt::format(R"({{"id":"batch_req","custom_id":"{}","response":null,"error":)"
                                R"({{"code":"batch_expired","message":"This request could not be )"
                                R"(executed before the completion window expired."}}}})"
                                "\n",
                                item.custom_id);
            else
                batch.output +=
                    fmt::format("{{\"custom_id\":\"{}\",\"result\":{{\"type\":\"{}\"}}}}\n",
                                item.custom_id,
                                item.fate == Fate::expired ? "expired" : "canceled");
            continue;
        }
        ++answered_count_;
        const MockAnswer answer =
            complete({.method = "POST", .path = item.path, .key = {}, .body = item.body});
        const bool is_good = answer.status == 200;
        if (batch.is_openai) {
            (is_good ? batch.output : batch.errors) +=
                fmt::format(R"({{"id":"batch_req","custom_id":"{}","response":{{"status_code":{},)"
                            R"("request_id":"req","body":{}}},"error":null}})"
                            "\n",
                            item.custom_id,
                            answer.status,
                            answer.body);
        } else {
            batch.output += fmt::format(R"({{"custom_id":"{}","result":{{"type":"{}","{}":{}}}}})"
                                        "\n",
                                        item.custom_id,
                                        is_good ? "succeeded" : "errored",
                                        is_good ? "message" : "error",
                                        answer.body);
        }
        item.fate = Fate::answered;
    }
}

MockBatches::Counts MockBatches::count(const Batch& batch, Time now) const {
    Counts counts;
    const std::size_t done = reached(batch, now);
    for (std::size_t i = 0; i < batch.items.size(); ++i) {
        const Fate fate = batch.items[i].fate;
        if (fate == Fate::cancelled)
            ++counts.cancelled;
        else if (i >= done)
            ++counts.processing;
        else if (fate == Fate::expired)
            ++counts.expired;
        else
            ++counts.answered;
    }
    return counts;
}

std::string MockBatches::describe(const Batch& batch, Time now) const {
    const Counts counts = count(batch, now);
    if (!batch.is_openai)
        return fmt::format(
            R"({{"id":"{}","type":"message_batch","processing_status":"{}","request_counts":)"
            R"({{"processing":{},"succeeded":{},"errored":0,"canceled":{},"expired":{}}}}})",
            batch.id,
            batch.has_ended ? "ended" : "in_progress",
            counts.processing,
            counts.answered,
            counts.cancelled,
            counts.expired);
    std::string_view status = "in_progress";
    if (!batch.refusal.empty()) status = "failed";
    if (batch.has_ended) status = counts.expired > 0 ? "expired" : "completed";
    if (batch.was_cancelled) status = "cancelled";
    std::string files;
    if (batch.has_ended)
        files =
            fmt::format(R"(,"output_file_id":"output-{0}","error_file_id":"error-{0}")", batch.id);
    return fmt::format(
        R"({{"id":"{}","object":"batch","status":"{}","errors":{},"metadata":{{"assay":"{}"}},)"
        R"("request_counts":{{"total":{},"completed":{},"failed":{}}}{}}})",
        batch.id,
        status,
        batch.refusal.empty() ? "null" : batch.refusal,
        batch.tag,
        batch.items.size(),
        counts.answered,
        counts.expired + counts.cancelled,
        files);
}

void MockBatches::reset() {
    random_.seed(options_.seed);
    files_.clear();
    batches_.clear();
    file_bytes_ = file_count_ = batch_count_ = answered_count_ = 0;
}

}  // namespace assay::providers::mock
