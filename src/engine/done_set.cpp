#include "engine/done_set.hpp"

#include "core/hash.hpp"

#include <algorithm>

namespace assay::engine {
namespace {

/// Never 0.
std::uint32_t digest_of(const SampleResult& result) {
    std::uint64_t hash = hash64(result.sample_id.view());
    hash = hash64(result.input, hash);
    for (const std::string& target : result.targets) hash = hash64(target, hash);
    return static_cast<std::uint32_t>(hash >> 32U) | 1U;
}

}  // namespace

std::size_t DoneSet::slot_of(const SampleResult& result) const {
    return result.sample_index * epoch_count_ + result.epoch;
}

void DoneSet::add(const SampleResult& result) {
    const std::size_t slot = slot_of(result);
    if (slot >= digests_.size()) digests_.resize(std::max(slot + 1, digests_.size() * 2));
    const bool was_done = digests_[slot] != 0;
    digests_[slot] = result.error ? 0 : digest_of(result);
    const bool is_done = digests_[slot] != 0;
    if (is_done && !was_done) ++count_;
    if (was_done && !is_done) --count_;
}

bool DoneSet::contains(const SampleResult& prepared) const {
    const std::size_t slot = slot_of(prepared);
    return slot < digests_.size() && digests_[slot] != 0;
}

bool DoneSet::matches(const SampleResult& prepared) const {
    return digests_[slot_of(prepared)] == digest_of(prepared);
}

}  // namespace assay::engine
