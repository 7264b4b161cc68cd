#pragma once
// Intervals and p-values of an effect that stay valid however often one looks and whenever one
// stops. They need an effect that is near normal with its standard error: hundreds of units. For
// few units use bounded_sequence.hpp. Pure functions; the class is a value, not for concurrent use.
//
// Every look: invalid_argument for NaN, infinity, a negative standard error and wrong options;
// zero_variance for a standard error of 0; insufficient_data without units. Then only the estimate
// is given.

#include "stats/estimate.hpp"

#include <cstddef>
#include <optional>
#include <string_view>

namespace assay::stats {

/// What a rule that may be looked at any time says at one look.
struct SequentialLook {
    Status status = Status::ok;
    std::string_view method;
    std::optional<double> estimate;
    std::optional<double> standard_error;
    std::optional<Interval> interval;   ///< one of a sequence that holds at all looks at once
    std::optional<double> log_e_value;  ///< natural; evidence against "no effect" at this look
    std::optional<double> p_value;  ///< min(1, 1 / e) of this look; AlwaysValidPValue joins looks
    /// Whether there are enough units for the approximation behind it; else it may be shown, but
    /// nothing should be decided.
    bool may_decide = false;

    bool operator==(const SequentialLook&) const = default;
};

/// The p-value over all looks so far: 1 over the largest e-value. Below alpha at any time with
/// probability at most alpha when there is no effect.
class AlwaysValidPValue {
  public:
    /// A look without an e-value changes nothing.
    void add(const SequentialLook& look) {
        if (look.log_e_value && *look.log_e_value > log_e_value_max_)
            log_e_value_max_ = *look.log_e_value;
    }
    [[nodiscard]] double value() const;  ///< 1 before any look

  private:
    double log_e_value_max_ = 0;
};

struct ConfidenceSequenceOptions {
    double alpha = 0.05;
    /// N*: units of all arms together at which the interval is tightest; fixed before the start.
    double planned_count = 5000;
    /// Units of all arms together before anything may be decided.
    std::size_t count_min = 200;
};

/// Asymptotic confidence sequence, the default. count: units of all arms together, which stand for
/// time. standard_error: of the estimate, as from arm_effect().
/// Source: Waudby-Smith, Arbour, Sinha, Kennedy & Ramdas 2021 (arXiv 2103.06476).
SequentialLook confidence_sequence(double estimate,
                                   double standard_error,
                                   std::size_t count,
                                   const ConfidenceSequenceOptions& options = {});

struct Guardrail {
    double margin;  ///< harm that is still accepted, >= 0, in units of the harm
    ConfidenceSequenceOptions sequence = {};
};

struct GuardrailLook {
    Status status = Status::ok;
    std::optional<double> harm;
    std::optional<double> harm_low;     ///< the harm is above this, at all looks at once
    std::optional<double> log_e_value;  ///< evidence that the harm is above the margin
    std::optional<double> p_value;      ///< of this look
    bool may_decide = false;
    bool is_breached = false;  ///< harm_low is above the margin and may_decide: halt

    bool operator==(const GuardrailLook&) const = default;
};

/// One-sided: harm is how much worse the treatment is (mean(control) - mean(treatment) where more
/// is better). A harmless treatment is halted with probability at most alpha, over all looks.
GuardrailLook guardrail_look(double harm,
                             double standard_error,
                             std::size_t count,
                             const Guardrail& guardrail);

struct SequentialTestOptions {
    double alpha = 0.05;
    double effect_variance;  ///< tau^2 > 0 of the effects that are likely, in squared effect units
    std::size_t count_min = 200;
};

/// Mixture sequential probability ratio test: the same idea with the mixture in units of the
/// effect. log_e_value is the logarithm of its Lambda.
/// Source: Robbins 1970; Johari, Koomen, Pekelis & Walsh 2022.
SequentialLook mixture_ratio_test(double estimate,
                                  double standard_error,
                                  std::size_t count,
                                  const SequentialTestOptions& options);

}  // namespace assay::stats
