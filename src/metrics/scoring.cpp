#include "metrics/scoring.hpp"

#include "core/hash.hpp"
#include "core/nearest.hpp"
#include "metrics/registry.hpp"

#include <algorithm>
#include <cmath>

namespace assay::metrics {
namespace {

std::string hash_of(const Metric& metric, const JsonObject& options, std::string_view of_hash) {
    JsonObject identity;
    identity["metric"] = boost::json::string_view(metric.name.data(), metric.name.size());
    identity["version"] = metric.version;
    identity["options"] = options;
    // A metric of epochs also changes when the evaluator it reads does.
    if (!of_hash.empty()) identity["of"] = boost::json::string_view(of_hash.data(), of_hash.size());
    return sha256_hex(canonical_json_text(identity));
}

Result<ConfiguredMetric> configure(const Metric& metric, const JsonObject& options) {
    ConfiguredMetric configured{
        .metric = &metric, .sample = nullptr, .corpus = nullptr, .epochs = nullptr};
    if (metric.sample != nullptr) {
        TRY(configured.sample, metric.sample(options));
    }
    if (metric.corpus != nullptr) {
        TRY(configured.corpus, metric.corpus(options));
    }
    if (metric.epochs != nullptr) {
        TRY(configured.epochs, metric.epochs(options));
    }
    return configured;
}

/// A metric without a face: what the aggregation needs to know of foreign scores.
ConfiguredMetric configure_external(const ExternalEvaluator& external) {
    ConfiguredMetric configured{
        .metric = nullptr, .sample = nullptr, .corpus = nullptr, .epochs = nullptr};
    configured.external = std::make_unique<const Metric>(Metric{.name = "external",
                                                                .version = external.version,
                                                                .range = external.range,
                                                                .better = Better::higher,
                                                                .scale = Scale::mean,
                                                                .summary = {},
                                                                .source = {},
                                                                .needs_target = false});
    configured.metric = configured.external.get();
    return configured;
}

/// The position of the evaluator that a metric of epochs reads.
Result<std::size_t> find_source(std::string_view reader,
                                std::string_view of,
                                std::span<const Evaluator> evaluators) {
    const auto found = std::ranges::find(evaluators, of, &Evaluator::name);
    if (found != evaluators.end()) return static_cast<std::size_t>(found - evaluators.begin());
    std::vector<std::string_view> names;
    for (const Evaluator& evaluator : evaluators) {
        if (evaluator.name != reader) names.push_back(evaluator.name);
    }
    return fail(ErrorKind::invalid_input,
                "evaluator '{}' reads the scores of '{}', which is not among the evaluators{}",
                reader,
                of,
                did_you_mean(of, names));
}

}  // namespace

Result<Scoring> Scoring::make(std::span<const EvaluatorRequest> requests) {
    Scoring scoring;
    std::vector<JsonObject> options;
    for (const EvaluatorRequest& request : requests) {
        const std::string& name = request.name.empty() ? request.metric : request.name;
        if (std::ranges::find(scoring.evaluators_, name, &Evaluator::name) !=
            scoring.evaluators_.end())
            return fail(ErrorKind::invalid_input,
                        "two evaluators are called '{}'; give one of them another name",
                        name);
        if (request.external) {
            const ExternalEvaluator& external = *request.external;
            scoring.evaluators_.push_back(
                {.name = name,
                 .metric = request.metric,
                 .version = external.version,
                 .hash = sha256_hex(canonical_json_text({{"evaluator", request.metric},
                                                         {"version", external.version},
                                                         {"identity", external.identity}}))});
            scoring.configured_.push_back(configure_external(external));
            options.emplace_back();
            continue;
        }
        TRY(const Metric* metric, find(request.metric));
        TRY(JsonObject resolved, resolve_options(*metric, request.options));
        TRY(ConfiguredMetric configured, configure(*metric, resolved));
        scoring.evaluators_.push_back({.name = name,
                                       .metric = std::string(metric->name),
                                       .version = metric->version,
                                       .hash = hash_of(*metric, resolved, "")});
        scoring.configured_.push_back(std::move(configured));
        options.push_back(std::move(resolved));
    }
    for (std::size_t index = 0; index < scoring.configured_.size(); ++index) {
        ConfiguredMetric& configured = scoring.configured_[index];
        if (configured.epochs == nullptr) continue;
        Evaluator& reader = scoring.evaluators_[index];
        TRY(configured.of_index,
            find_source(reader.name, configured.epochs->of(), scoring.evaluators_));
        if (!scoring.is_per_sample(configured.of_index))
            return fail(ErrorKind::invalid_input,
                        "evaluator '{}' reads the scores of '{}', which has none per sample",
                        reader.name,
                        configured.epochs->of());
        reader.hash = hash_of(
            *configured.metric, options[index], scoring.evaluators_[configured.of_index].hash);
    }
    return scoring;
}

std::vector<Score> Scoring::score(const Observation& observation) const {
    std::vector<Score> scores;
    scores.reserve(configured_.size());
    for (std::size_t index = 0; index < configured_.size(); ++index) {
        const ConfiguredMetric& configured = configured_[index];
        SampleValue value;
        if (configured.sample != nullptr) {
            value = configured.sample->score(observation);
            ASSAY_ASSERT(!value.value || std::isfinite(*value.value),
                         "a metric answers with a finite number or with a reason");
        } else if (configured.is_external()) {
            value = SampleValue::unscored("its evaluator has not scored it");
        } else {
            value = SampleValue::unscored(configured.corpus != nullptr
                                              ? "corpus metric: one value for all samples"
                                              : "epochs metric: one value for a sample's repeats");
        }
        scores.push_back({.evaluator = evaluators_[index].name,
                          .value = value.value,
                          .reason = std::move(value.reason)});
    }
    return scores;
}

}  // namespace assay::metrics
