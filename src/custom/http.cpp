// One batch is one POST. Passing faults are retried with backoff; what is left over is an error of
// the batch. A server that keeps failing is left alone for a while, so that a run does not wait for
// it batch by batch.
#include "custom/option_values.hpp"
#include "custom/scorer.hpp"
#include "custom/wire.hpp"

#include "net/circuit_breaker.hpp"
#include "net/http_client.hpp"
#include "net/retry.hpp"

#include <fmt/format.h>

#include <array>

namespace assay::custom {
namespace {

constexpr std::size_t response_bytes_max = 16U << 20U;
constexpr std::size_t excerpt_bytes_max = 200;
constexpr std::int64_t attempt_count_default = 5;
constexpr std::int64_t attempt_count_most = 100;

struct Target {
    std::string url;
    net::HeaderList headers;
    std::vector<std::string> secrets;  ///< values that no message may hold
    bool may_be_private = false;
    std::uint32_t attempt_count_max = 0;
};

class HttpScorer final : public Scorer {
  public:
    HttpScorer(ScorerSettings settings, Target target)
        : settings_(std::move(settings)),
          target_(std::move(target)),
          timeline_(settings_.timeline != nullptr ? *settings_.timeline : net::real_timeline()),
          breaker_({}, timeline_.clock()),
          client_({.connection_count_max = settings_.parallel_count,
                   .response_bytes_max = response_bytes_max,
                   .reach =
                       target_.may_be_private ? net::Reach::anywhere : net::Reach::public_addresses,
                   .uses_proxies = false}) {}

    async::Task<std::vector<Verdict>> score(std::vector<Item> items) override;
    async::Task<void> close() override { co_return Result<void>{}; }

  private:
    async::Task<void> ask(const std::vector<Item>& items, PendingBatch& batch);
    Result<void> read(const net::HttpResponse& response,
                      const std::vector<Item>& items,
                      PendingBatch& batch);
    Error failure(ErrorKind kind, std::string_view what) const;
    [[nodiscard]] std::string without_secrets(std::string text) const;

