#include "stats/difference_estimator.hpp"

#include "stats/moments.hpp"
#include "stats/symmetric_interval.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

// Let F0, F1 and Y be the distances from their weighted means. To first order the estimate's error
// is the mean over all samples of the influence
//
//   psi = lambda0 F0 + w1 (lambda1 F1 - lambda0 F0) + w2 (Y - lambda1 F1)
//       = Y + (w1 - 1) (Y - lambda0 F0) + (w2 - w1) (Y - lambda1 F1),
//
// w1 and w2 being 0 where the phase was not reached. The three terms of the second line do not
// correlate. The mean square of psi therefore holds all variance, and the last two terms what is
// left when the samples themselves are fixed:
//
//   E (1 - pi1) / pi1 (Y - lambda0 F0)^2  +  E (1 - pi2) / (pi1 pi2) (Y - lambda1 F1)^2.
//
// Each lambda is the least-squares slope of its term. Without a judged tier both draws are one,
// with the product of the probabilities.
//
// A label of a large weight pulls the mean towards itself and so hides its own error; dividing its
// square by 1 - its share of all weights undoes that (HC2, and exactly n / (n - 1) for equal
// weights). When few samples carry most of the variance it is itself uncertain: the degrees of
// freedom are then Satterthwaite's 2 (sum c)^2 / sum (c - mean c)^2 of its contributions c, which
// is about their number when errors are normal.
namespace assay::stats {
namespace {

constexpr double tuned_units_min = 10;
constexpr double effective_count_min = 30;

/// The parts that add up to a variance.
class Contributions {
  public:
    void add(double part) {
        sum_ += part;
        squares_ += part * part;
    }
    [[nodiscard]] double sum() const { return sum_; }
    /// Satterthwaite's degrees of freedom; `unit_count` when the parts are even.
    [[nodiscard]] double freedom(double unit_count) const {
        const double spread = squares_ - sum_ * sum_ / unit_count;
        const double total = 2 * sum_ * sum_;
        return spread * unit_count > total ? total / spread : unit_count;
    }

  private:
    double sum_ = 0;
    double squares_ = 0;
};

/// A sample of phase 1. Scores become distances from their means, 0 where there is none.
struct Drawn {
    double cheap = 0;
    double judged = 0;
    double label = 0;
    double judged_weight = 0;  ///< w1
    double label_weight = 0;   ///< w2; 0 without a label
    double cheap_loss = 0;     ///< (1 - pi1) / pi1
    double judged_loss = 0;    ///< (1 - pi2) / (pi1 pi2)
    std::size_t index = 0;
    bool has_cheap = false;
    bool has_judged = false;
};

bool is_probability(double ratio) { return ratio > 0 && ratio <= 1; }

bool is_lambda(const std::optional<double>& lambda) {
    return !lambda || (*lambda >= 0 && *lambda <= 1);
}

class Cascade {
  public:
    Cascade(const TieredSamples& samples, const DifferenceOptions& options)
        : samples_(samples),
          options_(options),
          count_(std::max({samples.cheap.size(),
                           samples.judged.size(),
                           samples.label.size(),
                           samples.phase.size()})),
          population_(static_cast<double>(count_)),
          is_clustered_(!samples.cluster.empty() &&
                        options.population == Population::superpopulation) {}

    DifferenceEstimate run();

  private:
    [[nodiscard]] bool columns_fit() const;
    bool read();
    bool read_drawn(std::size_t index, Phase phase);
    [[nodiscard]] Phase phase_of(std::size_t index) const;
    void centre();
    void count_units();
    void tune();
    [[nodiscard]] double leverage_correction(double label_weight) const;
    [[nodiscard]] double value(double cheap_lambda, double judged_lambda) const;
    [[nodiscard]] Contributions design_parts(double cheap_lambda, double judged_lambda) const;
    [[nodiscard]] Contributions influence_parts(double cheap_lambda, double judged_lambda) const;
    void conclude(double cheap_lambda,
                  double judged_lambda,
                  double parameter_count,
                  Estimate& estimate) const;

