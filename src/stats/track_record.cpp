#include "stats/track_record.hpp"

#include <algorithm>
#include <cmath>

namespace assay::stats {

std::optional<std::vector<TrackRecord>> track_records(
    const LabelSet& set, std::span<const std::optional<std::uint32_t>> truth) {
    const auto fits = [&](const auto& one) { return !one || *one < set.category_count; };
    if (!is_valid(set) || truth.size() != set.item_count || !std::ranges::all_of(truth, fits))
        return std::nullopt;
    std::vector<TrackRecord> records(set.annotator_count);
    for (const Label& label : set.labels) {
        if (!truth[label.item]) continue;
        ++records[label.annotator].seen_count;
        if (*truth[label.item] == label.category) ++records[label.annotator].correct_count;
    }
    return records;
}

TrackWeight track_weight(TrackRecord record, std::size_t category_count, TrackPrior prior) {
    const auto is_positive = [](double count) { return std::isfinite(count) && count > 0; };
    if (category_count < 2 || record.correct_count > record.seen_count ||
        !is_positive(prior.correct_count) || !is_positive(prior.wrong_count))
        return {.status = Status::invalid_argument};
    const auto k = static_cast<double>(category_count);
    const double skill =
        (prior.correct_count + static_cast<double>(record.correct_count)) /
        (prior.correct_count + prior.wrong_count + static_cast<double>(record.seen_count));
    if (skill < 1 / k) return {.skill_ratio = skill, .is_flagged = true};
    const double bounded = std::clamp(skill, 1 / k + 0.01, 0.99);
    return {.skill_ratio = skill, .weight = std::log((k - 1) * bounded / (1 - bounded))};
}

}  // namespace assay::stats
