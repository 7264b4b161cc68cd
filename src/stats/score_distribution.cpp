#include "stats/score_distribution.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace assay::stats {

ScoreDistribution score_distribution(std::span<const ScoreToken> tokens) {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    double highest = -infinity;
    for (const ScoreToken& token : tokens) {
        if (!std::isfinite(token.score) || !(token.log_probability < infinity))
            return {.status = Status::invalid_argument};
        highest = std::max(highest, token.log_probability);
    }
    if (highest == -infinity) return {.status = Status::no_valid_score_tokens};
    double mass = 0;
    double mean = 0;
    for (const ScoreToken& token : tokens) {
        const double share = std::exp(token.log_probability - highest);
        mass += share;
        mean += share * token.score;
    }
    mean /= mass;
    double variance = 0;
    for (const ScoreToken& token : tokens) {
        const double distance = token.score - mean;
        variance += std::exp(token.log_probability - highest) / mass * distance * distance;
    }
    return {.score = mean,
            .standard_deviation = std::sqrt(variance),
            .covered_mass_ratio = std::min(1.0, std::exp(highest + std::log(mass)))};
}

}  // namespace assay::stats
