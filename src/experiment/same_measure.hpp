#pragma once
// Whether two tables measure the same thing. Pure functions.

#include "experiment/comparison.hpp"
#include "experiment/pairing.hpp"

#include <span>
#include <string>
#include <vector>

namespace assay::experiment {

/// A metric that both tables have; pointers into them.
struct ColumnPair {
    const ScoreColumn* first;
    const ScoreColumn* second;

    /// As either of them says; `neither` when none does.
    [[nodiscard]] std::string better() const {
        if (!first->better.empty()) return first->better;
        return second->better.empty() ? "neither" : second->better;
    }
};

/// The metrics of the first table that the second has too (by name and tier, per-sample or not
/// alike), in its order; only those named, if any are. Errors: invalid_input when there are none,
/// with what each table has, and for a name that not both have.
Result<std::vector<ColumnPair>> common_columns(const ScoreTable& first,
                                               const ScoreTable& second,
                                               std::span<const std::string> names);

/// Warnings for what differs when versions may differ. Datasets of two versions, or of unknown
/// ones, are the same measure when each paired sample has the same question in both, as far as the
/// tables tell (ScoreTable::questions). Errors: invalid_input naming each difference of dataset or
/// evaluator version.
Result<std::vector<std::string>> check_same_measure(const ScoreTable& first,
                                                    const ScoreTable& second,
                                                    const Pairing& pairing,
                                                    std::span<const ColumnPair> columns,
                                                    Versions versions);

}  // namespace assay::experiment
