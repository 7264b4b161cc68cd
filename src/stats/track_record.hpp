#pragma once
// How far an annotator's vote is to be trusted, from items whose answer is known (gold). Pure
// functions.

#include "stats/estimate.hpp"
#include "stats/labels.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace assay::stats {

struct TrackRecord {
    std::size_t correct_count = 0;
    std::size_t seen_count = 0;

    bool operator==(const TrackRecord&) const = default;
};

/// How often each annotator said what is known of an item; null: not known. A truth per item, all
/// below category_count; null when the set or the truth does not fit.
std::optional<std::vector<TrackRecord>> track_records(
    const LabelSet& set, std::span<const std::optional<std::uint32_t>> truth);

/// What a newcomer is taken for, as if so many gold items had been seen.
struct TrackPrior {
    double correct_count = 4;
    double wrong_count = 1;
};

struct TrackWeight {
    Status status = Status::ok;
    double skill_ratio = 0;   ///< shrunk share of correct answers, 0..1
    double weight = 0;        ///< of a vote: log odds that the annotator is right, 0 or more
    bool is_flagged = false;  ///< worse than guessing; weight 0
};

/// log((K - 1) s / (1 - s)), K categories and s the skill, kept within [1/K + 0.01, 0.99]: the
/// weight under which a vote is the most likely truth when errors are spread evenly.
/// invalid_argument below 2 categories, for more correct than seen, and for a prior that is not
/// above 0 and finite. Source: Nitzan & Paroush 1982.
TrackWeight track_weight(TrackRecord record, std::size_t category_count, TrackPrior prior = {});

}  // namespace assay::stats
