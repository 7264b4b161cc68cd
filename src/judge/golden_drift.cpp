#include "judge/golden_history.hpp"

#include "stats/mean.hpp"
#include "stats/mean_difference.hpp"
#include "stats/moments.hpp"

#include <algorithm>
#include <cmath>
#include <unordered_map>

namespace assay::judge {
namespace {

constexpr double confidence_ratio = 0.95;
constexpr std::size_t reference_count_least = 10;
constexpr double allowance_sd = 0.25;  ///< half of the shift to be found soon
constexpr double calibrations_per_false_alarm = 100;
constexpr double moved_level = 0.001;
constexpr double reference_margin = 1.25;

std::vector<double> errors_of(const GoldenRun& run) {
    std::vector<double> errors;
    for (const GoldenScore& score : run.scores) errors.push_back(score.judged - score.human);
    return errors;
}

stats::HypothesisTest change_since(const GoldenRun& reference, const GoldenRun& run) {
    std::unordered_map<std::string_view, double> before;
    for (const GoldenScore& score : reference.scores) before[score.sample_id] = score.judged;
    std::vector<double> then;
    std::vector<double> now;
    for (const GoldenScore& score : run.scores) {
        const auto found = before.find(score.sample_id);
        if (found == before.end()) continue;
        then.push_back(found->second);
        now.push_back(score.judged);
    }
    return stats::paired_t_test(then, now, confidence_ratio);
}

std::optional<std::size_t> first_moved(std::span<const DriftPoint> points) {
    const double level = moved_level / static_cast<double>(points.size() - 1);
    for (std::size_t i = 1; i < points.size(); ++i) {
        const stats::HypothesisTest& change = points[i].change;
        const bool all_by_the_same = change.status == stats::Status::zero_variance;
        if (all_by_the_same ? change.estimate.value_or(0) != 0
                            : change.p_value && *change.p_value < level)
            return i;
    }
    return std::nullopt;
}

/// Errors of a calibration in units of the reference's standard deviation.
std::vector<double> standardized(const GoldenRun& run, const stats::Moments& reference) {
    std::vector<double> errors = errors_of(run);
    for (double& error : errors)
        error = (error - reference.mean()) / std::sqrt(reference.sample_variance());
    return errors;
}

/// The options with a threshold that the reference itself stays well below: its own order of
/// samples comes back in every calibration and is no news.
template <typename Watcher, typename Options>
Options raised(Options options, const std::vector<double>& reference) {
    Watcher watcher(options);
    for (const double error : reference) {
        watcher.add(error);
        const double widest = std::max(watcher.up(), watcher.down());
        options.threshold = std::max(options.threshold, reference_margin * widest);
    }
    return options;
}

/// What a watcher finds in all calibrations; the shift in units of the scores.
template <typename Watcher>
std::optional<DriftFinding> watch(Watcher watcher,
                                  std::span<const GoldenRun> runs,
                                  const stats::Moments& reference) {
    for (const GoldenRun& run : runs) {
        for (const double error : standardized(run, reference)) watcher.add(error);
        if (!watcher.alarm()) continue;
        DriftFinding finding{.alarm = *watcher.alarm(), .run = run.run};
        finding.alarm.shift *= std::sqrt(reference.sample_variance());
        return finding;
    }
    return std::nullopt;
}

}  // namespace

Result<GoldenDrift> find_drift(std::span<const GoldenRun> runs) {
    if (runs.size() < 2)
        return fail(ErrorKind::invalid_input,
                    "the judge was calibrated {}, drift shows from the second time on: run the "
                    "golden set again and calibrate that run",
                    runs.empty() ? "never" : "once");
    const GoldenRun& reference = runs.front();
    if (reference.scores.size() < reference_count_least)
        return fail(ErrorKind::invalid_input,
                    "the first calibration has {} golden scores, at least {} are needed",
                    reference.scores.size(),
                    reference_count_least);
    const stats::Moments moments = stats::moments_of(errors_of(reference));
    if (!(moments.sample_variance() > 0))
        return fail(ErrorKind::invalid_input,
                    "in the first calibration the judge is off by {:.3f} on every sample: without "
                    "any spread no drift can be told from noise",
                    moments.mean());
    GoldenDrift drift{.reference_sd = std::sqrt(moments.sample_variance())};
    const double score_count =
        calibrations_per_false_alarm * static_cast<double>(reference.scores.size());
    drift.false_alarm_every = static_cast<std::uint64_t>(score_count);
    for (const GoldenRun& run : runs)
        drift.points.push_back({.run = run.run,
                                .created_at = run.created_at,
                                .count = run.scores.size(),
                                .bias = stats::mean_estimate(errors_of(run), confidence_ratio),
                                .change = change_since(reference, run)});
    drift.moved_index = first_moved(drift.points);
    const double threshold = stats::cusum_threshold(allowance_sd, score_count);
    const auto first = standardized(reference, moments);
    // The reference's mean is itself known only so well.
    const double allowance =
        allowance_sd + 1 / std::sqrt(static_cast<double>(reference.scores.size()));
    const stats::CusumOptions cusum{.target = 0, .allowance = allowance, .threshold = threshold};
    drift.cusum = watch(stats::Cusum(raised<stats::Cusum>(cusum, first)), runs, moments);
    const stats::PageHinkleyOptions running{.allowance = allowance, .threshold = threshold};
    drift.page_hinkley =
        watch(stats::PageHinkley(raised<stats::PageHinkley>(running, first)), runs, moments);
    return drift;
}

}  // namespace assay::judge
