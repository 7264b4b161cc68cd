#include "engine/model_hub.hpp"

#include "core/file.hpp"
#include "providers/factory.hpp"

#include <cstdint>
#include <cstdlib>

namespace assay::engine {
namespace {

constexpr std::size_t names_bytes_max = std::size_t{64} << 20U;

providers::ProviderOptions options_of(const ModelSpec& spec,
                                      const providers::ModelName& name,
                                      const RunSpec& run) {
    const ProviderSettings& provider = spec.provider;
    providers::ProviderOptions options;
    options.model = provider.rules.value_or(name.model);
    options.base_url = provider.base_url;
    options.connection_count_max = run.connection_count_max;
    if (provider.requests_per_minute)
        options.limits.requests_per_minute = static_cast<double>(*provider.requests_per_minute);
    if (provider.tokens_per_minute)
        options.limits.tokens_per_minute = static_cast<double>(*provider.tokens_per_minute);
    if (provider.attempt_count_max)
        options.retries.attempt_count_max = static_cast<std::uint32_t>(*provider.attempt_count_max);
    if (provider.timeout_s)
        options.request_timeout =
            std::chrono::milliseconds(static_cast<std::int64_t>(*provider.timeout_s * 1000));
    options.has_logprobs = provider.has_logprobs;
    options.has_output_schema = provider.has_output_schema;
    options.is_adaptive = provider.is_adaptive.value_or(true);
    options.hedge = provider.hedge;
    options.seed = run.seed;
    return options;
}

/// What tells two models of a run apart.
std::string key_of(const ModelSpec& spec) {
    JsonObject object{{"model", spec.model},
                      {"settings", to_json(spec.settings)},
                      {"provider", to_json(spec.provider)}};
    object["fallbacks"] = JsonArray(spec.fallbacks.begin(), spec.fallbacks.end());
    return canonical_json_text(object);
}

/// Empty: the built-in ones.
std::string price_file(const ProviderSettings& provider) {
    if (provider.prices) return *provider.prices;
    const char* variable = std::getenv("ASSAY_PRICES");
    return variable == nullptr ? "" : variable;
}

}  // namespace

ModelHub::ModelHub(const RunSpec& spec, store::ResponseCache* cache, Budget& budget)
    : spec_(spec),
      cache_(cache),
      budget_(budget),
      http_({.connection_count_max = spec.connection_count_max,
             .host_connection_count_max = spec.connection_count_max}) {}

ModelHub::~ModelHub() = default;

Result<void> ModelHub::open_redactor() {
    if (!spec_.redaction) return {};
    redaction::RedactionOptions options;
    if (!spec_.redaction->kinds.empty()) options.kinds.clear();
    for (const std::string& kind : spec_.redaction->kinds) {
        TRY(options.kinds.emplace_back(), redaction::parse_kind(kind));
    }
    if (!spec_.redaction->names_file.empty()) {
        TRY(const std::string text, read_file(spec_.redaction->names_file, names_bytes_max));
        for (std::size_t at = 0; at < text.size();) {
            const std::size_t end = std::min(text.find('\n', at), text.size());
            std::string name = text.substr(at, end - at);
            if (name.ends_with('\r')) name.pop_back();
            if (!name.empty()) options.names.push_back(std::move(name));
            at = end + 1;
        }
    }
    auto redactor = redaction::Redactor::make(options);
    if (!redactor) return std::move(redactor).error().in("redact");
    redactor_ = *std::move(redactor);
    return {};
}

Result<ModelClient*> ModelHub::evaluated() {
    ASSAY_ASSERT(spec_.model.has_value(), "only a run with a model asks one");
    TRY(ModelSpec spec, resolve_model(spec_.judging, *spec_.model));
    if (!spec_.judging.models.contains(*spec_.model)) spec.provider = spec_.provider;
    return open(spec);
}

Result<ModelClient*> ModelHub::client(const std::string& reference) {
    TRY(const ModelSpec spec, resolve_model(spec_.judging, reference));
    return open(spec);
}

Result<ModelClient*> ModelHub::open(const ModelSpec& spec) {
    std::unique_ptr<ModelClient>& client = clients_[key_of(spec)];
    if (client) return client.get();
    std::vector<providers::RouteStop> stops;
    TRY(stops.emplace_back(), open_stop(spec));
    for (const std::string& reference : spec.fallbacks) {
        TRY(const ModelSpec fallback, resolve_model(spec_.judging, reference));
        TRY(stops.emplace_back(), open_stop(fallback));
    }
    providers::RoutePolicy policy;
    // The calls of a batch fail together, which is one failure.
    if (spec.provider.batch) policy.breaker.failure_count = UINT32_MAX;
    client = std::make_unique<ModelClient>(
        std::make_unique<providers::Route>(std::move(stops), policy, net::real_timeline()),
        cache_,
        budget_,
        redactor_ ? &*redactor_ : nullptr);
    if (budget_.has_limit() && !client->route().price())
        return fail(
            ErrorKind::invalid_input,
            "a budget needs prices, and that of {} or of a fallback is unknown: name a file "
            "of prices with 'prices' in its provider block",
            spec.model);
    return client.get();
}

Result<providers::RouteStop> ModelHub::open_stop(const ModelSpec& spec) {
    TRY(const providers::ModelName name, providers::parse_model_name(spec.model));
    providers::ProviderOptions options = options_of(spec, name, spec_);
    TRY(options.prices, prices_of(spec.provider));
    TRY(auto provider, providers::make_provider(name.provider, std::move(options), http_));
    if (spec.provider.batch && batches_) {
        CHECK_OK(check_batches(*provider, spec));
        auto batching = std::make_unique<BatchingProvider>(
            std::move(provider), spec.model, name.model, *spec.provider.batch, *batches_);
        batching_.push_back(batching.get());
        provider = std::move(batching);
    }
    return providers::RouteStop{
        .name = spec.model, .model = name.model, .provider = std::move(provider)};
}

Result<void> ModelHub::check_batches(providers::Provider& provider, const ModelSpec& spec) const {
    if (provider.batch_api() == nullptr)
        return fail(ErrorKind::invalid_input,
                    "{}: this provider has no batches; take 'batch' out of its provider block",
                    spec.model);
    if (cache_ == nullptr)
        return fail(ErrorKind::invalid_input,
                    "{}: batches need the response cache, where their answers wait for the run; "
                    "take out 'cache: false' or --no-cache",
                    spec.model);
    return {};
}

async::Task<void> ModelHub::collect_batches() {
    for (BatchingProvider* provider : batching_) CO_CHECK_OK(co_await provider->collect());
    co_return Result<void>{};
}

Result<void> ModelHub::close_batches() {
    for (BatchingProvider* provider : batching_) CHECK_OK(provider->close());
    return {};
}

std::vector<report::ModelHealth> ModelHub::health() const {
    std::vector<report::ModelHealth> models;
    for (const auto& [key, client] : clients_) {
        if (!client) continue;
        const providers::Route& route = client->route();
        for (std::size_t index = 0; index < route.size(); ++index) {
            const auto concurrency = route.concurrency(index);
            report::ModelHealth& model = models.emplace_back();
            model.model = route.name(index);
            model.breaker = to_string(route.breaker(index).state());
            model.breaker_open_count = route.breaker(index).open_count();
            if (!concurrency) continue;
            model.concurrency = concurrency->limit;
            model.concurrency_max = concurrency->most;
            model.overload_count = concurrency->decrease_count;
        }
    }
    return models;
}

Result<const providers::PriceTable*> ModelHub::prices_of(const ProviderSettings& provider) {
    const std::string file = price_file(provider);
    if (file.empty()) return &providers::PriceTable::built_in();
    const auto found = prices_.find(file);
    if (found != prices_.end()) return &found->second;
    TRY(auto table, providers::PriceTable::with_file(file));
    return &prices_.emplace(file, std::move(table)).first->second;
}

Result<providers::PriceTable> read_prices(const ProviderSettings& provider) {
    const std::string file = price_file(provider);
    if (file.empty()) return providers::PriceTable::built_in();
    return providers::PriceTable::with_file(file);
}

}  // namespace assay::engine
