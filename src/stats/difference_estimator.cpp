#include "stats/difference_estimator.hpp"

#include "stats/drawn_samples.hpp"
#include "stats/symmetric_interval.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
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

bool is_lambda(const std::optional<double>& lambda) {
    return !lambda || (*lambda >= 0 && *lambda <= 1);
}

class Cascade {
  public:
    /// Of samples with at least one label.
    Cascade(const TieredSamples& samples,
            const DifferenceOptions& options,
            DrawnSamples drawn,
            std::size_t sample_count)
        : samples_(samples),
          options_(options),
          drawn_(std::move(drawn)),
          count_(sample_count),
          population_(static_cast<double>(sample_count)),
          is_clustered_(!samples.cluster.empty() &&
                        options.population == Population::superpopulation) {
        average();
        count_units();
    }

    /// Completes the estimate.
    void write(DifferenceEstimate& out);

  private:
    void average();
    void count_units();
    void tune(DifferenceEstimate& out);
    [[nodiscard]] TierPilot pilot(double cheap_lambda, double judged_lambda) const;
    [[nodiscard]] double leverage_correction(double label_weight) const;
    [[nodiscard]] double value(double cheap_lambda, double judged_lambda) const;
    [[nodiscard]] Contributions design_parts(double cheap_lambda, double judged_lambda) const;
    [[nodiscard]] Contributions influence_parts(double cheap_lambda, double judged_lambda) const;
    /// Returns how many labels the variance rests on.
    double conclude(double cheap_lambda,
                    double judged_lambda,
                    double parameter_count,
                    Estimate& estimate) const;

    const TieredSamples& samples_;
    const DifferenceOptions& options_;
    DrawnSamples drawn_;
    std::size_t count_;
    double population_;
    bool is_clustered_;
    std::vector<double> cluster_weights_;  ///< of the labels; empty without clusters
    // Means of the distances, which are not 0 over the parts that they were not centred on.
    double cheap_over_judged_ = 0;
    double cheap_over_labelled_ = 0;
    double judged_over_labelled_ = 0;
    double units_ = 0;  ///< labels or labelled clusters
    double effective_units_ = 0;
    double tuned_count_ = 0;
};

