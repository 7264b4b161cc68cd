#pragma once
// Intervals and p-values that stay valid however often one looks, exact from the first unit on, for
// rates and for scores within [0, 1]. Wider than confidence_sequence.hpp when scores hardly spread.
// Pure functions.
//
// Every function: invalid_argument for NaN, a sum outside [0, count], more than 1e12 units and
// wrong options; insufficient_data when an arm is empty.

#include "stats/confidence_sequence.hpp"

#include <cstddef>
#include <optional>

namespace assay::stats {

/// Successes of trials, or the sum of that many scores within [0, 1].
struct BoundedSum {
    double sum;
    std::size_t count;
};

struct BoundedSequenceOptions {
    double alpha = 0.05;
    double planned_count = 100;  ///< units an arm where the interval is tightest; fixed before, > 0
};

/// Of one mean; the e-value and the p-value are against null_ratio, within (0, 1), when given.
/// Source: Howard et al. 2021 (beta-binomial mixture).
SequentialLook bounded_mean_look(const BoundedSum& arm,
                                 std::optional<double> null_ratio,
                                 const BoundedSequenceOptions& options = {});

/// Of mean(treatment) - mean(control) of independent arms, the e-value against 0: the product of
/// both arms' mixtures at the means that fit together best. At most some milliseconds.
SequentialLook bounded_difference_look(const BoundedSum& control,
                                       const BoundedSum& treatment,
                                       const BoundedSequenceOptions& options = {});

}  // namespace assay::stats
