#pragma once
// Votes weighted by agreement with the majority, for when there is too little gold to know who is
// good. Pure functions.

#include "stats/vote.hpp"

#include <optional>
#include <vector>

namespace assay::stats {

/// Whose agreement counts for an annotator's weight on an item.
enum class WawaWeights {
    other_items,  ///< not that of the item itself, where a vote would speak for its own weight
    all_items,    ///< as first published
};

struct Wawa {
    std::vector<std::optional<double>>
        skill_ratio;  ///< per annotator; null: no item has a majority
    Vote vote;
};

/// An annotator's skill is the share of their labels that agree with the majority of the item's
/// labels, their own among them; items with a tie do not count. Their vote weighs as much. An
/// annotator without any other item has the mean skill. status as for majority_vote.
/// O(labels + items * categories). Source: "worker agreement with aggregate", Appen.
Wawa wawa_vote(const LabelSet& set,
               WawaWeights weights = WawaWeights::other_items,
               AdjudicationRule rule = {});

}  // namespace assay::stats
