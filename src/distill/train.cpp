// The order of things: features → ridge regression per fold along falling penalties → predictions
// out of fold → the best penalty → isotonic calibration → reliability → the fit to all examples,
// which is what predicts from then on.

#include "distill/train.hpp"

#include "distill/folds.hpp"
#include "distill/reliability.hpp"
#include "distill/ridge.hpp"
#include "distill/training_quality.hpp"
#include "distill/training_rows.hpp"

#include "stats/isotonic.hpp"
#include "stats/moments.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#pragma clang fp contract(off)

namespace assay::distill {
namespace {

constexpr std::uint32_t fold_count = 5;
constexpr std::array penalties = {3000.0, 1000.0, 300.0, 100.0, 30.0, 10.0};
constexpr std::size_t pass_count = 6;  ///< for each penalty
constexpr std::size_t name_bytes_max = 1'000;
constexpr std::size_t metric_count_max = 1'000;

Result<void> check_options(const TrainOptions& options) {
    const auto is_ratio = [](double value) { return value > 0 && value < 1; };
    if (!is_ratio(options.coverage_ratio) || !is_ratio(options.risk_ratio) ||
        !(options.error_ratio_max >= 0 && options.error_ratio_max <= 1) ||
        !(options.error_max >= 0 && options.error_max <= 1))
        return fail(ErrorKind::invalid_input,
                    "coverage {}, risk {}, error_ratio_max {} and error_max {} must be ratios: "
                    "the first two above 0 and below 1, the others 0 to 1",
                    options.coverage_ratio,
                    options.risk_ratio,
                    options.error_ratio_max,
                    options.error_max);
    const bool fits = std::ranges::all_of(options.metric_names, [](const std::string& name) {
        return name.size() <= name_bytes_max;
    });
    if (!fits || options.name.size() > name_bytes_max ||
        options.metric_names.size() > metric_count_max)
        return fail(ErrorKind::invalid_input,
                    "a distilled judge takes at most {} metrics, and names of at most {} bytes",
                    metric_count_max,
                    name_bytes_max);
    return {};
}

Result<void> check_example(const Example& example, std::size_t index, std::size_t metric_count) {
    if (!(example.score >= 0 && example.score <= 1))
        return fail(ErrorKind::invalid_input,
                    "example {}: score {} is not within 0..1",
                    index,
                    example.score);
    if (!(example.weight > 0 && std::isfinite(example.weight)))
        return fail(ErrorKind::invalid_input,
                    "example {}: weight {} is not a number above 0",
                    index,
                    example.weight);
    if (example.metric_scores.size() != metric_count)
        return fail(ErrorKind::invalid_input,
                    "example {}: {} metric scores for {} metric names",
                    index,
                    example.metric_scores.size(),
                    metric_count);
    for (const auto& score : example.metric_scores)
        if (!std::isfinite(score.value_or(0)))
            return fail(
                ErrorKind::invalid_input, "example {}: a metric score is not finite", index);
    return {};
}

Result<void> check(std::span<const Example> examples,
                   const Folds& folds,
                   const TrainOptions& options) {
    if (examples.size() < example_count_min || folds.group_count < group_count_min)
        return fail(ErrorKind::invalid_input,
                    "{} judged examples in {} groups are too few to train on: at least {} "
                    "examples in {} groups are needed",
                    examples.size(),
                    folds.group_count,
                    example_count_min,
                    group_count_min);
    if (examples.size() > example_count_max)
        return fail(ErrorKind::invalid_input,
                    "{} examples are more than training takes: at most {}",
                    examples.size(),
                    example_count_max);
    CHECK_OK(check_options(options));
    for (std::size_t i = 0; i < examples.size(); ++i)
        CHECK_OK(check_example(examples[i], i, options.metric_names.size()));
    const auto same = [&](const Example& example) { return example.score == examples[0].score; };
    if (std::ranges::all_of(examples, same))
        return fail(ErrorKind::invalid_input,
                    "all {} scores are {}: there is nothing to learn, at least two different "
                    "scores are needed",
                    examples.size(),
                    examples[0].score);
    return {};
}

/// One fit along the falling penalties to all examples outside of `fold`.
class PenaltyPath {
  public:
    PenaltyPath(const TrainingRows& data,
                std::span<const std::uint32_t> folds,
                std::uint32_t fold,
                std::uint64_t seed)
        : targets_(centre(data, folds, fold)),
          ridge_({.rows = data.rows, .targets = targets_, .weights = data.weights},
                 members(folds, fold),
                 seed) {}

    void advance(double penalty) { ridge_.solve(penalty, pass_count); }
    [[nodiscard]] double predict(std::size_t i) const { return mean_ + ridge_.predict(i); }
    [[nodiscard]] double mean() const { return mean_; }
    [[nodiscard]] const std::vector<double>& coefficients() const { return ridge_.coefficients(); }

  private:
    static std::vector<std::uint32_t> members(std::span<const std::uint32_t> folds,
                                              std::uint32_t fold) {
        std::vector<std::uint32_t> indexes;
        for (std::uint32_t i = 0; i < folds.size(); ++i)
            if (folds[i] != fold) indexes.push_back(i);
        return indexes;
    }
    /// Scores less the mean of the members, so that those of the fold have no part in the fit.
    std::vector<double> centre(const TrainingRows& data,
                               std::span<const std::uint32_t> folds,
                               std::uint32_t fold) {
        stats::WeightedMean mean;
        for (std::size_t i = 0; i < folds.size(); ++i)
            if (folds[i] != fold) mean.add(data.scores[i], data.weights[i]);
        mean_ = mean.mean();
        std::vector<double> centred;
        for (const double score : data.scores) centred.push_back(score - mean_);
        return centred;
    }

