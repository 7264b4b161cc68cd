#pragma once
// What a judge said about a golden set, time after time: has it moved since its first calibration,
// and is another version closer to people? Pure functions.

#include "core/json.hpp"
#include "stats/drift.hpp"
#include "stats/estimate.hpp"
#include "stats/hypothesis_test.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace assay::judge {

/// Both scores in 0 … 1.
struct GoldenScore {
    std::string sample_id;
    double judged;
    double human;
};

/// Of more, those with the lowest hashes of their ids are kept: the same ones every time.
inline constexpr std::size_t golden_score_count_max = 20'000;

/// One calibration of one version of a judge.
struct GoldenRun {
    std::string judge;  ///< Evaluator::name
    std::string hash;   ///< of the judge's version
    std::string model;
    std::string run;
    std::string labels;
    std::string created_at;           ///< RFC 3339
    std::vector<GoldenScore> scores;  ///< in the order of their ids' hashes
};

/// Orders the scores by the hashes of their ids, and keeps the bounded number.
void order_scores(std::vector<GoldenScore>& scores);

Json to_json(const GoldenRun& run);
/// Errors: corrupt, naming the field.
Result<GoldenRun> golden_run_from_json(const Json& value);

/// One calibration beside the first.
struct DriftPoint {
    std::string run;
    std::string created_at;
    std::uint64_t count;
    stats::Estimate bias;  ///< mean of judged minus human, t
    /// Mean change of the judge's score since the first calibration, over the samples of both; zero
    /// variance when every score moved by the same.
    stats::HypothesisTest change;
};

struct DriftFinding {
    stats::DriftAlarm alarm;  ///< shift in units of 0 … 1
    std::string run;          ///< whose calibration raised it
};

struct GoldenDrift {
    std::vector<DriftPoint> points;       ///< in time; the first is the reference
    double reference_sd = 0;              ///< of the reference's errors
    std::uint64_t false_alarm_every = 0;  ///< golden scores on average, at least
    /// First calibration whose scores differ from the reference's on the very same samples: paired
    /// t test at 0.001, Bonferroni over the calibrations. Finds smaller shifts than the alarms
    /// below, but only in samples that stayed.
    std::optional<std::size_t> moved_index;
    std::optional<DriftFinding> cusum;         ///< against the reference's mean error
    std::optional<DriftFinding> page_hinkley;  ///< against the running mean error
};

/// Watches the errors (judged minus human) of one version over its calibrations, in time. Both
/// alarms find shifts of half a standard deviation of the reference's errors soon; their threshold
/// is such that Cusum raises a false alarm at most once in 100 calibrations of the reference's size
/// when errors are independent, and none while every score stays as it was. Errors:
/// invalid_input for fewer than 2 calibrations, fewer than 10 scores in the first, or errors there
/// that do not vary.
Result<GoldenDrift> find_drift(std::span<const GoldenRun> runs);

/// Two versions on the samples that both scored and for which people's score is the same.
struct VersionComparison {
    std::uint64_t count = 0;
    stats::HypothesisTest score;           ///< mean of second minus first, paired t
    stats::HypothesisTest absolute_error;  ///< the same of the distance to people: negative, better
    std::optional<double> first_error;     ///< mean distance to people
    std::optional<double> second_error;
    std::optional<double> first_spearman;
    std::optional<double> second_spearman;
    stats::Estimate spearman_gain;  ///< second minus first, seeded bootstrap
};

/// Errors: invalid_input for fewer than 10 samples in common.
Result<VersionComparison> compare_versions(const GoldenRun& first, const GoldenRun& second);

}  // namespace assay::judge
