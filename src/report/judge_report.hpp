#pragma once
// What a judge's estimate rests on: its tiers, what they said, what they cost, and what it would
// have cost to judge everything with the top one. A value type.

#include "core/json.hpp"
#include "core/usd.hpp"
#include "domain/judgement.hpp"
#include "stats/difference_estimator.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace assay::report {

struct TierResult {
    std::string tier;   ///< `distilled`, `fast`, `full` or `human`
    std::string model;  ///< as the run file names it; empty for people
    std::string mode;   ///< how numbers were made; several, joined, only after a change of models
    std::uint64_t drawn_count = 0;     ///< samples that its lot drew
    std::uint64_t judged_count = 0;    ///< with a score
    std::uint64_t unscored_count = 0;  ///< answered, but not readable as a verdict
    std::uint64_t deferred_count = 0;  ///< put off by an outage
    std::uint64_t pending_count = 0;   ///< waiting for a person
    std::optional<double> mean;        ///< of its scores as they came, with the bias of its draw
    std::uint64_t call_count = 0;
    std::int64_t prompt_tokens = 0;
    std::int64_t completion_tokens = 0;
    double latency_ms_sum = 0;  ///< of its calls, cached ones left out
    std::optional<Usd> cost;    ///< of this run's calls; null when a price is unknown
    std::map<std::string, std::uint64_t> flag_counts;  ///< by JudgeFlag's name

    bool operator==(const TierResult&) const = default;
};

struct JudgeResult {
    std::vector<TierResult> tiers;          ///< cheapest first
    std::optional<double> metric_mean;      ///< of the programmatic tier, beside which the estimate
                                            ///< stands; null without a metric in 0 … 1
    std::optional<Usd> cost;                ///< of all tiers
    std::optional<Usd> full_coverage_cost;  ///< had the full tier judged every sample
    std::optional<double> effective_gain;   ///< how many times the full tier's labels it would take
                                            ///< without the tiers below
    double end_ratio = 1;                   ///< share of the draw's order that the budget allowed
    std::optional<stats::TierPilot> pilot;  ///< what a plan of another run can rest on
    std::string calibration;  ///< how this version compares with people; empty: nobody knows

    bool operator==(const JudgeResult&) const = default;
};

Json to_json(const JudgeResult& result);
/// Errors: corrupt, naming the field.
Result<JudgeResult> judge_result_from_json(const Json& value);

/// `100 of 100 drawn, mean as judged 0.71, 100 calls, $0.02; judge-fast, by logprobs`.
std::string tier_line(const TierResult& tier);
/// `helpfulness (full) 0.75, raw 4, B: reason [injection_suspected] openai/gpt-4o, by verdict,
/// $0.002`.
std::string judgement_line(const Judgement& judgement);
/// `$0.31 of $9.80 for judging all with the full tier (3.2 %)`; empty when a price is unknown.
std::string coverage_line(const JudgeResult& result);

}  // namespace assay::report
