#pragma once
// How many units an experiment needs, as `assay experiment plan` prints it. Pure functions.

#include "experiment/plan.hpp"

#include "core/result.hpp"

#include <cstddef>
#include <optional>
#include <vector>

namespace assay::experiment {

enum class SampleDesign { two_rates, two_means, paired };

struct SampleQuestion {
    SampleDesign design = SampleDesign::two_means;
    double effect = 0;              ///< > 0, in metric units
    double standard_deviation = 1;  ///< of values, or of the differences of pairs
    double baseline_ratio = 0.5;    ///< of rates
    Direction direction = Direction::higher;
    double group_ratio = 1;   ///< treatment units per control unit
    double cluster_size = 1;  ///< units that belong together
    double cluster_correlation = 0;
    stats::PowerAim aim;
    Method method = Method::fixed;
    StoppingRule stopping;  ///< looks and spending of group_sequential
};

struct SampleAnswer {
    double effect = 0;
    std::size_t control_count = 0;    ///< or of pairs
    std::size_t treatment_count = 0;  ///< 0 for pairs
    [[nodiscard]] std::size_t unit_count() const { return control_count + treatment_count; }

    bool operator==(const SampleAnswer&) const = default;
};

/// Errors: invalid_input for what no number of units can answer, such as a rate above 1.
Result<SampleAnswer> sample_size(const SampleQuestion& question);

/// The same for effects around the one asked for, smallest first, without those that no rate can
/// have. Never empty when sample_size() has an answer.
Result<std::vector<SampleAnswer>> sample_size_curve(const SampleQuestion& question);

/// Units of all variants for the primary metric's effect. Errors: invalid_input, naming what the
/// plan lacks.
Result<std::size_t> planned_unit_count(const ExperimentPlan& plan);

/// By how much a method multiplies the units of a test at one fixed look. Some seconds for those
/// that may be looked at any time.
Result<double> method_inflation(Method method,
                                const StoppingRule& stopping,
                                const stats::PowerAim& aim,
                                double fixed_count);

}  // namespace assay::experiment