void Cascade::average() {
    for (const Drawn& drawn : drawn_.rows) {
        cheap_over_judged_ += drawn.judged_weight * drawn.cheap / population_;
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
    for (const Drawn& drawn : drawn_.rows) {
        if (is_clustered_)
            cluster_weights_[samples_.cluster[drawn.index]] += drawn.label_weight;
        else
            add(drawn.label_weight);
    }
    for (const double weight : cluster_weights_) add(weight);
    effective_units_ = squares > 0 ? population_ * population_ / squares : 0;
}

void Cascade::tune(DifferenceEstimate& out) {
    double cheap_product = 0;
    double cheap_square = 0;
    double judged_product = 0;
    double judged_square = 0;
    for (const Drawn& drawn : drawn_.rows) {
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
    out.cheap_lambda = choose(options_.cheap_lambda, cheap_product, cheap_square);
    out.judged_lambda = choose(options_.judged_lambda, judged_product, judged_square);
    const bool is_given = (options_.cheap_lambda || samples_.cheap.empty()) &&
                          (options_.judged_lambda || samples_.judged.empty());
    if (units_ < tuned_units_min && !is_given)
        out.estimate.warnings.push_back(fmt::format(
            "Fewer than {} labels do not show how far to trust the tiers below, so only the labels "
            "count.",
            tuned_units_min));
}

double Cascade::value(double cheap_lambda, double judged_lambda) const {
    return drawn_.label_mean.mean() - judged_lambda * judged_over_labelled_ -
           cheap_lambda * cheap_over_judged_;
}

double Cascade::leverage_correction(double label_weight) const {
    return 1 / (1 - label_weight / population_);
}

Contributions Cascade::design_parts(double cheap_lambda, double judged_lambda) const {
    Contributions parts;
    for (const Drawn& drawn : drawn_.rows) {
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
        double influence =
            has_cheap ? cheap_lambda * (*samples_.cheap[i] - drawn_.cheap_mean.mean()) : 0;
        double weight = 0;
        if (next < drawn_.rows.size() && drawn_.rows[next].index == i) {
            const Drawn& drawn = drawn_.rows[next++];
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

TierPilot Cascade::pilot(double cheap_lambda, double judged_lambda) const {
    TierPilot out{};
    for (const Drawn& drawn : drawn_.rows) {
        if (drawn.label_weight == 0) continue;
        const double share =
            drawn.label_weight / population_ * leverage_correction(drawn.label_weight);
        const double cheap = drawn.label - cheap_lambda * (drawn.cheap - cheap_over_labelled_);
        const double judged = drawn.label - judged_lambda * (drawn.judged - judged_over_labelled_);
        out.label_variance += share * drawn.label * drawn.label;
        out.cheap_residual_variance += share * cheap * cheap;
        out.judged_residual_variance += share * judged * judged;
    }
    return out;
}

double Cascade::conclude(double cheap_lambda,
                         double judged_lambda,
                         double parameter_count,
                         Estimate& estimate) const {
    estimate.value = value(cheap_lambda, judged_lambda);
    if (units_ < 2) {
        estimate.status = Status::insufficient_data;
        return units_;
    }
    const Contributions parts = options_.population == Population::finite
                                    ? design_parts(cheap_lambda, judged_lambda)
                                    : influence_parts(cheap_lambda, judged_lambda);
    const double carrying_count = std::min(effective_units_, parts.freedom(units_));
    // What the lambdas have fitted is no longer seen in the residuals.
    const double freedom = std::max(1.0, carrying_count - parameter_count);
    const double correction = (freedom + parameter_count - 1) / freedom;
    set_symmetric_interval(std::sqrt(correction * parts.sum()) / population_,
                           freedom,
                           options_.confidence_ratio,
                           estimate);
    return carrying_count;
}

void Cascade::write(DifferenceEstimate& out) {
    Estimate& estimate = out.estimate;
    if (is_clustered_) estimate.cluster_count = static_cast<std::size_t>(units_);
    out.classical = estimate;
    out.classical.method += ", labels alone";
    tune(out);
    if (drawn_.judged_without_score_count > 0)
        estimate.warnings.push_back(
            fmt::format("{} samples were judged without a score and stand at the judge's mean.",
                        drawn_.judged_without_score_count));
    conclude(0, 0, 1, out.classical);
    out.effective_label_count =
        conclude(out.cheap_lambda, out.judged_lambda, 1 + tuned_count_, estimate);
    if (out.effective_label_count < effective_count_min)
        estimate.warnings.push_back(
            fmt::format("The interval rests on about {:.0f} labels of large weight, so it may be "
                        "too narrow.",
                        out.effective_label_count));
    if (units_ >= 2) out.pilot = pilot(out.cheap_lambda, out.judged_lambda);
    const double own = estimate.standard_error.value_or(0);
    if (own <= 0) return;
    const double ratio = *out.classical.standard_error / own;
    out.effective_gain = ratio * ratio;
}

bool is_valid(const TieredSamples& samples, const DifferenceOptions& options, std::size_t count) {
    const auto fits = [&](std::size_t size) { return size == 0 || size == count; };
    return fits(samples.cheap.size()) && fits(samples.judged.size()) &&
           fits(samples.label.size()) && fits(samples.judged_ratio.size()) &&
           fits(samples.label_ratio.size()) && fits(samples.phase.size()) &&
           fits(samples.cluster.size()) && is_confidence(options.confidence_ratio) &&
           is_lambda(options.cheap_lambda) && is_lambda(options.judged_lambda) &&
           std::ranges::all_of(samples.cluster, [&](auto id) { return id < count; });
}

std::string method_name(const TieredSamples& samples, const DifferenceOptions& options) {
    if (options.population == Population::finite)
        return "mean, difference estimator of these samples t";
    return samples.cluster.empty() ? "mean, difference estimator t"
                                   : "mean, difference estimator clustered t";
}

}  // namespace

DifferenceEstimate difference_estimate(const TieredSamples& samples,
                                       const DifferenceOptions& options) {
    const std::size_t count = std::max(
        {samples.cheap.size(), samples.judged.size(), samples.label.size(), samples.phase.size()});
    DifferenceEstimate out{.population_count = count};
    out.estimate.method = method_name(samples, options);
    auto drawn = is_valid(samples, options, count) ? drawn_samples(samples, count) : std::nullopt;
    if (!drawn) {
        out.estimate.status = Status::invalid_argument;
        out.classical = out.estimate;
        return out;
    }
    out.judged_count = drawn->judged_count;
    out.estimate.count = drawn->label_count;
    out.estimate.unscored_count = drawn->labelled_without_label_count;
    if (!drawn->cheap_mean.empty()) out.cheap_mean = drawn->cheap_mean.mean();
    if (!drawn->judged_mean.empty()) out.judged_mean = drawn->judged_mean.mean();
    if (drawn->label_count == 0) {
        out.estimate.status = Status::insufficient_data;
        out.classical = out.estimate;
        return out;
    }
    Cascade(samples, options, *std::move(drawn), count).write(out);
    return out;
}

}  // namespace assay::stats
