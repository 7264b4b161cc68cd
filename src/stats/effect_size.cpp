#include "stats/effect_size.hpp"

#include "stats/mean_difference.hpp"
#include "stats/rank_sum.hpp"

#include <cmath>

namespace assay::stats {

std::optional<StandardizedDifference> standardized_difference(std::span<const double> control,
                                                              std::span<const double> treatment) {
    const HypothesisTest test = student_t_test(control, treatment, 0.95);
    if (!test.statistic) return std::nullopt;
    const auto n1 = static_cast<double>(control.size());
    const auto n2 = static_cast<double>(treatment.size());
    const double freedom = n1 + n2 - 2;
    const double d = *test.statistic * std::sqrt(1 / n1 + 1 / n2);
    const double unbias = std::exp(std::lgamma(freedom / 2) - std::lgamma((freedom - 1) / 2)) /
                          std::sqrt(freedom / 2);
    return StandardizedDifference{
        .cohens_d = d,
        .hedges_g = d * unbias,
        .standard_error = std::sqrt(1 / n1 + 1 / n2 + d * d / (2 * (n1 + n2)))};
}

std::optional<double> cohens_dz(std::span<const double> control,
                                std::span<const double> treatment) {
    const HypothesisTest test = paired_t_test(control, treatment, 0.95);
    if (!test.statistic) return std::nullopt;
    return *test.statistic / std::sqrt(static_cast<double>(control.size()));
}

std::optional<double> cohens_h(double control_ratio, double treatment_ratio) {
    const auto is_ratio = [](double ratio) { return ratio >= 0 && ratio <= 1; };
    if (!is_ratio(control_ratio) || !is_ratio(treatment_ratio)) return std::nullopt;
    return 2 * std::asin(std::sqrt(treatment_ratio)) - 2 * std::asin(std::sqrt(control_ratio));
}

std::optional<double> probability_of_superiority(std::span<const double> control,
                                                 std::span<const double> treatment) {
    const HypothesisTest test = mann_whitney_test(control, treatment);
    if (!test.statistic) return std::nullopt;
    return *test.statistic / static_cast<double>(control.size()) /
           static_cast<double>(treatment.size());
}

std::optional<double> cliffs_delta(std::span<const double> control,
                                   std::span<const double> treatment) {
    const auto superiority = probability_of_superiority(control, treatment);
    if (!superiority) return std::nullopt;
    return 2 * *superiority - 1;
}

}  // namespace assay::stats
