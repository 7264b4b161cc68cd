#pragma once
// Which samples and epochs of a run already have an answer, and whether the dataset still holds the
// same samples. Four bytes each. One thread.

#include "domain/sample_result.hpp"

#include <cstdint>
#include <vector>

namespace assay::engine {

class DoneSet {
  public:
    explicit DoneSet(std::uint32_t epoch_count) : epoch_count_(epoch_count) {}

    /// A journaled result. One with an error takes the sample out again, so that resuming mends
    /// what an outage broke.
    void add(const SampleResult& result);

    [[nodiscard]] bool contains(const SampleResult& prepared) const;
    /// Whether the answered sample had the id, input and targets that it has now. Only for what the
    /// set contains.
    [[nodiscard]] bool matches(const SampleResult& prepared) const;
    [[nodiscard]] std::uint64_t count() const { return count_; }

  private:
    [[nodiscard]] std::size_t slot_of(const SampleResult& result) const;

    std::vector<std::uint32_t> digests_;  ///< by sample and epoch; 0: no answer
    std::uint64_t count_ = 0;
    std::uint32_t epoch_count_;
};

}  // namespace assay::engine
