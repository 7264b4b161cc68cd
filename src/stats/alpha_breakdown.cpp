#include "stats/alpha_breakdown.hpp"

#include "stats/krippendorff_parts.hpp"
#include "stats/streaming_alpha.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace assay::stats {

AlphaByAnnotator alpha_without_each(std::span<const AnnotatorRating> ratings,
                                    MeasurementLevel level) {
    AlphaByAnnotator out;
    std::vector<AnnotatorRating> sorted(ratings.begin(), ratings.end());
    std::ranges::sort(
        sorted, {}, [](const AnnotatorRating& one) { return std::tuple(one.annotator, one.unit); });
    const bool has_repeat = std::ranges::adjacent_find(sorted, [](const auto& a, const auto& b) {
                                return a.annotator == b.annotator && a.unit == b.unit;
                            }) != sorted.end();
    StreamingAlpha all(level);
    for (const AnnotatorRating& one : sorted)
        if (has_repeat || all.set(one.unit, one.annotator, one.value) != Status::ok)
            return {.status = Status::invalid_argument};
    out.status = all.status();
    for (std::size_t first = 0; first < sorted.size();) {
        std::size_t end = first;
        while (end < sorted.size() && sorted[end].annotator == sorted[first].annotator) {
            all.remove(sorted[end].unit, sorted[end].annotator);
            ++end;
        }
        out.without.push_back({sorted[first].annotator, all.status(), all.alpha()});
        for (; first < end; ++first)
            if (all.set(sorted[first].unit, sorted[first].annotator, sorted[first].value) !=
                Status::ok)
                return {.status = Status::invalid_argument};
    }
    return out;
}

std::vector<AlphaOfValue> alpha_of_each_value(std::span<const Rating> ratings) {
    if (!std::ranges::all_of(ratings, [](const Rating& one) { return std::isfinite(one.value); }))
        return {};
    const RatingCounts table = count_ratings(ratings);
    std::vector<double> disagreements(table.values.size());
    for (std::size_t u = 0; u < table.unit_count(); ++u)
        for (const ValueCount& one : table.unit(u))
            disagreements[one.value_index] +=
                one.count * (table.sizes[u] - one.count) / (table.sizes[u] - 1);
    std::vector<AlphaOfValue> out;
    const double n = table.rating_count;
    for (std::size_t i = 0; i < table.values.size(); ++i) {
        const double own = table.totals[i];
        std::optional<double> alpha;
        if (own < n) alpha = 1 - (n - 1) * disagreements[i] / (own * (n - own));
        out.push_back({table.values[i], static_cast<std::size_t>(own), alpha});
    }
    return out;
}

}  // namespace assay::stats
