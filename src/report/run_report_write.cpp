#include "report/run_report.hpp"

namespace assay::report {
namespace {

Json to_json(const EvaluatorResult& result) {
    JsonObject object;
    object["name"] = result.evaluator.name;
    object["metric"] = result.evaluator.metric;
    object["version"] = result.evaluator.version;
    object["hash"] = result.evaluator.hash;
    object["better"] = result.better;
    object["signature"] = result.signature;
    object["estimate"] = report::to_json(result.estimate);
    if (!result.histogram.counts.empty()) {
        JsonArray counts;
        for (const std::uint64_t count : result.histogram.counts) counts.emplace_back(count);
        object["histogram"] = {{"low", result.histogram.low},
                               {"high", result.histogram.high},
                               {"counts", std::move(counts)}};
    }
    if (result.judge) object["judge"] = report::to_json(*result.judge);
    return object;
}

Json to_json(const SampleCounts& samples) {
    return {{"total", samples.total},
            {"answered", samples.answered},
            {"errors", samples.errors},
            {"unscored", samples.unscored},
            {"cached", samples.cached},
            {"skipped_rows", samples.skipped_rows}};
}

Json to_json(const LatencyResult& latency) {
    return {{"count", latency.count},
            {"p50_ms", latency.p50_ms},
            {"p90_ms", latency.p90_ms},
            {"p95_ms", latency.p95_ms},
            {"p99_ms", latency.p99_ms},
            {"max_ms", latency.max_ms}};
}

Json to_json(const SpendingResult& spending) {
    JsonObject object;
    object["cost_usd"] =
        json_number_or_null(spending.cost ? std::optional(spending.cost->dollars()) : std::nullopt);
    object["cost_usd_nanos"] = spending.cost ? Json(spending.cost->nanos) : Json(nullptr);
    object["unknown_price"] = spending.unknown_price_count;
    object["prompt_tokens"] = spending.prompt_tokens;
    object["completion_tokens"] = spending.completion_tokens;
    object["requests"] = spending.request_count;
    return object;
}

Json to_json(const ErrorGroup& group) {
    return {{"kind", group.kind},
            {"message", group.message},
            {"count", group.count},
            {"first_sample", group.first_sample_id}};
}

Json to_json(const CostRow& row) {
    return {{"evaluator", row.evaluator},
            {"tier", row.tier},
            {"model", row.model},
            {"calls", row.call_count},
            {"prompt_tokens", row.prompt_tokens},
            {"completion_tokens", row.completion_tokens},
            {"cost_usd",
             json_number_or_null(row.cost ? std::optional(row.cost->dollars()) : std::nullopt)},
            {"cost_usd_nanos", row.cost ? Json(row.cost->nanos) : Json(nullptr)}};
}

Json to_json(const ModelHealth& model) {
    const auto or_null = [](const std::optional<std::uint64_t>& count) {
        return count ? Json(*count) : Json(nullptr);
    };
    return {{"model", model.model},
            {"breaker", model.breaker},
            {"breaker_openings", model.breaker_open_count},
            {"concurrency", or_null(model.concurrency)},
            {"concurrency_max", or_null(model.concurrency_max)},
            {"overloads", model.overload_count}};
}

Json to_json(const GateResult& gate) {
    return {{"condition", gate.condition},
            {"passed", gate.has_passed},
            {"observed", json_number_or_null(gate.observed)},
            {"threshold", json_number_or_null(gate.threshold)},
            {"explanation", gate.explanation}};
}

template <typename T>
Json list_to_json(const std::vector<T>& items) {
    JsonArray array;
    for (const T& item : items) array.push_back(to_json(item));
    return array;
}

}  // namespace

Json to_json(const RunReport& report) {
    JsonObject object;
    object["run_id"] = report.run_id;
    object["name"] = report.name;
    object["state"] = report.state;
    object["created_at"] = report.created_at;
    object["duration_s"] = report.duration_s;
    object["assay_version"] = report.assay_version;
    object["dataset"] = report.dataset;
    object["dataset_version"] = report.dataset_version;
    object["model"] = report.model;
    object["epochs"] = report.epoch_count;
    object["seed"] = report.seed;
    object["samples"] = to_json(report.samples);
    object["evaluators"] = list_to_json(report.evaluators);
    object["latency"] = report.latency ? to_json(*report.latency) : Json(nullptr);
    object["spending"] = report.spending ? to_json(*report.spending) : Json(nullptr);
    object["judging"] = report.judging ? to_json(*report.judging) : Json(nullptr);
    object["costs"] = list_to_json(report.costs);
    object["models"] = list_to_json(report.models);
    object["errors"] = list_to_json(report.errors);
    object["gates"] = list_to_json(report.gates);
    JsonArray warnings;
    for (const std::string& warning : report.warnings) warnings.emplace_back(warning);
    object["warnings"] = std::move(warnings);
    return object;
}

}  // namespace assay::report
