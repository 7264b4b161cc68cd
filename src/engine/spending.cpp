#include "engine/spending.hpp"

#include <algorithm>

namespace assay::engine {

void SpendingLedger::add(const SampleResult& result, bool was_answered) {
    if (!was_answered && result.completion && !result.completion->is_cached)
        answers_ += result.completion->cost.value_or(Usd{});
    std::map<std::string, Usd> costs;
    for (const Judgement& judgement : result.judgements)
        costs[judgement.tier] += judgement.cost.value_or(Usd{});
    const std::size_t slot = result.sample_index * epoch_count_ + result.epoch;
    for (const auto& [name, cost] : costs) {
        if (cost.nanos == 0) continue;
        Tier& tier = tiers_[name];
        if (slot >= tier.counted.size())
            tier.counted.resize(std::max(slot + 1, tier.counted.size() * 2));
        // A judgement that replaces another one carries its cost, so that this only grows.
        tier.sum.nanos += cost.nanos - tier.counted[slot].nanos;
        tier.counted[slot] = cost;
    }
}

Usd SpendingLedger::total() const {
    Usd total = answers_;
    for (const auto& [name, tier] : tiers_) total += tier.sum;
    return total;
}

Usd SpendingLedger::of_tier(const std::string& tier) const {
    const auto found = tiers_.find(tier);
    return found == tiers_.end() ? Usd{} : found->second.sum;
}

}  // namespace assay::engine
