#pragma once
// Whether labelling may go on: a small state machine over the agreement of raters. Value types.

#include "stats/estimate.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace assay::stats {

enum class AgreementState {
    collecting,  ///< too little to judge by
    ok,
    watch,   ///< close to the line
    paused,  ///< below it, until it is far enough above or a person resumes
};

std::string_view to_string(AgreementState state);

enum class PauseRule {
    estimate,     ///< the value is below the line: every look is another chance of a false pause
    upper_bound,  ///< the whole interval is below it
};

struct AgreementRule {
    double ok_min = 0.7;
    double pause_below = 0.6;
    double resume_min = 0.65;  ///< above pause_below, so that it does not flicker
    std::size_t unit_count_min = 20;
    std::size_t annotator_count_min = 2;
    PauseRule pause = PauseRule::estimate;
};

/// What is known at one look.
struct AgreementLook {
    std::optional<double> alpha;  ///< null: undefined
    std::optional<Interval> interval;
    std::size_t unit_count = 0;  ///< pairable
    std::size_t annotator_count = 0;
};

class AgreementGate {
  public:
    explicit AgreementGate(const AgreementRule& rule = {}) : rule_(rule) {}

    /// The state after a look. An undefined alpha changes nothing once there was enough to judge
    /// by; a look without the interval that the rule asks for does not pause.
    AgreementState look(const AgreementLook& now);
    /// A person takes it on them: watch, and no further pause before unit_count_min more units have
    /// come in. Nothing unless paused.
    void resume();

    [[nodiscard]] AgreementState state() const { return state_; }
    [[nodiscard]] const std::string& reason() const { return reason_; }  ///< a sentence

  private:
    [[nodiscard]] bool is_below(const AgreementLook& now) const;

    AgreementRule rule_;
    AgreementState state_ = AgreementState::collecting;
    std::string reason_ = "Nothing has been looked at yet.";
    std::size_t seen_unit_count_ = 0;
    std::size_t judged_from_unit_count_ = 0;  ///< a person's resumption holds until then
};

}  // namespace assay::stats
