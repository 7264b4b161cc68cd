#pragma once
// What two verdicts about one pair, the second with the sides swapped, say together.

#include <string_view>

namespace assay::judge {

enum class Winner { first, second, tie };

struct PairwiseOutcome {
    /// Verdicts for the first side minus verdicts against it: -2 … 2.
    int balance;
    /// The judge prefers a position: the two verdicts name opposite sides.
    bool is_flip;

    /// Win, tie or loss of the first side; a win needs both orders.
    [[nodiscard]] double value() const { return balance == 2 ? 1 : balance == -2 ? 0 : 0.5; }
    [[nodiscard]] std::string_view label() const {
        return balance == 2 ? "win" : balance == -2 ? "loss" : "tie";
    }
};

/// `swapped` is the winner by position when the second side is shown first.
PairwiseOutcome combine(Winner straight, Winner swapped);

}  // namespace assay::judge