    const ScorerSettings settings_;
    const Target target_;
    net::Timeline& timeline_;
    net::CircuitBreaker breaker_;
    net::HttpClient client_;
    std::uint64_t call_count_ = 0;
};

async::Task<std::vector<Verdict>> HttpScorer::score(std::vector<Item> items) {
    PendingBatch batch(items);
    auto asked = Result<void>(
        failure(ErrorKind::unavailable, "it failed several times in a row and is left alone"));
    if (breaker_.try_pass()) {
        asked = co_await ask(items, batch);
        if (asked)
            breaker_.succeeded();
        else
            breaker_.failed();
    }
    if (!asked &&
        (asked.error().kind == ErrorKind::denied || asked.error().kind == ErrorKind::not_found))
        co_return std::move(asked).error();
    std::vector<Verdict> verdicts;
    for (std::optional<Verdict>& verdict : batch.verdicts()) {
        if (!verdict)
            verdict = Verdict{
                .score = {},
                .reason = {},
                .error = asked ? failure(ErrorKind::corrupt, "its answer leaves out samples")
                               : asked.error()};
        verdicts.push_back(*std::move(verdict));
    }
    co_return verdicts;
}

async::Task<void> HttpScorer::ask(const std::vector<Item>& items, PendingBatch& batch) {
    std::string body = R"({"items":[)";
    for (const Item& item : items) {
        if (&item != items.data()) body += ',';
        body += item_text(item);
    }
    body += "]}";
    net::Backoff backoff({.attempt_count_max = target_.attempt_count_max}, ++call_count_);
    while (true) {
        net::HttpRequest request{.method = net::Method::post,
                                 .url = target_.url,
                                 .headers = target_.headers,
                                 .body = body,
                                 .deadline = async::Deadline::after(settings_.deadline)};
        const auto response = co_await client_.send(std::move(request));
        Error error{ErrorKind::internal, {}};
        std::optional<std::chrono::milliseconds> asked_for;
        bool may_retry = false;
        if (!response) {
            error = failure(response.error().kind, response.error().message);
            may_retry = net::is_retryable(error.kind);
        } else {
            auto read_well = read(*response, items, batch);
            if (read_well) co_return Result<void>{};
            error = std::move(read_well).error();
            may_retry = net::is_retryable_status(response->status);
            if (const auto header = response->header("retry-after"))
                asked_for = net::parse_retry_after(*header, timeline_.clock().wall());
        }
        const auto wait = may_retry ? backoff.next(asked_for) : std::nullopt;
        if (!wait) co_return error;
        CO_CHECK_OK(co_await timeline_.sleep(*wait));
    }
}

ErrorKind kind_of_status(int status) {
    if (status == 401 || status == 403 || status == 407) return ErrorKind::denied;
    if (status == 404 || status == 405 || status == 410) return ErrorKind::not_found;
    return status == 429 ? ErrorKind::rate_limited : ErrorKind::unavailable;
}

Result<void> HttpScorer::read(const net::HttpResponse& response,
                              const std::vector<Item>& items,
                              PendingBatch& batch) {
    // A server may echo what it was sent; from here on the text has no secret in it.
    const std::string body = without_secrets(response.body);
    if (response.status >= 300 && response.status < 400)
        return failure(ErrorKind::not_found,
                       fmt::format("HTTP {}: redirects are not followed; name the final address",
                                   response.status));
    if (response.status < 200 || response.status > 299)
        return failure(
            kind_of_status(response.status),
            fmt::format("HTTP {}: {}", response.status, quotable(body, excerpt_bytes_max)));
    const auto accept_all = [&]() -> Result<void> {
        TRY(auto replies, read_results(body, settings_.range));
        for (Reply& reply : replies) CHECK_OK(batch.accept(std::move(reply)));
        return {};
    };
    if (auto accepted = accept_all(); !accepted) {
        batch = PendingBatch(items);
        return failure(accepted.error().kind, accepted.error().message);
    }
    return {};
}

Error HttpScorer::failure(ErrorKind kind, std::string_view what) const {
    const auto origin = net::url_origin(target_.url);
    std::string message = fmt::format("evaluator '{}'", settings_.name);
    // Faults of the connection name the server already.
    if (origin && !what.starts_with(*origin)) message += fmt::format(" ({})", *origin);
    message += fmt::format(": {}", what);
    if (kind == ErrorKind::denied && what.find("not on the public internet") != what.npos)
        message += "; 'allow_private: true' lifts this";
    return {kind, without_secrets(std::move(message))};
}

std::string HttpScorer::without_secrets(std::string text) const {
    for (const std::string& secret : target_.secrets) {
        for (std::size_t at = text.find(secret); at != std::string::npos;
             at = text.find(secret, at))
            text.replace(at, secret.size(), "***");
    }
    return text;
}

Result<JsonObject> resolve(const JsonObject& options) {
    const JsonFields fields(options, "http");
    constexpr std::array<std::string_view, 4> known = {
        "url", "headers", "allow_private", "attempts"};
    CHECK_OK(fields.only(known));
    TRY(const std::string url, fields.string("url"));
    if (auto origin = net::url_origin(url); !origin) return std::move(origin).error().in("'url'");
    JsonObject resolved;
    resolved["url"] = url;
    JsonObject headers;
    if (const Json* given = fields.find("headers"); given != nullptr && !given->is_null()) {
        if (!given->is_object())
            return fail(ErrorKind::invalid_input,
                        "'headers' is {}, expected a map from name to value",
                        json_type_name(*given));
        for (const auto& header : given->get_object()) {
            if (!header.value().is_string())
                return fail(ErrorKind::invalid_input,
                            "header '{}' is {}, expected a string",
                            std::string_view(header.key()),
                            json_type_name(header.value()));
        }
        headers = given->get_object();
    }
    resolved["headers"] = std::move(headers);
    TRY(const auto allow_private, fields.optional_boolean("allow_private"));
    resolved["allow_private"] = allow_private.value_or(false);
    TRY(const auto attempts, fields.optional_integer("attempts"));
    if (attempts && (*attempts < 1 || *attempts > attempt_count_most))
        return fail(ErrorKind::invalid_input,
                    "'attempts' is {}, expected 1 to {}",
                    *attempts,
                    attempt_count_most);
    resolved["attempts"] = attempts.value_or(attempt_count_default);
    return resolved;
}

std::vector<std::string> files(const JsonObject&) { return {}; }

Result<std::unique_ptr<Scorer>> open(ScorerSettings settings) {
    const JsonFields fields(settings.options, "http");
    Target target;
    TRY(target.url, fields.string("url"));
    TRY(target.may_be_private, fields.boolean("allow_private"));
    TRY(const auto attempts, fields.integer("attempts"));
    target.attempt_count_max = static_cast<std::uint32_t>(attempts);
    std::vector<net::Header> headers{{.name = "Content-Type", .value = "application/json"}};
    for (const auto& header : settings.options.at("headers").as_object()) {
        auto value = with_variables(json_view(header.value().get_string()), target.secrets);
        if (!value)
            return std::move(value).error().in(fmt::format(
                "evaluator '{}', header '{}'", settings.name, std::string_view(header.key())));
        headers.push_back(
            {.name = std::string(std::string_view(header.key())), .value = *std::move(value)});
    }
    TRY(target.headers, net::prepare_headers(headers));
    return std::make_unique<HttpScorer>(std::move(settings), std::move(target));
}

}  // namespace

extern const ScorerKind http{
    .name = "http",
    .version = 1,
    .summary = "A web service that takes samples as JSON and answers with scores.",
    .parallel_key = "connections",
    .leaves_machine = true,
    .resolve = resolve,
    .files = files,
    .open = open};

}  // namespace assay::custom
