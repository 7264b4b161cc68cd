#include "stats/krippendorff_alpha.hpp"

#include "stats/krippendorff_parts.hpp"
#include "stats/symmetric_interval.hpp"

#include <algorithm>
#include <string>

namespace assay::stats {
namespace {

bool are_ratable(std::span<const Rating> ratings, MeasurementLevel level) {
    return std::ranges::all_of(
        ratings, [&](const Rating& rating) { return is_ratable(rating.value, level); });
}

}  // namespace

KrippendorffAlpha krippendorff_alpha(std::span<const Rating> ratings,
                                     MeasurementLevel level,
                                     double confidence_ratio) {
    if (!are_ratable(ratings, level) || !is_confidence(confidence_ratio))
        return {.estimate = {.status = Status::invalid_argument, .method = alpha_method(level)}};
    const RatingCounts table = count_ratings(ratings);
    return alpha_of(table,
                    ValueDistances(level, table.values, table.totals),
                    alpha_method(level),
                    confidence_ratio);
}

Estimate krippendorff_alpha_bootstrap(std::span<const Rating> ratings,
                                      MeasurementLevel level,
                                      const BootstrapOptions& options) {
    const std::string method = alpha_method(level) + std::string(", bootstrap percentile");
    if (!are_ratable(ratings, level) || !is_confidence(options.confidence_ratio) ||
        !options.clusters.empty())
        return {.status = Status::invalid_argument, .method = method};
    const RatingCounts table = count_ratings(ratings);
    Estimate out = bootstrap_corpus(
        table.unit_count(),
        [&](std::span<const std::uint32_t> weights) {
            return weighted_alpha(table, level, weights);
        },
        options);
    out.method.replace(0, std::string_view("corpus").size(), alpha_method(level));
    out.count = static_cast<std::size_t>(table.rating_count);
    if (table.unit_count() == 0) out.status = Status::no_pairable_units;
    if (table.values.size() == 1) out.status = Status::no_variation;
    return out;
}

}  // namespace assay::stats
