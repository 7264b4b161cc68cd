#pragma once
// One answer per item by counting its labels. Ties are ties: nothing is drawn at random. Pure
// functions.

#include "stats/estimate.hpp"
#include "stats/labels.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

namespace assay::stats {

/// An expert decides where the largest share of votes is below votes / of, which is compared in
/// integers so that exactly 2 of 3 passes.
struct AdjudicationRule {
    std::size_t votes = 2;
    std::size_t of = 3;
};

struct ItemVote {
    std::optional<std::uint32_t> category;  ///< null: a tie, or nothing that counts
    bool is_tied = false;                   ///< several categories share the first place
    bool needs_adjudication = false;        ///< by the rule; false for an item without labels
};

struct Vote {
    Status status = Status::ok;
    std::vector<double> shares;   ///< [item * category_count + category], 0..1; all 0: no votes
    std::vector<ItemVote> items;  ///< empty unless status is ok
};

/// Every label one vote. invalid_argument for an invalid set and a rule outside 0..1;
/// insufficient_data without labels. O(labels + items * categories).
Vote majority_vote(const LabelSet& set, AdjudicationRule rule = {});

/// Every label votes with its annotator's weight, 0 or more and finite; weights within 1e-12 of
/// each other, relative to the item's total, are tied. An item whose labels all weigh 0 needs
/// adjudication. Further errors and cost as above.
Vote weighted_vote(const LabelSet& set,
                   std::span<const double> annotator_weights,
                   AdjudicationRule rule = {});

/// The same with weights that may depend on the item too; all 0 or more and finite.
Vote weighted_vote(const LabelSet& set,
                   const std::function<double(std::size_t item, std::size_t annotator)>& weight_of,
                   AdjudicationRule rule = {});

/// The category with the largest share; null when another is within `margin` of it, and when all
/// are 0.
std::optional<std::uint32_t> winner(std::span<const double> shares, double margin);

}  // namespace assay::stats
