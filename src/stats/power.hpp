#pragma once
// How many samples does it take to see a difference, how likely is it seen with so many, and how
// small a difference can be seen? For means; rates are in rate_power.hpp. Pure functions.
//
// Counts are planned as real numbers: whole_count() rounds up. The sign of an effect does not
// matter; a one-sided test is taken to look in its direction.
// Every function: invalid_argument for NaN, infinity, an effect or variance of 0 or below where one
// is needed, alpha or power outside (0, 1), power not above alpha, groups more than a million times
// as large as the other and counts above 1e15; insufficient_data for fewer samples than the test
// needs.

#include "stats/estimate.hpp"

#include <cstddef>
#include <optional>

namespace assay::stats {

enum class Sides { one, two };

struct PowerAim {
    double alpha = 0.05;       ///< chance to see a difference that is not there
    double power_ratio = 0.8;  ///< chance to see the one that is
    Sides sides = Sides::two;
};

struct Planned {
    Status status = Status::ok;
    std::optional<double> value;

    bool operator==(const Planned&) const = default;
};

/// The smallest whole number of samples that is enough.
std::optional<std::size_t> whole_count(const Planned& count);

// Welch's or Student's t test of two groups with equal variances. effect: Cohen's d.
// group_ratio: treatment samples per control sample.

Planned two_sample_t_power(
    double effect, double control_count, double treatment_count, double alpha, Sides sides);
/// Samples of the control group, from the noncentral t distribution; at least 2 a group.
Planned two_sample_t_count(double effect, double group_ratio, const PowerAim& aim);
/// The smallest d that the aim allows.
Planned two_sample_t_effect(double control_count, double treatment_count, const PowerAim& aim);
/// As two_sample_t_count() with the normal distribution, which is 1 to 2 too low.
Planned two_sample_normal_count(double effect, double group_ratio, const PowerAim& aim);

// Paired t test. effect: Cohen's dz, the mean difference over the deviation of the differences.

Planned paired_t_power(double effect, double pair_count, double alpha, Sides sides);
Planned paired_t_count(double effect, const PowerAim& aim);
Planned paired_t_effect(double pair_count, const PowerAim& aim);
Planned paired_normal_count(double effect, const PowerAim& aim);

/// Two models on the same questions, each asked several times a question.
struct EvaluationDesign {
    /// Of the difference between the models' true scores from question to question.
    double question_variance = 0;
    double first_answer_variance = 0;  ///< of one model's scores within a question, >= 0
    double second_answer_variance = 0;
    double first_answer_count = 1;  ///< answers a question, >= 1
    double second_answer_count = 1;
};

/// (z_alpha + z_power)^2 (variance of a question's difference) / effect^2. effect: in score units.
/// Source: Miller 2024, "Adding error bars to evals".
Planned evaluation_question_count(const EvaluationDesign& design,
                                  double effect,
                                  const PowerAim& aim);
Planned evaluation_power(const EvaluationDesign& design,
                         double effect,
                         double question_count,
                         double alpha,
                         Sides sides);
Planned evaluation_effect(const EvaluationDesign& design,
                          double question_count,
                          const PowerAim& aim);

/// By how much clusters of equal size multiply the samples needed: 1 + (size - 1) * correlation.
/// cluster_size >= 1; intraclass_correlation in [0, 1]. Source: Kish 1965.
Planned design_effect(double cluster_size, double intraclass_correlation);

}  // namespace assay::stats
