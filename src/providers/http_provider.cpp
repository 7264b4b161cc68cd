// The life of one call: wait for a slot → write the body once → attempt: pace, send, read → on a
// passing fault wait and attempt again → price the answer.
#include "providers/http_provider.hpp"

#include "net/slots.hpp"
#include "providers/failure.hpp"
#include "providers/http_batch.hpp"

namespace assay::providers {
namespace {

/// Rough size for the token bucket until the server tells the truth: four bytes a token.
std::int64_t estimate_tokens(std::size_t body_bytes, const Settings& settings) {
    return static_cast<std::int64_t>(body_bytes / 4) + settings.completion_tokens_max.value_or(256);
}

/// Whether the server has too much to do; one that cannot be reached at all is another matter.
bool is_overload(const Result<net::HttpResponse>& response) {
    if (!response) return response.error().kind == ErrorKind::timed_out;
    return response->status == 429 || response->status >= 500;
}

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
          failures_(spec, format, options_, timeline_),
          prices_(options_.prices != nullptr ? *options_.prices : PriceTable::built_in()),
          limiter_(options_.limits, timeline_),
          slots_(options_.connection_count_max, options_.is_adaptive),
          hedge_(options_.hedge.value_or(net::HedgePolicy{}), client_),
          batch_api_(format.batch == nullptr ? nullptr
                                             : make_http_batch_api({.spec = spec_,
                                                                    .format = format_,
                                                                    .options = options_,
                                                                    .client = client_,
                                                                    .timeline = timeline_,
                                                                    .prices = prices_})) {}

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

    [[nodiscard]] double cost_factor_max() const override { return options_.hedge ? 2 : 1; }

    [[nodiscard]] std::optional<Concurrency> concurrency() const override {
        return Concurrency{.limit = slots_.limit().limit(),
                           .most = options_.connection_count_max,
                           .decrease_count = slots_.limit().decrease_count()};
    }

    [[nodiscard]] BatchApi* batch_api() override { return batch_api_.get(); }

    async::Task<Completion> complete(Request request) override {
        CO_TRY(const WireRequest wire, format_.write(request, options_));
        CO_CHECK_OK(co_await slots_.take());
        auto result = co_await attempt_until_done(request, wire);
        slots_.give_back();
        co_return result;
    }

  private:
    async::Task<Completion> attempt_until_done(const Request& request, const WireRequest& wire);
    async::Task<net::HedgedResponse> send(const WireRequest& wire, std::int64_t estimated_tokens);
    Result<Completion> read(const Result<net::HttpResponse>& response,
                            const Request& request,
                            Failure& failure) const;

    const ProviderSpec& spec_;
    const WireFormat& format_;
    const ProviderOptions options_;
    const net::HeaderList headers_;
    net::HttpClient& client_;
    net::Timeline& timeline_;
    const FailureReader failures_;
    const PriceTable& prices_;
    net::RateLimiter limiter_;
    net::Slots slots_;
    net::Hedge hedge_;
    const std::unique_ptr<BatchApi> batch_api_;
    std::uint64_t call_count_ = 0;
};

async::Task<Completion> HttpProvider::attempt_until_done(const Request& request,
                                                         const WireRequest& wire) {
    net::Backoff backoff(options_.retries, options_.seed + 0x9E3779B97F4A7C15ULL * ++call_count_);
    const std::int64_t estimated_tokens = estimate_tokens(wire.body.size(), request.settings);
    std::uint32_t second_count = 0;
    while (true) {
        CO_CHECK_OK(co_await limiter_.acquire(estimated_tokens));
        const std::size_t used_count = slots_.used_count();
        const MonotonicTime sent_at = timeline_.clock().monotonic();
        CO_TRY(const net::HedgedResponse sent, co_await send(wire, estimated_tokens));
        const Result<net::HttpResponse>& response = sent.response;
        second_count += sent.request_count - 1;
        Failure failure{.error = {ErrorKind::internal, {}}};
        Result<Completion> completion = read(response, request, failure);
        if (completion) {
            slots_.succeeded(used_count, timeline_.clock().monotonic());
            completion->attempt_count = backoff.attempt_count() + second_count;
            completion->latency_ms = response->latency_ms;
            if (const auto& usage = completion->usage) {
                limiter_.correct(estimated_tokens, usage->prompt_tokens + usage->completion_tokens);
                completion->cost = prices_.cost(spec_.name, request.model, *usage);
            }
            // The request that lost was begun; servers bill what they began.
            if (completion->cost) completion->cost->nanos *= sent.request_count;
            co_return completion;
        }
        if (is_overload(response))
            slots_.overloaded(used_count, sent_at, timeline_.clock().monotonic());
        const std::uint32_t attempt_count = backoff.attempt_count();
        if (!failure.may_retry) co_return failures_.final_error(std::move(failure), attempt_count);
        const auto wait = backoff.next(failure.asked_for);
        if (!wait) co_return failures_.final_error(std::move(failure), attempt_count);
        // When a server names a time, calls that have not started wait for it too.
        if (failure.asked_for) limiter_.pause(*failure.asked_for);
        CO_CHECK_OK(co_await timeline_.sleep(*wait));
    }
}

async::Task<net::HedgedResponse> HttpProvider::send(const WireRequest& wire,
                                                    std::int64_t estimated_tokens) {
    net::HttpRequest request{.method = net::Method::post,
                             .url = *options_.base_url + wire.path,
                             .headers = headers_,
                             .body = wire.body,
                             .deadline = async::Deadline::after(options_.request_timeout)};
    if (options_.hedge)
        co_return co_await hedge_.send(std::move(request), [this, estimated_tokens] {
            return limiter_.acquire(estimated_tokens);
        });
    co_return net::HedgedResponse{.response = co_await client_.send(std::move(request)),
                                  .request_count = 1};
}

Result<Completion> HttpProvider::read(const Result<net::HttpResponse>& response,
                                      const Request& request,
                                      Failure& failure) const {
    if (!response) {
        failure = failures_.transport(response.error());
    } else if (response->status < 200 || response->status > 299) {
        failure = failures_.refusal(*response, fmt::format("model '{}'", request.model));
    } else {
        auto completion = format_.read(response->body, request);
        if (completion) return completion;
        failure.error = std::move(completion).error();
        // The excerpt in the message may cut a key in two, which would hide it from redact().
        if (auto again = format_.read(failures_.redact(response->body), request); !again)
            failure.error = std::move(again).error();
    }
    return failure.error;
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
