#pragma once
// The headline of a run, computed from its stored results: what every printer, page and gate reads.
// A value type.

#include "core/json.hpp"
#include "core/usd.hpp"
#include "domain/evaluator.hpp"
#include "report/judge_report.hpp"
#include "stats/estimate.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace assay::report {

/// Equal-width bins of the per-sample values, for a chart; empty for corpus metrics.
struct Histogram {
    double low = 0;
    double high = 0;
    std::vector<std::uint64_t> counts;

    bool operator==(const Histogram&) const = default;
};

struct EvaluatorResult {
    Evaluator evaluator;
    std::string better;     ///< `higher`, `lower` or `neither`
    std::string signature;  ///< how the number was made, e.g. `nrefs:1|case:mixed|…`; may be empty
    stats::Estimate estimate;
    Histogram histogram;
    std::optional<JudgeResult> judge;  ///< null for a metric

    bool operator==(const EvaluatorResult&) const = default;
};

/// Infrastructure errors with the same kind and message.
struct ErrorGroup {
    std::string kind;
    std::string message;
    std::uint64_t count = 0;
    std::string first_sample_id;

    bool operator==(const ErrorGroup&) const = default;
};

struct SampleCounts {
    std::uint64_t total = 0;  ///< samples × epochs
    std::uint64_t answered = 0;
    std::uint64_t errors = 0;        ///< infrastructure errors; never counted as wrong answers
    std::uint64_t unscored = 0;      ///< answered, yet some evaluator could not score
    std::uint64_t cached = 0;        ///< answered from the response cache
    std::uint64_t skipped_rows = 0;  ///< bad rows of the dataset left out by --on-bad-row skip

    bool operator==(const SampleCounts&) const = default;
};

struct LatencyResult {
    std::uint64_t count = 0;  ///< answers with a measured latency; cached ones are left out
    double p50_ms = 0;
    double p90_ms = 0;
    double p95_ms = 0;
    double p99_ms = 0;
    double max_ms = 0;

    bool operator==(const LatencyResult&) const = default;
};

struct SpendingResult {
    std::optional<Usd> cost;  ///< null when no answer had a known price
    std::uint64_t unknown_price_count =
        0;  ///< answers whose price or usage is unknown, not in `cost`
    std::int64_t prompt_tokens = 0;
    std::int64_t completion_tokens = 0;
    std::uint64_t request_count = 0;  ///< requests behind the answers, retries included

    bool operator==(const SpendingResult&) const = default;
};

struct GateResult {
    std::string condition;    ///< as written
    bool has_passed = false;  ///< false also when the observed value is undefined
    std::optional<double> observed;
    std::optional<double> threshold;
    std::string explanation;  ///< one sentence

    bool operator==(const GateResult&) const = default;
};

struct RunReport {
    std::string run_id;
    std::string name;
    std::string state;       ///< as domain's RunState
    std::string created_at;  ///< RFC 3339
    double duration_s = 0;
    std::string assay_version;
    std::string dataset;
    std::string dataset_version;
    std::string model;  ///< empty for recorded outputs
    std::uint32_t epoch_count = 1;
    std::uint64_t seed = 0;
    SampleCounts samples;
    std::vector<EvaluatorResult> evaluators;
    std::optional<LatencyResult> latency;    ///< null when nothing was measured
    std::optional<SpendingResult> spending;  ///< null for recorded outputs
    std::optional<SpendingResult> judging;   ///< what judges took; null without them
    std::vector<ErrorGroup> errors;          ///< most frequent first, at most 20 groups
    std::vector<GateResult> gates;
    std::vector<std::string> warnings;  ///< whole sentences

    bool operator==(const RunReport&) const = default;
};

Json to_json(const RunReport& report);
/// Errors: corrupt, naming the field.
Result<RunReport> run_report_from_json(const Json& value);

Json to_json(const stats::Estimate& estimate);
Result<stats::Estimate> estimate_from_json(const Json& value);

}  // namespace assay::report