    double mean_ = 0;
    std::vector<double> targets_;
    Ridge ridge_;
};

struct CrossValidation {
    std::size_t best = 0;            ///< index of the penalty
    std::vector<double> raw_scores;  ///< out of fold, with the best penalty
};

CrossValidation cross_validate(const TrainingRows& data,
                               std::span<const std::uint32_t> folds,
                               std::uint64_t seed) {
    std::vector<std::vector<double>> raw(penalties.size(), std::vector<double>(folds.size()));
    for (std::uint32_t fold = 0; fold < fold_count; ++fold) {
        PenaltyPath path(data, folds, fold, seed + fold);
        for (std::size_t p = 0; p < penalties.size(); ++p) {
            path.advance(penalties[p]);
            for (std::size_t i = 0; i < folds.size(); ++i)
                if (folds[i] == fold) raw[p][i] = path.predict(i);
        }
    }
    CrossValidation out;
    double least = std::numeric_limits<double>::infinity();
    for (std::size_t p = 0; p < penalties.size(); ++p) {
        double squares = 0;
        for (std::size_t i = 0; i < folds.size(); ++i) {
            const double error = data.scores[i] - raw[p][i];
            squares += data.weights[i] * (error * error);
        }
        if (squares >= least) continue;
        least = squares;
        out.best = p;
    }
    out.raw_scores = std::move(raw[out.best]);
    return out;
}

/// Fitted to the predictions of all folds but one; null only without examples.
std::optional<stats::IsotonicRegression> calibrate(const TrainingRows& data,
                                                   std::span<const double> raw_scores,
                                                   std::span<const std::uint32_t> folds,
                                                   std::uint32_t fold) {
    std::vector<double> x;
    std::vector<double> y;
    std::vector<double> weights;
    for (std::size_t i = 0; i < folds.size(); ++i) {
        if (folds[i] == fold) continue;
        x.push_back(raw_scores[i]);
        y.push_back(data.scores[i]);
        weights.push_back(data.weights[i]);
    }
    return stats::IsotonicRegression::fit(x, y, weights);
}

Result<std::vector<double>> calibrate_out_of_fold(const TrainingRows& data,
                                                  std::span<const double> raw_scores,
                                                  std::span<const std::uint32_t> folds) {
    std::vector<double> calibrated(folds.size());
    for (std::uint32_t fold = 0; fold < fold_count; ++fold) {
        const auto calibration = calibrate(data, raw_scores, folds, fold);
        if (!calibration) return fail(ErrorKind::internal, "a calibration without examples");
        for (std::size_t i = 0; i < folds.size(); ++i)
            if (folds[i] == fold)
                calibrated[i] = std::clamp(calibration->predict(raw_scores[i]), 0.0, 1.0);
    }
    return calibrated;
}

/// The coefficients as the model keeps them: those of the buckets as 16-bit numbers.
void keep_coefficients(const PenaltyPath& path, Model& model) {
    const std::span coefficients(path.coefficients());
    const auto hashed = coefficients.first(bucket_count);
    const auto dense = coefficients.subspan(bucket_count);
    // The last one belongs to a column of ones.
    model.intercept = path.mean() + dense.back();
    model.dense_weights.assign(dense.begin(), dense.end() - 1);
    double largest = 0;
    for (const double weight : hashed) largest = std::max(largest, std::abs(weight));
    constexpr double steps = 32767;
    model.hashed_scale = largest / steps;
    for (const double weight : hashed)
        model.hashed_weights.push_back(
            static_cast<std::int16_t>(largest > 0 ? std::lround(weight / largest * steps) : 0));
}

}  // namespace

Result<Training> train(std::span<const Example> examples, const TrainOptions& options) {
    const Folds folds = deal_folds(examples, fold_count, options.seed);
    CHECK_OK(check(examples, folds, options));
    Model model{
        .name = options.name, .version = options.version, .metric_names = options.metric_names};
    TrainingRows data = make_rows(examples);
    model.scaling = data.scaling;

    const CrossValidation validation = cross_validate(data, folds.of, options.seed);
    TRY(auto predicted, calibrate_out_of_fold(data, validation.raw_scores, folds.of));
    ReliabilityFit fit = fit_reliability({.scaled = data.scaled,
                                          .predicted = predicted,
                                          .judged = data.scores,
                                          .weights = data.weights,
                                          .folds = folds.of,
                                          .fold_count = fold_count},
                                         options);
    model.reliability = std::move(fit.reliability);
    model.quality = measure_quality(data, predicted, fit.spreads, model.reliability);
    model.quality.group_count = folds.group_count;
    if (!(model.quality.r_squared > r_squared_min))
        return fail(
            ErrorKind::invalid_input,
            "nothing was learned from {} examples in {} groups: on examples not trained on, "
            "R^2 is {:.3f} and must be above {}; more judged examples or metrics that go "
            "with the judge are needed",
            examples.size(),
            folds.group_count,
            model.quality.r_squared,
            r_squared_min);

    PenaltyPath path(data, folds.of, fold_count, options.seed + fold_count);
    for (std::size_t p = 0; p <= validation.best; ++p) path.advance(penalties[p]);
    keep_coefficients(path, model);
    const auto calibration = calibrate(data, validation.raw_scores, folds.of, fold_count);
    if (!calibration) return fail(ErrorKind::internal, "a calibration without examples");
    model.calibration = calibration->knots();
    for (auto& knot : model.calibration) knot.y = std::clamp(knot.y, 0.0, 1.0);
    return Training{.judge = TrainedJudge(std::move(model)),
                    .cross_fitted_scores = std::move(predicted),
                    .folds = folds.of,
                    .penalty = penalties[validation.best]};
}

}  // namespace assay::distill
