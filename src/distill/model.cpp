#include "distill/model.hpp"

#include <algorithm>
#include <cmath>

#pragma clang fp contract(off)

namespace assay::distill {
namespace {

std::int64_t sum_of(std::span<const std::uint32_t> grams, std::span<const std::int16_t> weights) {
    std::int64_t sum = 0;
    for (const std::uint32_t gram : grams) {
        const std::int64_t weight = weights[gram >> 1U];
        sum += (gram & 1U) == 0 ? weight : -weight;
    }
    return sum;
}

/// Of the dense features: 0 or 1, whether something is not there.
bool is_absence_flag(std::size_t i) {
    constexpr std::size_t empty_output = 11;
    constexpr std::size_t empty_input = 17;
    constexpr std::size_t no_targets = 23;
    if (i >= text_feature_count) return (i - text_feature_count) % 2 == 1;
    return i == empty_output || i == empty_input || i == no_targets;
}

}  // namespace

void Scaling::apply(std::span<const float> dense, std::vector<double>& scaled) const {
    constexpr double limit = 4;
    scaled.resize(dense.size());
    for (std::size_t i = 0; i < dense.size(); ++i) {
        const double distance = static_cast<double>(dense[i]) - means[i];
        scaled[i] = std::clamp(distance * inverse_sds[i], -limit, limit);
    }
    for (std::size_t i = text_feature_count; i < dense.size(); i += 2)
        if (dense[i + 1] != 0) scaled[i] = 0;
}

bool Scaling::is_unfamiliar(std::span<const float> dense) const {
    for (std::size_t i = 0; i < dense.size(); ++i) {
        const bool never_varied = inverse_sds[i] == 0;
        if (never_varied && is_absence_flag(i) && static_cast<double>(dense[i]) != means[i])
            return true;
    }
    return false;
}

double Reliability::spread(std::span<const double> scaled, double score) const {
    double sum = intercept;
    for (std::size_t i = 0; i < scaled.size(); ++i) sum += weights[i] * scaled[i];
    const double off_middle = score - 0.5;
    sum += weights[scaled.size()] * off_middle;
    sum += weights[scaled.size() + 1] * (off_middle * off_middle);
    return std::clamp(sum, spread_min, 1.0);
}

Prediction Reliability::predict(double score, double spread) const {
    return {.score = score,
            .half_width = quantile ? std::min(*quantile * spread, 1.0) : 1.0,
            .must_escalate = !spread_max || spread > *spread_max};
}

double gram_value(std::size_t gram_count) {
    return gram_count == 0 ? 0 : 1 / std::sqrt(static_cast<double>(gram_count));
}

double Model::raw_score(std::span<const double> scaled, const Features& features) const {
    double sum = intercept;
    for (std::size_t i = 0; i < scaled.size(); ++i) sum += dense_weights[i] * scaled[i];
    const auto words = static_cast<double>(sum_of(features.word_grams, hashed_weights));
    const auto characters = static_cast<double>(sum_of(features.character_grams, hashed_weights));
    const double hashed = words * gram_value(features.word_grams.size()) +
                          characters * gram_value(features.character_grams.size());
    return sum + hashed_scale * hashed;
}

}  // namespace assay::distill
