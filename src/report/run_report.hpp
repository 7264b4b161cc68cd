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

/// What answers of one kind cost: those of the model under test, or of one judge in one tier.
struct CostRow {
    std::string evaluator;         ///< empty: the answers of the model under test
    std::string tier;              ///< empty with it
    std::string model;             ///< that answered
    std::uint64_t call_count = 0;  ///< of judges also what the cache answered, for nothing
    std::int64_t prompt_tokens = 0;
    std::int64_t completion_tokens = 0;
    std::optional<Usd> cost;  ///< null when a price is unknown

    bool operator==(const CostRow&) const = default;
};

/// How a model's server bore the calls, in the last part of a run that was interrupted.
struct ModelHealth {
    std::string model;
    std::string breaker;                           ///< `closed`, `open` or `half-open`, at the end
    std::uint64_t breaker_open_count = 0;          ///< times it opened
    std::optional<std::uint64_t> concurrency;      ///< calls at a time, at the end
    std::optional<std::uint64_t> concurrency_max;  ///< as configured
    std::uint64_t overload_count = 0;              ///< times an overload lowered it

    [[nodiscard]] bool is_noteworthy() const {
        return breaker_open_count > 0 || overload_count > 0;
    }
    bool operator==(const ModelHealth&) const = default;
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
    std::vector<CostRow> costs;              ///< answers first, then judges from tier to tier
    std::vector<ModelHealth> models;         ///< empty without a model
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
