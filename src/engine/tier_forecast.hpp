#pragma once
// What judging would take, before anything is spent: calls, tokens, money, time, and how wide the
// interval would be. Sizes come from the prompts themselves; spread, answer lengths and times from
// a pilot, an earlier run of the same judges.

#include "engine/run_spec.hpp"
#include "report/run_report.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace assay::engine {

/// One row: the answers of the model, or one tier of one judge.
struct ForecastRow {
    std::string judge;  ///< empty: the answers
    std::string tier;
    std::string model;
    double sample_count = 0;
    double call_count = 0;
    double prompt_tokens = 0;
    std::optional<double> completion_tokens;  ///< null: nothing says how long answers will be
    std::optional<double> cost_usd;           ///< null: price or length unknown
    std::optional<double> duration_s;         ///< null: no pilot says how long a call takes
};

/// Of one judge.
struct IntervalForecast {
    std::string judge;
    std::optional<double> half_width;  ///< null without a pilot
    std::optional<double> full_coverage_usd;
};

/// Shares that solve for a budget or an interval.
struct SolvedShares {
    std::optional<double> fast_share;  ///< null: the fast tier does not pay
    double full_share;
    double cost_usd;
    double half_width;
};

struct Forecast {
    std::uint64_t sample_count = 0;
    std::vector<ForecastRow> rows;
    std::vector<IntervalForecast> intervals;
    std::string pilot_run;  ///< empty: none
    std::optional<SolvedShares> solved;
    std::vector<std::string> notes;  ///< whole sentences: what is assumed, what is missing

    [[nodiscard]] std::optional<double> cost_usd() const;
};

struct ForecastGoal {
    std::optional<double> budget_usd;  ///< for judging
    std::optional<double> half_width;
};

/// Reads the whole dataset and renders its prompts; asks nothing. `pilot` may be null. Errors:
/// those that the run would meet before its first request; invalid_input for a goal without a
/// pilot, with several judges, or out of reach.
Result<Forecast> forecast(const RunSpec& spec,
                          const report::RunReport* pilot,
                          const ForecastGoal& goal);

/// The pilot's result of a judge of this very version; null when it has none.
Result<const report::EvaluatorResult*> pilot_of(const report::RunReport& pilot,
                                                const JudgingSpec& spec,
                                                const JudgeRequest& request);

Json to_json(const Forecast& forecast);

}  // namespace assay::engine
