#pragma once
// The weights of a panel's members by how well each agrees with people.

#include "engine/judging_spec.hpp"
#include "store/meta_store.hpp"

namespace assay::engine {

/// Replaces `weights: calibrated` of panels by numbers from the members' judge cards: each
/// member's is the inverse of its mean squared error against people, the mean of all being 1;
/// whether there was any. Errors: invalid_input naming the member that has no card; those of the
/// store.
Result<bool> use_measured_weights(JudgingSpec& spec, store::MetaStore& meta);

}  // namespace assay::engine