    const TieredSamples& samples_;
    const DifferenceOptions& options_;
    std::size_t count_;
    double population_;
    bool is_clustered_;
    std::vector<Drawn> drawn_;
    std::vector<double> cluster_weights_;  ///< of the labels; empty without clusters
    WeightedMean cheap_mean_;
    WeightedMean judged_mean_;
    WeightedMean label_mean_;
    double judged_weights_ = 0;
    // Means of the distances, which are not 0 over the parts that they were not centred on.
    double cheap_over_judged_ = 0;
    double cheap_over_labelled_ = 0;
    double judged_over_labelled_ = 0;
    double units_ = 0;  ///< labels or labelled clusters
    double effective_units_ = 0;
    double tuned_count_ = 0;
    std::size_t judged_without_score_count_ = 0;
    DifferenceEstimate out_;
};

bool Cascade::columns_fit() const {
    const auto fits = [&](std::size_t size) { return size == 0 || size == count_; };
    return fits(samples_.cheap.size()) && fits(samples_.judged.size()) &&
           fits(samples_.label.size()) && fits(samples_.judged_ratio.size()) &&
           fits(samples_.label_ratio.size()) && fits(samples_.phase.size()) &&
           fits(samples_.cluster.size()) && is_confidence(options_.confidence_ratio) &&
           is_lambda(options_.cheap_lambda) && is_lambda(options_.judged_lambda) &&
           std::ranges::all_of(samples_.cluster, [&](auto id) { return id < count_; });
}

Phase Cascade::phase_of(std::size_t index) const {
    if (!samples_.phase.empty()) return samples_.phase[index];
    if (!samples_.label.empty() && samples_.label[index]) return Phase::labelled;
    return !samples_.judged.empty() && samples_.judged[index] ? Phase::judged : Phase::cheap;
}

/// Fills drawn_ and the means; false for a number that is none.
bool Cascade::read() {
    for (std::size_t i = 0; i < count_; ++i) {
        if (!samples_.cheap.empty() && samples_.cheap[i]) {
            if (!std::isfinite(*samples_.cheap[i])) return false;
            cheap_mean_.add(*samples_.cheap[i], 1);
        }
        const Phase phase = phase_of(i);
        if (phase != Phase::cheap && !read_drawn(i, phase)) return false;
    }
    return true;
}

bool Cascade::read_drawn(std::size_t index, Phase phase) {
    const bool has_middle = !samples_.judged.empty();
    const bool is_labelled = phase == Phase::labelled;
    const bool has_label = is_labelled && !samples_.label.empty() && samples_.label[index];
    if (is_labelled && !has_label) ++out_.estimate.unscored_count;
    if (!has_middle && !has_label) return true;
    double judged_ratio = samples_.judged_ratio.empty() ? 1 : samples_.judged_ratio[index];
    double label_ratio =
        !is_labelled || samples_.label_ratio.empty() ? 1 : samples_.label_ratio[index];
    if (!is_probability(judged_ratio) || !is_probability(label_ratio)) return false;
    if (!has_middle) {
        judged_ratio *= label_ratio;
        label_ratio = 1;
    }
    Drawn drawn{.judged_weight = 1 / judged_ratio,
                .cheap_loss = (1 - judged_ratio) / judged_ratio,
                .index = index};
    if (!samples_.cheap.empty() && samples_.cheap[index]) {
        drawn.cheap = *samples_.cheap[index];
        drawn.has_cheap = true;
    }
    if (has_middle && samples_.judged[index]) {
        drawn.judged = *samples_.judged[index];
        drawn.has_judged = true;
        judged_mean_.add(drawn.judged, drawn.judged_weight);
        ++out_.judged_count;
    } else if (has_middle) {
        ++judged_without_score_count_;
    }
    if (has_label) {
        drawn.label = *samples_.label[index];
        drawn.label_weight = 1 / (judged_ratio * label_ratio);
        drawn.judged_loss = (1 - label_ratio) / (judged_ratio * label_ratio);
        label_mean_.add(drawn.label, drawn.label_weight);
        ++out_.estimate.count;
    }
    judged_weights_ += drawn.judged_weight;
    drawn_.push_back(drawn);
    return std::isfinite(drawn.judged) && std::isfinite(drawn.label);
}

void Cascade::centre() {
    for (Drawn& drawn : drawn_) {
        drawn.cheap = drawn.has_cheap ? drawn.cheap - cheap_mean_.mean() : 0;
        drawn.judged = drawn.has_judged ? drawn.judged - judged_mean_.mean() : 0;
        // Weights that add up to the number of samples.
        drawn.judged_weight *= population_ / judged_weights_;
        cheap_over_judged_ += drawn.judged_weight * drawn.cheap / population_;
        if (drawn.label_weight == 0) continue;
        drawn.label -= label_mean_.mean();
        drawn.label_weight *= population_ / label_mean_.weights();
        cheap_over_labelled_ += drawn.label_weight * drawn.cheap / population_;
        judged_over_labelled_ += drawn.label_weight * drawn.judged / population_;
    }
}

/// How many independent labels there are, and how many equally weighted ones they are worth.
void Cascade::count_units() {
    cluster_weights_.resize(is_clustered_ ? count_ : 0, 0);
    double squares = 0;
    const auto add = [&](double weight) {
        if (weight > 0) units_ += 1;
        squares += weight * weight;
    };
    for (const Drawn& drawn : drawn_) {
        if (is_clustered_)
            cluster_weights_[samples_.cluster[drawn.index]] += drawn.label_weight;
        else
            add(drawn.label_weight);
    }
    for (const double weight : cluster_weights_) add(weight);
    effective_units_ = squares > 0 ? population_ * population_ / squares : 0;
}

void Cascade::tune() {
    double cheap_product = 0;
    double cheap_square = 0;
    double judged_product = 0;
    double judged_square = 0;
    for (const Drawn& drawn : drawn_) {
        const double cheap = drawn.cheap - cheap_over_labelled_;
        const double judged = drawn.judged - judged_over_labelled_;
        const double cheap_weight = drawn.label_weight * drawn.cheap_loss;
        const double judged_weight = drawn.label_weight * drawn.judged_loss;
        cheap_product += cheap_weight * cheap * drawn.label;
        cheap_square += cheap_weight * cheap * cheap;
        judged_product += judged_weight * judged * drawn.label;
        judged_square += judged_weight * judged * judged;
    }
    const auto choose = [&](const std::optional<double>& given, double product, double square) {
        if (given) return *given;
        if (units_ < tuned_units_min || square <= 0) return 0.0;
        tuned_count_ += 1;
        return std::clamp(product / square, 0.0, 1.0);
    };
    out_.cheap_lambda = choose(options_.cheap_lambda, cheap_product, cheap_square);
    out_.judged_lambda = choose(options_.judged_lambda, judged_product, judged_square);
    const bool is_given = (options_.cheap_lambda || samples_.cheap.empty()) &&
                          (options_.judged_lambda || samples_.judged.empty());
    if (units_ < tuned_units_min && !is_given)
        out_.estimate.warnings.push_back(fmt::format(
            "Fewer than {} labels do not show how far to trust the tiers below, so only the labels "
            "count.",
            tuned_units_min));
}

double Cascade::value(double cheap_lambda, double judged_lambda) const {
    return label_mean_.mean() - judged_lambda * judged_over_labelled_ -
           cheap_lambda * cheap_over_judged_;
}

double Cascade::leverage_correction(double label_weight) const {
    return 1 / (1 - label_weight / population_);
}

Contributions Cascade::design_parts(double cheap_lambda, double judged_lambda) const {
    Contributions parts;
    for (const Drawn& drawn : drawn_) {
        if (drawn.label_weight == 0) continue;
        const double cheap = drawn.label - cheap_lambda * (drawn.cheap - cheap_over_labelled_);
        const double judged = drawn.label - judged_lambda * (drawn.judged - judged_over_labelled_);
        parts.add(drawn.label_weight * leverage_correction(drawn.label_weight) *
                  (drawn.cheap_loss * cheap * cheap + drawn.judged_loss * judged * judged));
    }
    return parts;
}

Contributions Cascade::influence_parts(double cheap_lambda, double judged_lambda) const {
    Contributions parts;
    std::vector<double> sums(cluster_weights_.size(), 0);
    std::size_t next = 0;
    for (std::size_t i = 0; i < count_; ++i) {
        const bool has_cheap = !samples_.cheap.empty() && samples_.cheap[i];
        double influence = has_cheap ? cheap_lambda * (*samples_.cheap[i] - cheap_mean_.mean()) : 0;
        double weight = 0;
        if (next < drawn_.size() && drawn_[next].index == i) {
            const Drawn& drawn = drawn_[next++];
            weight = drawn.label_weight;
            influence +=
                drawn.judged_weight * (judged_lambda * drawn.judged -
                                       cheap_lambda * (drawn.cheap - cheap_over_judged_)) +
                weight * (drawn.label - judged_lambda * (drawn.judged - judged_over_labelled_));
        }
        if (is_clustered_)
            sums[samples_.cluster[i]] += influence;
        else
            parts.add(influence * influence * leverage_correction(weight));
    }
    for (std::size_t i = 0; i < sums.size(); ++i)
        parts.add(sums[i] * sums[i] * leverage_correction(cluster_weights_[i]));
    return parts;
}

void Cascade::conclude(double cheap_lambda,
                       double judged_lambda,
                       double parameter_count,
                       Estimate& estimate) const {
    estimate.value = value(cheap_lambda, judged_lambda);
    if (units_ < 2) {
        estimate.status = Status::insufficient_data;
        return;
    }
    const Contributions parts = options_.population == Population::finite
                                    ? design_parts(cheap_lambda, judged_lambda)
                                    : influence_parts(cheap_lambda, judged_lambda);
    // What the lambdas have fitted is no longer seen in the residuals.
    const double correction = (units_ - 1) / (units_ - parameter_count);
    set_symmetric_interval(
        std::sqrt(correction * parts.sum()) / population_,
        std::max(1.0, std::min(effective_units_, parts.freedom(units_)) - parameter_count),
        options_.confidence_ratio,
        estimate);
}

DifferenceEstimate Cascade::run() {
    Estimate& estimate = out_.estimate;
    estimate.method = options_.population == Population::finite
                          ? "mean, difference estimator of these samples t"
                      : is_clustered_ ? "mean, difference estimator clustered t"
                                      : "mean, difference estimator t";
    out_.population_count = count_;
    if (!columns_fit() || !read()) {
        const Estimate refused{.status = Status::invalid_argument, .method = estimate.method};
        return {.estimate = refused, .classical = refused};
    }
    if (!cheap_mean_.empty()) out_.cheap_mean = cheap_mean_.mean();
    if (!judged_mean_.empty()) out_.judged_mean = judged_mean_.mean();
    if (estimate.count == 0) {
        estimate.status = Status::insufficient_data;
        out_.classical = estimate;
        return std::move(out_);
    }
    centre();
    count_units();
    if (is_clustered_) estimate.cluster_count = static_cast<std::size_t>(units_);
    out_.effective_label_count = effective_units_;
    out_.classical = estimate;
    out_.classical.method += ", labels alone";
    tune();
    if (effective_units_ < effective_count_min)
        estimate.warnings.push_back(
            fmt::format("The weights leave {:.1f} effective labels, so the interval may be too "
                        "narrow.",
                        effective_units_));
    if (judged_without_score_count_ > 0)
        estimate.warnings.push_back(
            fmt::format("{} samples were judged without a score and stand at the judge's mean.",
                        judged_without_score_count_));
    conclude(0, 0, 1, out_.classical);
    conclude(out_.cheap_lambda, out_.judged_lambda, 1 + tuned_count_, estimate);
    const double own = estimate.standard_error.value_or(0);
    if (own > 0) {
        const double ratio = *out_.classical.standard_error / own;
        out_.effective_gain = ratio * ratio;
    }
    return std::move(out_);
}

}  // namespace

DifferenceEstimate difference_estimate(const TieredSamples& samples,
                                       const DifferenceOptions& options) {
    return Cascade(samples, options).run();
}

}  // namespace assay::stats
