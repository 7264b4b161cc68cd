#include "experiment/assignment.hpp"

#include "core/hash.hpp"

#include <cmath>
#include <limits>
#include <string>

namespace assay::experiment {

std::size_t variant_of(const ExperimentPlan& plan, std::string_view unit) {
    std::size_t chosen = 0;
    double smallest = std::numeric_limits<double>::infinity();
    std::string key;
    for (std::size_t i = 0; i < plan.variants.size(); ++i) {
        const Variant& variant = plan.variants[i];
        // Lengths before texts, so that no two triples have the same bytes.
        key = std::to_string(plan.salt.size()) + ':' + std::to_string(variant.name.size()) + ':';
        key.append(plan.salt).append(variant.name).append(unit);
        const double uniform = (static_cast<double>(hash64(key) >> 11) + 0.5) * 0x1p-53;
        const double waiting = -std::log(uniform) / variant.allocation_ratio;
        if (waiting < smallest) {
            smallest = waiting;
            chosen = i;
        }
    }
    return chosen;
}

}  // namespace assay::experiment
