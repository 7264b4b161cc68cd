// The life of one call: wait for a slot → write the body once → attempt: pace, send, read → on a
// passing fault wait and attempt again → price the answer.
#include "providers/http_provider.hpp"

#include "async/gate.hpp"

#include <deque>

namespace assay::providers {
namespace {

/// Rough size for the token bucket until the server tells the truth: four bytes a token.
std::int64_t estimate_tokens(std::size_t body_bytes, const Settings& settings) {
    return static_cast<std::int64_t>(body_bytes / 4) + settings.completion_tokens_max.value_or(256);
}

/// One attempt that did not succeed.
struct Failure {
    Error error;
    bool may_retry = false;
    std::optional<std::chrono::milliseconds> asked_for;  ///< Retry-After
};

/// Bounds how many calls run at a time; the others wait in order.
class Slots {
  public:
    explicit Slots(std::size_t count) : free_count_(count) {}

    async::Task<void> take() {
        if (free_count_ > 0) {
            --free_count_;
        } else {
            async::Gate gate;
            waiting_.push_back(&gate);
            CO_CHECK_OK(co_await gate.wait());
        }
        co_return Result<void>{};
    }
    void give_back() {
        if (waiting_.empty()) {
            ++free_count_;
        } else {
            // The slot passes on to the one who waits longest.
            waiting_.front()->open();
            waiting_.pop_front();
        }
    }

  private:
    std::size_t free_count_;
    std::deque<async::Gate*> waiting_;
};

class HttpProvider final : public Provider {
  public:
    HttpProvider(const ProviderSpec& spec,
                 const WireFormat& format,
                 ProviderOptions options,
                 net::HeaderList headers,
                 net::HttpClient& client)
        : spec_(spec),
          format_(format),
          options_(std::move(options)),
          headers_(std::move(headers)),
          client_(client),
          timeline_(options_.timeline != nullptr ? *options_.timeline : net::real_timeline()),
          prices_(options_.prices != nullptr ? *options_.prices : PriceTable::built_in()),
          limiter_(options_.limits, timeline_),
          slots_(options_.connection_count_max) {}

    [[nodiscard]] Json identity() const override {
        return {{"provider", spec_.name}, {"base_url", *options_.base_url}};
    }

    [[nodiscard]] Capabilities capabilities() const override {
        return {
            .logprobs = options_.has_logprobs.value_or(spec_.capabilities.logprobs),
            .output_schema = options_.has_output_schema.value_or(spec_.capabilities.output_schema)};
    }
    [[nodiscard]] std::optional<Price> price(std::string_view model) const override {
        return prices_.find(spec_.name, model);
    }

    async::Task<Completion> complete(Request request) override {
        CO_TRY(const WireRequest wire, format_.write(request, options_));
        CO_CHECK_OK(co_await slots_.take());
        auto result = co_await attempt_until_done(request, wire);
        slots_.give_back();
        if (result && result->usage)
            result->cost = prices_.cost(spec_.name, request.model, *result->usage);
        co_return result;
    }

  private:
    async::Task<Completion> attempt_until_done(const Request& request, const WireRequest& wire);
    async::Task<net::HttpResponse> send(const WireRequest& wire);
    Result<Completion> read(const Result<net::HttpResponse>& response,
                            const Request& request,
                            Failure& failure) const;
    Failure refusal(const net::HttpResponse& response, const Request& request) const;
    [[nodiscard]] std::string redact(std::string text) const;
    Error final_error(Failure failure, std::uint32_t attempt_count) const;

