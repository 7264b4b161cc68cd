#pragma once
// Which answers of production traffic are worth judging: a share of all, other shares for some
// kinds, and every failure. Pure; the same seed and id give the same answer anywhere, at any time.

#include "core/result.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace assay::experiment {

struct DrawPolicy {
    double share = 0.05;                   ///< probability of what no line below names, (0, 1]
    std::map<std::string, double> shares;  ///< by stratum, (0, 1]
    bool takes_failures = true;            ///< all of them
    std::uint64_t seed = 0;
};

/// Errors: invalid_input for a share outside (0, 1], naming the stratum.
Result<void> check_policy(const DrawPolicy& policy);

struct Draw {
    bool is_drawn;
    double inclusion_ratio;  ///< to be stored with what was drawn: estimates need it
};

/// Never 0, so that everything has a chance and estimates of the whole have no bias.
Draw draw_from_traffic(std::string_view id,
                       std::string_view stratum,
                       bool is_failure,
                       const DrawPolicy& policy);

}  // namespace assay::experiment
