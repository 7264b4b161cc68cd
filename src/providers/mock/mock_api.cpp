#include "providers/mock/mock_api.hpp"

#include "core/json.hpp"
#include "providers/mock/wire_answer.hpp"

#include <fmt/format.h>

namespace assay::providers::mock {
namespace {

using SteadyTime = std::chrono::steady_clock::time_point;

std::chrono::nanoseconds from_ms(double ms) {
    return std::chrono::nanoseconds(static_cast<std::int64_t>(ms * 1e6));
}

std::optional<Endpoint> endpoint_of(std::string_view path) {
    if (path == "/v1/chat/completions") return Endpoint::chat;
    if (path == "/v1/completions") return Endpoint::completions;
    if (path == "/v1/messages") return Endpoint::messages;
    if (path == "/v1/embeddings") return Endpoint::embeddings;
    return std::nullopt;
}

Result<void> check_rate(double rate, std::string_view name) {
    if (!(rate >= 0 && rate <= 1))
        return fail(ErrorKind::invalid_input, "{} is {}, expected 0 … 1", name, rate);
    return {};
}

Result<void> check(const MockOptions& options) {
    CHECK_OK(check_rate(options.error_rate, "error-rate"));
    CHECK_OK(check_rate(options.rate_429, "rate-429"));
    CHECK_OK(check_rate(options.truncate_rate, "truncate-rate"));
    CHECK_OK(check_rate(options.garbage_rate, "garbage-rate"));
    CHECK_OK(check_rate(options.stall_rate, "stall-rate"));
    CHECK_OK(check_rate(options.slow_rate, "slow-rate"));
    CHECK_OK(check_rate(options.batch_expire_rate, "batch-expire-rate"));
    constexpr double latency_ms_max = 3'600'000;
    constexpr double batch_ms_max = 86'400'000;
    if (!(options.batch_ms >= 0 && options.batch_ms <= batch_ms_max))
        return fail(ErrorKind::invalid_input,
                    "batch-ms is {}, expected 0 … {}",
                    options.batch_ms,
                    batch_ms_max);
    if (!(options.latency_ms >= 0 && options.latency_ms <= latency_ms_max) ||
        !(options.jitter_ms >= 0 && options.jitter_ms <= latency_ms_max) ||
        !(options.slow_factor >= 1 && options.slow_factor <= 1000))
        return fail(ErrorKind::invalid_input,
                    "latency and jitter are 0 … {} ms and the slow factor is 1 … 1000",
                    latency_ms_max);
    return {};
}

/// What Anthropic calls it.
std::string_view type_of_status(int status) {
    switch (status) {
        case 401:
            return "authentication_error";
        case 403:
            return "permission_error";
        case 404:
            return "not_found_error";
        case 413:
            return "request_too_large";
        case 429:
            return "rate_limit_error";
        case 529:
            return "overloaded_error";
        default:
            return status < 500 ? "invalid_request_error" : "api_error";
    }
}

}  // namespace

Result<MockApi> MockApi::make(const MockOptions& options) {
    CHECK_OK(check(options));
    if (!options.rules_file.empty()) {
        TRY(AnswerRules rules, AnswerRules::load(options.rules_file));
        return MockApi(options, std::move(rules));
    }
    if (options.answer.empty()) return MockApi(options, AnswerRules::echo());
    return MockApi(options, AnswerRules::fixed(options.answer));
}

MockApi::MockApi(const MockOptions& options, AnswerRules rules)
    : options_(options), rules_(std::move(rules)), batches_(options), random_(options.seed) {}

bool MockApi::is_counted(std::string_view path) { return path != "/stats" && path != "/reset"; }

MockAnswer MockApi::handle(const MockRequest& request, SteadyTime now) {
    if (request.path == "/stats") {
        const MockStatistics& s = statistics_;
        return {.body = fmt::format(
                    R"({{"requests":{},"in_flight":{},"in_flight_max":{},"connections":{},)"
                    R"("errors":{},"prompt_tokens":{},"completion_tokens":{},)"
                    R"("batches":{},"batch_requests":{}}})",
                    s.request_count,
                    s.in_flight_count,
                    s.in_flight_count_max,
                    s.connection_count,
                    s.error_count,
                    s.prompt_tokens,
                    s.completion_tokens,
                    batches_.batch_count(),
                    batches_.answered_count())};
    }
    if (request.path == "/reset" && request.method == "POST") {
        reset();
        return {.body = "{}"};
    }
    ++statistics_.request_count;
    ++statistics_.in_flight_count;
    statistics_.in_flight_count_max =
        std::max(statistics_.in_flight_count_max, statistics_.in_flight_count);
    MockAnswer answer = answer_request(request, now);
    if (answer.status != 200 || answer.delivery != Delivery::whole) ++statistics_.error_count;
    return answer;
}

MockAnswer MockApi::answer_request(const MockRequest& request, SteadyTime now) {
    if (!options_.required_key.empty() && request.key != options_.required_key)
        return error(
            401, "invalid_api_key", fmt::format("Incorrect API key provided: {}.", request.key));
    if (request.path == "/v1/models" && request.method == "GET")
        return {.body = R"({"object":"list","data":[{"id":"mock","object":"model"}]})"};
    const bool is_batch = MockBatches::serves(request.path);
    if (!is_batch && !endpoint_of(request.path))
        return error(404, "not_found_error", "no such path");
    if (!is_batch && request.method != "POST") return error(405, "method_not_allowed", "use POST");
    MockAnswer answer;
    answer.latency = from_ms(options_.latency_ms + (options_.jitter_ms > 0
                                                        ? std::uniform_real_distribution<double>(
                                                              0, options_.jitter_ms)(random_)
                                                        : 0));
    MockAnswer said;
    if (is_over_limit(now)) {
        said = error(429, "rate_limit_exceeded", "Rate limit reached for requests per minute.");
    } else if (statistics_.request_count <= options_.error_first || strikes(options_.error_rate)) {
        said = error(500, "server_error", "The mock failed on request.");
    } else if (strikes(options_.rate_429)) {
        said = error(429, "rate_limit_exceeded", "Rate limit reached.");
        said.retry_after_s = options_.retry_after_s;
    } else {
        said = is_batch ? batch(request, now) : complete(request);
        if (said.status == 200) add_faults(said);
    }
    said.latency += answer.latency;
    if (strikes(options_.slow_rate))
        said.latency = from_ms(options_.slow_factor *
                               std::chrono::duration<double, std::milli>(said.latency).count());
    return said;
}

void MockApi::add_faults(MockAnswer& answer) {
    if (strikes(options_.truncate_rate)) {
        answer.delivery = Delivery::truncated;
    } else if (strikes(options_.garbage_rate)) {
        answer.body =
            "<html><head><title>502 Bad Gateway</title></head><body>garbage</body></html>";
        answer.content_type = "text/html";
    } else if (strikes(options_.stall_rate)) {
        answer.delivery = Delivery::stalled;
    }
}

bool MockApi::strikes(double rate) {
    return rate > 0 && std::uniform_real_distribution<double>(0, 1)(random_) < rate;
}

bool MockApi::is_over_limit(SteadyTime now) {
    if (!options_.requests_per_minute) return false;
    if (now - minute_start_ >= std::chrono::minutes(1)) {
        minute_start_ = now;
        minute_request_count_ = 0;
    }
    return ++minute_request_count_ > *options_.requests_per_minute;
}

MockAnswer MockApi::batch(const MockRequest& request, SteadyTime now) {
    MockAnswer answer =
        batches_.handle(request, now, [this](const MockRequest& inner) { return complete(inner); });
    statistics_.batch_count = batches_.batch_count();
    statistics_.batch_request_count = batches_.answered_count();
    return answer;
}

MockAnswer MockApi::complete(const MockRequest& request) {
    const auto found = endpoint_of(request.path);
    if (!found) return error(404, "not_found_error", "no such path");
    const Endpoint endpoint = *found;
    const auto asked = read_request(endpoint, request.body);
    if (!asked) return error(400, "invalid_request_error", asked.error().message);
    if (!options_.known_model.empty() && asked->model != options_.known_model)
        return error(
            404, "model_not_found", fmt::format("The model `{}` does not exist.", asked->model));
    statistics_.prompt_tokens += approximate_tokens(asked->prompt_bytes);
    if (endpoint == Endpoint::embeddings) return {.body = write_embeddings(*asked)};
    const ScriptedAnswer scripted = rules_.answer(asked->input);
    if (scripted.fault) {
        MockAnswer answer =
            error(scripted.fault->status, "scripted_error", scripted.fault->message);
        answer.latency = scripted.latency;
        if (const auto wait = scripted.fault->retry_after)
            answer.retry_after_s = static_cast<double>(wait->count()) / 1000;
        return answer;
    }
    statistics_.completion_tokens += approximate_tokens(scripted.text.size()) * asked->answer_count;
    return {.body = write_answer(endpoint, *asked, scripted, statistics_.request_count),
            .latency = scripted.latency};
}

MockAnswer MockApi::error(int status, std::string_view code, std::string_view message) {
    MockAnswer answer = error_answer(status, code, message);
    if (status == 429) answer.retry_after_s = options_.retry_after_s;
    return answer;
}

MockAnswer error_answer(int status, std::string_view code, std::string_view message) {
    std::string body = R"({"type":"error","error":{"message":)";
    append_json_string(body, message);
    body += R"(,"type":)";
    append_json_string(body, type_of_status(status));
    body += R"(,"code":)";
    append_json_string(body, code);
    body += "}}";
    return {.status = status, .body = std::move(body)};
}

void MockApi::reset() {
    // Requests on their way still end, and stay counted until they do.
    statistics_ = {.in_flight_count = statistics_.in_flight_count,
                   .in_flight_count_max = statistics_.in_flight_count};
    random_.seed(options_.seed);
    rules_.reset();
    batches_.reset();
    minute_request_count_ = 0;
}

}  // namespace assay::providers::mock
