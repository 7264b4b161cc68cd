#include "stats/wawa.hpp"

#include <algorithm>

namespace assay::stats {
namespace {

struct Agreement {
    double agreeing_count = 0;
    double count = 0;

    void add(const Agreement& other, double sign) {
        agreeing_count += sign * other.agreeing_count;
        count += sign * other.count;
    }
};

/// Of one annotator's labels of one item with its majority.
Agreement on_item(std::span<const std::uint32_t> rows,
                  std::size_t annotator,
                  const ItemVote& majority,
                  std::size_t category_count) {
    Agreement out;
    if (!majority.category) return out;
    const auto first = static_cast<std::uint32_t>(annotator * category_count);
    for (auto row = std::ranges::lower_bound(rows, first);
         row != rows.end() && *row / category_count == annotator;
         ++row) {
        out.count += 1;
        if (*row - first == *majority.category) out.agreeing_count += 1;
    }
    return out;
}

}  // namespace

Wawa wawa_vote(const LabelSet& set, WawaWeights weights, AdjudicationRule rule) {
    Wawa out{.vote = majority_vote(set, rule)};
    if (out.vote.status != Status::ok) return out;
    const std::vector<ItemVote> majorities = std::move(out.vote.items);
    std::vector<Agreement> agreements(set.annotator_count);
    Agreement all;
    for (const Label& label : set.labels) {
        const ItemVote& majority = majorities[label.item];
        if (!majority.category) continue;
        const Agreement one{majority.category == label.category ? 1.0 : 0.0, 1};
        agreements[label.annotator].add(one, 1);
        all.add(one, 1);
    }
    for (const Agreement& own : agreements)
        out.skill_ratio.push_back(own.count > 0 ? std::optional(own.agreeing_count / own.count)
                                                : std::nullopt);
    const double mean_skill = all.count > 0 ? all.agreeing_count / all.count : 1;
    const LabelsByItem labels(set);
    out.vote = weighted_vote(
        set,
        [&](std::size_t item, std::size_t annotator) {
            Agreement own = agreements[annotator];
            if (weights == WawaWeights::other_items)
                own.add(on_item(labels.rows(item), annotator, majorities[item], set.category_count),
                        -1);
            return own.count > 0 ? own.agreeing_count / own.count : mean_skill;
        },
        rule);
    return out;
}

}  // namespace assay::stats
