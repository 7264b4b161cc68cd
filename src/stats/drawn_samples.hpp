#pragma once
// The samples of a cascade that were drawn beyond its first phase, ready to be estimated from.
// Private to difference_estimator.cpp. Value type.

#include "stats/difference_estimator.hpp"
#include "stats/moments.hpp"

#include <cstddef>
#include <optional>
#include <vector>

namespace assay::stats {

/// A sample of phase 1; without a judged tier, of phase 2, which then stands for both: one draw
/// with the product of the probabilities. Scores are distances from their means, 0 where there is
/// none.
struct Drawn {
    double cheap = 0;
    double judged = 0;
    double label = 0;
    double judged_weight = 0;  ///< 1 / pi1, scaled to add up to the number of samples
    double label_weight = 0;   ///< 1 / (pi1 pi2), scaled likewise; 0 without a label
    double cheap_loss = 0;     ///< (1 - pi1) / pi1
    double judged_loss = 0;    ///< (1 - pi2) / (pi1 pi2)
    std::size_t index = 0;     ///< of the sample
};

struct DrawnSamples {
    std::vector<Drawn> rows;  ///< by rising index
    WeightedMean cheap_mean;  ///< over all samples
    WeightedMean judged_mean;
    WeightedMean label_mean;
    std::size_t judged_count = 0;
    std::size_t label_count = 0;
    std::size_t judged_without_score_count = 0;
    std::size_t labelled_without_label_count = 0;
};

/// Null for NaN, infinity and probabilities outside (0, 1]. Every column has sample_count entries
/// or none. O(samples).
std::optional<DrawnSamples> drawn_samples(const TieredSamples& samples, std::size_t sample_count);

}  // namespace assay::stats