    const ProviderSpec& spec_;
    const WireFormat& format_;
    const ProviderOptions options_;
    const net::HeaderList headers_;
    net::HttpClient& client_;
    net::Timeline& timeline_;
    const PriceTable& prices_;
    net::RateLimiter limiter_;
    Slots slots_;
    std::uint64_t call_count_ = 0;
};

async::Task<Completion> HttpProvider::attempt_until_done(const Request& request,
                                                         const WireRequest& wire) {
    net::Backoff backoff(options_.retries, options_.seed + 0x9E3779B97F4A7C15ULL * ++call_count_);
    const std::int64_t estimated_tokens = estimate_tokens(wire.body.size(), request.settings);
    while (true) {
        CO_CHECK_OK(co_await limiter_.acquire(estimated_tokens));
        const Result<net::HttpResponse> response = co_await send(wire);
        Failure failure{.error = {ErrorKind::internal, {}}};
        Result<Completion> completion = read(response, request, failure);
        if (completion) {
            completion->attempt_count = backoff.attempt_count();
            completion->latency_ms = response->latency_ms;
            if (const auto& usage = completion->usage)
                limiter_.correct(estimated_tokens, usage->prompt_tokens + usage->completion_tokens);
            co_return completion;
        }
        const std::uint32_t attempt_count = backoff.attempt_count();
        if (!failure.may_retry) co_return final_error(std::move(failure), attempt_count);
        const auto wait = backoff.next(failure.asked_for);
        if (!wait) co_return final_error(std::move(failure), attempt_count);
        // When a server names a time, calls that have not started wait for it too.
        if (failure.asked_for) limiter_.pause(*failure.asked_for);
        CO_CHECK_OK(co_await timeline_.sleep(*wait));
    }
}

async::Task<net::HttpResponse> HttpProvider::send(const WireRequest& wire) {
    net::HttpRequest request{.method = net::Method::post,
                             .url = *options_.base_url + wire.path,
                             .headers = headers_,
                             .body = wire.body,
                             .deadline = async::Deadline::after(options_.request_timeout)};
    co_return co_await client_.send(std::move(request));
}

Result<Completion> HttpProvider::read(const Result<net::HttpResponse>& response,
                                      const Request& request,
                                      Failure& failure) const {
    if (!response) {
        failure.error = response.error();
        failure.may_retry = net::is_retryable(failure.error.kind);
    } else if (response->status < 200 || response->status > 299) {
        failure = refusal(*response, request);
    } else {
        auto completion = format_.read(response->body, request);
        if (completion) return completion;
        failure.error = std::move(completion).error();
        // The excerpt in the message may cut a key in two, which would hide it from redact().
        if (auto again = format_.read(redact(response->body), request); !again)
            failure.error = std::move(again).error();
    }
    return failure.error;
}

Failure HttpProvider::refusal(const net::HttpResponse& response, const Request& request) const {
    const std::string body = redact(response.body);
    const WireError said = format_.read_error(body);
    std::string text = fmt::format("HTTP {}", response.status);
    if (!said.message.empty())
        text += ": " + excerpt(said.message);
    else if (!body.empty())
        text += "; the answer starts with: " + excerpt(body);
    if (!said.code.empty()) text += fmt::format(" ({})", excerpt(said.code));
    Failure failure{.error = {kind_of_status(response.status), std::move(text)},
                    .may_retry = net::is_retryable_status(response.status)};
    if (said.code == "insufficient_quota") {
        // Sent with status 429, but only money helps.
        failure.error.kind = ErrorKind::exhausted;
        failure.may_retry = false;
    }
    if (failure.error.kind == ErrorKind::denied)
        failure.error.message += fmt::format("; check {}", spec_.key_variable);
    if (response.status == 404)
        failure.error.message +=
            fmt::format("; asked for model '{}' at {}", request.model, *options_.base_url);
    if (const auto value = response.header("retry-after"))
        failure.asked_for = net::parse_retry_after(*value, timeline_.clock().wall());
    return failure;
}

std::string HttpProvider::redact(std::string text) const {
    if (!options_.key || options_.key->empty()) return text;
    for (std::size_t at = text.find(*options_.key); at != std::string::npos;
         at = text.find(*options_.key, at))
        text.replace(at, options_.key->size(), "[key]");
    return text;
}

Error HttpProvider::final_error(Failure failure, std::uint32_t attempt_count) const {
    std::string text = redact(std::move(failure.error.message));
    if (failure.may_retry) {
        text += fmt::format(
            " (gave up after {} attempt{}", attempt_count, attempt_count == 1 ? "" : "s");
        if (failure.asked_for && attempt_count < options_.retries.attempt_count_max)
            text += fmt::format(": the server asks to wait {} s",
                                static_cast<double>(failure.asked_for->count()) / 1000);
        text += ")";
    }
    return make_error(failure.error.kind, "{}: {}", spec_.name, text);
}

}  // namespace

Result<std::unique_ptr<Provider>> make_http_provider(const ProviderSpec& spec,
                                                     const WireFormat& format,
                                                     ProviderOptions options,
                                                     net::HttpClient& client) {
    if (options.connection_count_max == 0)
        return fail(ErrorKind::invalid_input, "{}: needs at least one connection", spec.name);
    TRY(auto headers, net::prepare_headers(format.headers(options)));
    return std::make_unique<HttpProvider>(
        spec, format, std::move(options), std::move(headers), client);
}

}  // namespace assay::providers
