#pragma once
// A judge compared with people: how far its scores agree with theirs, in which direction it errs,
// and where. Pure functions; the result is the judge's card.

#include "core/json.hpp"
#include "stats/estimate.hpp"
#include "stats/hypothesis_test.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace assay::judge {

/// One sample that both have scored, both in 0 … 1.
struct RatedSample {
    double judged;
    double human;
    double output_length = 0;     ///< characters
    std::string slice;            ///< empty: none
    std::optional<bool> is_flip;  ///< of a pairwise judge
};

struct CardSlice {
    std::string name;
    std::uint64_t count;
    stats::Estimate bias;
    std::optional<double> spearman;
};

/// Undefined figures are null. Intervals are of 95 %.
struct JudgeCard {
    std::string judge;  ///< Evaluator::name
    std::string hash;   ///< of the judge's version
    std::string model;
    std::string run;     ///< whose judgements were compared
    std::string labels;  ///< where the people's scores came from
    std::string created_at;
    std::uint64_t count = 0;
    stats::Estimate bias;  ///< mean of judged minus human, t
    std::optional<double> mean_absolute_error;
    std::optional<double> pearson;
    std::optional<stats::Interval> pearson_interval;
    std::optional<double> spearman;
    std::optional<double> kendall;
    stats::Estimate weighted_kappa;  ///< quadratic, over grade_count equal steps
    std::uint32_t grade_count = 5;
    stats::Estimate alpha;  ///< Krippendorff's, interval, the judge as one rater
    stats::Estimate auc;    ///< of telling human scores of at least one half from others
    std::optional<double> length_bias;  ///< Spearman of judged minus human with the output's length
    std::optional<double> flip_ratio;   ///< of a pairwise judge
    std::vector<CardSlice> slices;      ///< by name
};

/// Fills in the figures. Errors: invalid_input below 10 samples, or for scores outside 0 … 1.
Result<JudgeCard> compare_with_people(std::span<const RatedSample> samples,
                                      std::uint32_t grade_count);

Json to_json(const JudgeCard& card);
/// What a reader of a report needs: `200 labels: bias +0.031 [0.012, 0.050], Spearman 0.61`.
/// Errors: corrupt.
Result<std::string> card_line(const Json& card);

}  // namespace assay::judge
