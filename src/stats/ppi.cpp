#include "stats/ppi.hpp"

#include "stats/hypothesis_test.hpp"
#include "stats/moments.hpp"
#include "stats/symmetric_interval.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace assay::stats {
namespace {

/// Below this many labels the normal interval is visibly too narrow.
constexpr std::size_t normal_from_count = 50;

/// What the variance of the estimate needs, as a function of lambda: it is
/// label_variance - 2 lambda covariance + lambda^2 prediction_variance, each of a mean.
struct VarianceParts {
    double label;
    double covariance;
    double prediction;
    double tuned_lambda;
    std::size_t unit_count;  ///< labelled samples or clusters

    [[nodiscard]] double at(double lambda) const {
        return std::max(0.0, label + lambda * (lambda * prediction - 2 * covariance));
    }
};

double tuned(double numerator, double denominator) {
    return denominator > 0 ? std::clamp(numerator / denominator, 0.0, 1.0) : 0;
}

struct Samples {
    std::span<const double> labels;
    std::span<const double> labelled;
    std::span<const double> unlabelled;
};

VarianceParts independent_parts(const Samples& samples, PpiConvention convention) {
    const Moments label = moments_of(samples.labels);
    const Moments labelled = moments_of(samples.labelled);
    const Moments unlabelled = moments_of(samples.unlabelled);
    double products = 0;
    for (std::size_t i = 0; i < samples.labels.size(); ++i)
        products += (samples.labels[i] - label.mean()) * (samples.labelled[i] - labelled.mean());
    const double lost = convention == PpiConvention::ppi_py ? 0 : 1;
    const auto n = static_cast<double>(label.count());
    const auto m = static_cast<double>(unlabelled.count());
    const double covariance = products / (n - lost);
    Moments pooled = labelled;
    pooled.merge(unlabelled);
    const double unlabelled_variance =
        unlabelled.count() < 2 ? 0 : unlabelled.centred_squares() / (m - lost) / m;
    return {.label = label.centred_squares() / (n - lost) / n,
            .covariance = covariance / n,
            .prediction = labelled.centred_squares() / (n - lost) / n + unlabelled_variance,
            .tuned_lambda = tuned(covariance * m, (m + n) * pooled.sample_variance()),
            .unit_count = label.count()};
}

/// One cluster's part of the label mean and of mean(labelled) - mean(unlabelled predictions), both
/// as distances from the whole.
struct ClusterParts {
    double label = 0;
    double prediction = 0;
    bool is_labelled = false;
    bool is_unlabelled = false;
};

std::vector<ClusterParts> cluster_parts(const Samples& samples, const PpiOptions& options) {
    const double label_mean = moments_of(samples.labels).mean();
    const double labelled_mean = moments_of(samples.labelled).mean();
    const double unlabelled_mean = moments_of(samples.unlabelled).mean();
    const auto n = static_cast<double>(samples.labels.size());
    const auto m = static_cast<double>(samples.unlabelled.size());
    std::vector<ClusterParts> parts(samples.labels.size() + samples.unlabelled.size());
    for (std::size_t i = 0; i < samples.labels.size(); ++i) {
        ClusterParts& cluster = parts[options.labelled_clusters[i]];
        cluster.label += (samples.labels[i] - label_mean) / n;
        cluster.prediction += (samples.labelled[i] - labelled_mean) / n;
        cluster.is_labelled = true;
    }
    for (std::size_t i = 0; i < samples.unlabelled.size(); ++i) {
        ClusterParts& cluster = parts[options.unlabelled_clusters[i]];
        cluster.prediction -= (samples.unlabelled[i] - unlabelled_mean) / m;
        cluster.is_unlabelled = true;
    }
    return parts;
}

VarianceParts clustered_parts(const Samples& samples, const PpiOptions& options) {
    const auto clusters = cluster_parts(samples, options);
    std::size_t labelled_count = 0;
    std::size_t other_count = 0;
    for (const ClusterParts& cluster : clusters) {
        if (cluster.is_labelled)
            ++labelled_count;
        else if (cluster.is_unlabelled)
            ++other_count;
    }
    const auto unbiased = [](std::size_t count) {
        const auto n = static_cast<double>(count);
        return count < 2 ? 1 : n / (n - 1);
    };
    const double labelled_factor = unbiased(labelled_count);
    const double other_factor = unbiased(other_count);
    VarianceParts parts{};
    for (const ClusterParts& cluster : clusters) {
        const double factor = cluster.is_labelled ? labelled_factor : other_factor;
        parts.label += factor * cluster.label * cluster.label;
        parts.covariance += factor * cluster.label * cluster.prediction;
        parts.prediction += factor * cluster.prediction * cluster.prediction;
    }
    parts.tuned_lambda = tuned(parts.covariance, parts.prediction);
    parts.unit_count = labelled_count;
    return parts;
}

bool are_clusters(std::span<const std::uint32_t> clusters,
                  std::size_t expected_count,
                  std::size_t sample_count) {
    return clusters.size() == expected_count &&
           std::ranges::all_of(clusters, [&](auto id) { return id < sample_count; });
}

bool is_valid(const Samples& samples, const PpiOptions& options) {
    if (samples.labels.size() != samples.labelled.size()) return false;
    if (!is_confidence(options.confidence_ratio)) return false;
    if (!all_finite(samples.labels) || !all_finite(samples.labelled) ||
        !all_finite(samples.unlabelled))
        return false;
    if (options.lambda && !(*options.lambda >= 0 && *options.lambda <= 1)) return false;
    if (options.labelled_clusters.empty() && options.unlabelled_clusters.empty()) return true;
    const std::size_t sample_count = samples.labels.size() + samples.unlabelled.size();
    return options.convention == PpiConvention::assay &&
           are_clusters(options.labelled_clusters, samples.labels.size(), sample_count) &&
           are_clusters(options.unlabelled_clusters, samples.unlabelled.size(), sample_count);
}

std::string method_name(const PpiOptions& options, bool is_normal) {
    std::string name = "mean, PPI++";
    if (options.convention == PpiConvention::ppi_py) return name + " as in ppi_py";
    if (!options.labelled_clusters.empty()) name += " clustered";
    return name + (is_normal ? " normal" : " t");
}

}  // namespace

