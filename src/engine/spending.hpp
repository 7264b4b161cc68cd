#pragma once
// What a run has spent, from its journal: a sample is journaled again whenever a judge has said
// more, and what it cost before is counted once. Eight bytes a sample and tier. One thread.

#include "domain/sample_result.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace assay::engine {

class SpendingLedger {
  public:
    explicit SpendingLedger(std::uint32_t epoch_count) : epoch_count_(epoch_count) {}

    /// The next record of the journal. `was_answered`: an earlier record holds the same answer.
    void add(const SampleResult& result, bool was_answered);

    [[nodiscard]] Usd total() const;
    /// Of the judges, by tier.
    [[nodiscard]] Usd of_tier(const std::string& tier) const;

  private:
    struct Tier {
        std::vector<Usd> counted;  ///< by sample and epoch
        Usd sum;
    };

    std::uint32_t epoch_count_;
    Usd answers_;
    std::map<std::string, Tier> tiers_;
};

}  // namespace assay::engine
