#pragma once
// What a test of "no difference" returns. Value type.

#include "stats/estimate.hpp"

#include <cmath>
#include <optional>
#include <span>
#include <string_view>

namespace assay::stats {

struct HypothesisTest {
    Status status = Status::ok;
    std::string_view method;               ///< e.g. `welch t`
    std::optional<double> estimate;        ///< the difference, where the test has one
    std::optional<double> standard_error;  ///< of the estimate
    std::optional<double> statistic;
    std::optional<double> degrees_of_freedom;
    /// Two-sided; from the distribution's upper tail, so that tiny values do not become 0.
    std::optional<double> p_value;
    std::optional<Interval> interval;  ///< of the estimate

    bool operator==(const HypothesisTest&) const = default;
};

inline bool all_finite(std::span<const double> values) {
    for (const double value : values)
        if (!std::isfinite(value)) return false;
    return true;
}

/// Whether no two values differ; also true of nothing.
inline bool all_equal(std::span<const double> values) {
    for (const double value : values)
        if (value != values.front()) return false;
    return true;
}

}  // namespace assay::stats
