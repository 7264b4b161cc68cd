#pragma once
// Teaches a small model to repeat a judge's scores, and refuses when it did not learn. Pure
// function.

#include "distill/example.hpp"
#include "distill/trained_judge.hpp"

#include "core/result.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace assay::distill {

inline constexpr std::size_t example_count_min = 100;
inline constexpr std::size_t example_count_max = 50'000;  ///< some 10 kB of memory each
inline constexpr std::size_t group_count_min = 20;
inline constexpr double r_squared_min = 0.02;  ///< out of fold; not above it: refused

struct TrainOptions {
    std::string name = "distilled";
    std::uint32_t version = 1;
    std::vector<std::string> metric_names;  ///< of Example::metric_scores, in order
    std::uint64_t seed = 0;
    double coverage_ratio = 0.9;  ///< of the intervals, in (0, 1)
    /// Escalate so that of what is not escalated, with probability 1 - risk_ratio, at most
    /// error_ratio_max is further than error_max from the judge's score.
    double error_max = 0.2;
    double error_ratio_max = 0.1;
    double risk_ratio = 0.05;
};

struct Training {
    TrainedJudge judge;
    /// For each example, the calibrated score by models that were not fitted to its fold: for
    /// estimates, which must not rest on a fit to the same scores. (The penalty is chosen once for
    /// all folds, and the calibration of a fold rests on predictions by models that have seen it;
    /// neither reads the example's own score otherwise.)
    std::vector<double> cross_fitted_scores;
    std::vector<std::uint32_t> folds;  ///< of each example, from 0
    double penalty;                    ///< chosen among a few, by squared error out of fold
};

/// Ridge regression on hashed n-grams, overlaps, lengths and metric scores; penalty by
/// cross-validation over groups; isotonic calibration, conformal intervals and escalation on the
/// predictions out of fold. Calibration of intervals and escalation draws examples with probability
/// weight / largest weight, so that it stands for the population; both take examples for
/// independent, which those of one group are not quite.
/// Errors: invalid_input, with what would be enough, for too few examples or groups, more than
/// example_count_max, scores outside 0..1 or all equal, weights not above 0, metric scores that do
/// not fit metric_names or are not finite, options out of range, and when the predictions out of
/// fold explain no more than r_squared_min of the variance.
/// The same examples in the same order, options and seed give the same bytes on any machine.
Result<Training> train(std::span<const Example> examples, const TrainOptions& options);

}  // namespace assay::distill
