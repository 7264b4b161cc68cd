#include "stats/set_alpha.hpp"

#include "stats/krippendorff_parts.hpp"
#include "stats/symmetric_interval.hpp"

#include <algorithm>
#include <bit>
#include <vector>

namespace assay::stats {
namespace {

double distance_of(std::uint64_t a, std::uint64_t b, SetDistance distance) {
    if (a == b) return 0;
    if (distance == SetDistance::equality) return 1;
    const double shared = std::popcount(a & b);
    const double share = shared / std::popcount(a | b);
    if (distance == SetDistance::jaccard) return 1 - share;
    const bool is_within = (a & b) == a || (a & b) == b;
    return 1 - share * (is_within ? 2.0 / 3 : 1.0 / 3);
}

const char* method_name(SetDistance distance) {
    switch (distance) {
        case SetDistance::equality:
            return "krippendorff alpha, equal sets";
        case SetDistance::jaccard:
            return "krippendorff alpha, jaccard";
        case SetDistance::masi:
            break;
    }
    return "krippendorff alpha, masi";
}

}  // namespace

KrippendorffAlpha set_alpha(std::span<const SetRating> ratings,
                            SetDistance distance,
                            double confidence_ratio) {
    const char* method = method_name(distance);
    if (!is_confidence(confidence_ratio))
        return {.estimate = {.status = Status::invalid_argument, .method = method}};
    std::vector<std::uint64_t> sets;
    for (const SetRating& rating : ratings) sets.push_back(rating.labels);
    std::ranges::sort(sets);
    const auto repeats = std::ranges::unique(sets);
    sets.erase(repeats.begin(), repeats.end());
    std::vector<Rating> numbered;
    for (const SetRating& rating : ratings)
        numbered.push_back(
            {rating.unit,
             static_cast<double>(std::ranges::lower_bound(sets, rating.labels) - sets.begin())});
    const RatingCounts table = count_ratings(numbered);
    std::vector<double> matrix;
    const auto set_of = [&](double number) { return sets[static_cast<std::size_t>(number)]; };
    for (const double a : table.values)
        for (const double b : table.values)
            matrix.push_back(distance_of(set_of(a), set_of(b), distance));
    return alpha_of(table, ValueDistances(std::move(matrix)), method, confidence_ratio);
}

}  // namespace assay::stats
