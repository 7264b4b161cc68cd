#pragma once
// Criteria that come with the program: what to grade and how, in words of ours.

#include <span>
#include <string_view>

namespace assay::judge {

struct ReadyCriterion {
    std::string_view name;
    std::string_view description;
    std::span<const std::string_view> steps;
};

/// coherence, consistency, fluency, relevance, helpfulness, harmlessness, correctness.
std::span<const ReadyCriterion> ready_criteria();
/// Null for any other name.
const ReadyCriterion* find_ready_criterion(std::string_view name);

}  // namespace assay::judge
