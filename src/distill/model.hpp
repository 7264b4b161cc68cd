#pragma once
// The parts of a trained judge and the arithmetic on them. Plain values; const use from any thread.

#include "distill/features.hpp"
#include "distill/trained_judge.hpp"

#include "stats/isotonic.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace assay::distill {

/// Brings dense features to mean 0 and standard deviation 1.
struct Scaling {
    std::vector<double> means;
    std::vector<double> inverse_sds;  ///< 0 for a feature that did not vary

    /// Clipped to +-4, so that one odd number does not decide alone. Missing metrics become 0.
    void apply(std::span<const float> dense, std::vector<double>& scaled) const;
    /// Whether a metric is missing, or a text empty, as never in training.
    [[nodiscard]] bool is_unfamiliar(std::span<const float> dense) const;

    bool operator==(const Scaling&) const = default;
};

/// How far off the score may be: a linear function of the scaled dense features, the score and its
/// squared distance from the middle.
struct Reliability {
    double intercept = 0;
    std::vector<double> weights;       ///< dense_count + 2
    double spread_min = 0;             ///< above 0
    std::optional<double> quantile;    ///< half width per spread; null: too few examples to say
    std::optional<double> spread_max;  ///< accept up to it; null: escalate everything

    /// Within spread_min..1.
    [[nodiscard]] double spread(std::span<const double> scaled, double score) const;
    [[nodiscard]] Prediction predict(double score, double spread) const;

    bool operator==(const Reliability&) const = default;
};

struct Model {
    std::string name;
    std::uint32_t version = 1;
    std::vector<std::string> metric_names;
    Scaling scaling;
    double intercept = 0;
    std::vector<double> dense_weights;
    double hashed_scale = 0;                   ///< weight of a bucket per unit of hashed_weights
    std::vector<std::int16_t> hashed_weights;  ///< bucket_count
    std::vector<stats::IsotonicRegression::Knot> calibration;
    Reliability reliability;
    Quality quality;

    [[nodiscard]] double raw_score(std::span<const double> scaled, const Features& features) const;

    bool operator==(const Model&) const = default;
};

/// What one occurrence among `gram_count` counts: the grams of a text form a vector of about
/// length 1.
double gram_value(std::size_t gram_count);

/// Without the hash at the end.
std::string encode(const Model& model);
/// Errors: corrupt unless encode() of the result would give the same bytes; invalid_input for
/// another version.
Result<Model> decode(std::string_view bytes);

}  // namespace assay::distill
