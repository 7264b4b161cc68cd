#include "judge/pairwise_outcome.hpp"

namespace assay::judge {
namespace {

/// 1 for the position shown first, -1 for the second.
int sign(Winner winner) { return winner == Winner::first ? 1 : winner == Winner::second ? -1 : 0; }

}  // namespace

PairwiseOutcome combine(Winner straight, Winner swapped) {
    return {.balance = sign(straight) - sign(swapped),
            .is_flip = straight != Winner::tie && straight == swapped};
}

}  // namespace assay::judge