PpiResult ppi_mean(std::span<const double> labels,
                   std::span<const double> labelled_predictions,
                   std::span<const double> unlabelled_predictions,
                   const PpiOptions& options) {
    const Samples samples{labels, labelled_predictions, unlabelled_predictions};
    PpiResult result{.unlabelled_count = unlabelled_predictions.size()};
    result.estimate.method = method_name(options, labels.size() >= normal_from_count);
    result.estimate.count = labels.size();
    const bool usable = is_valid(samples, options);
    if (!usable || labels.empty()) {
        result.estimate.status = usable ? Status::insufficient_data : Status::invalid_argument;
        result.classical = result.estimate;
        return result;
    }
    const bool is_clustered = !options.labelled_clusters.empty();
    VarianceParts parts{};
    if (is_clustered)
        parts = clustered_parts(samples, options);
    else if (labels.size() >= 2)
        parts = independent_parts(samples, options.convention);
    const bool is_normal =
        options.convention == PpiConvention::ppi_py || parts.unit_count >= normal_from_count;
    result.estimate.method = method_name(options, is_normal);
    if (is_clustered) result.estimate.cluster_count = parts.unit_count;
    result.classical = result.estimate;

    result.lambda = options.lambda.value_or(parts.tuned_lambda);
    if (unlabelled_predictions.size() < 2) {
        result.lambda = 0;
        result.estimate.warnings.emplace_back(
            "Fewer than 2 samples have a prediction alone, so only the labels count.");
    } else if (all_equal(labelled_predictions) && all_equal(unlabelled_predictions) &&
               !options.lambda) {
        result.estimate.warnings.emplace_back(
            "The predictions do not vary, so only the labels count.");
    }
    const double label_mean = moments_of(labels).mean();
    result.classical.value = label_mean;
    result.estimate.value =
        label_mean + result.lambda * (moments_of(unlabelled_predictions).mean() -
                                      moments_of(labelled_predictions).mean());
    if (parts.unit_count < 2) {
        result.estimate.status = result.classical.status = Status::insufficient_data;
        return result;
    }
    std::optional<double> freedom;
    if (!is_normal) freedom = static_cast<double>(parts.unit_count - 1);
    const double own = parts.at(result.lambda);
    set_symmetric_interval(std::sqrt(own), freedom, options.confidence_ratio, result.estimate);
    set_symmetric_interval(
        std::sqrt(parts.label), freedom, options.confidence_ratio, result.classical);
    if (own > 0) result.effective_gain = parts.label / own;
    return result;
}

}  // namespace assay::stats
