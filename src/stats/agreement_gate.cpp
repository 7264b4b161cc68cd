#include "stats/agreement_gate.hpp"

#include "core/assert.hpp"

#include <fmt/format.h>

namespace assay::stats {

std::string_view to_string(AgreementState state) {
    switch (state) {
        case AgreementState::collecting:
            return "collecting";
        case AgreementState::ok:
            return "ok";
        case AgreementState::watch:
            return "watch";
        case AgreementState::paused:
            return "paused";
    }
    ASSAY_ASSERT(false, "an AgreementState outside its enumerators");
}

bool AgreementGate::is_below(const AgreementLook& now) const {
    if (rule_.pause == PauseRule::estimate) return *now.alpha < rule_.pause_below;
    return now.interval && now.interval->high < rule_.pause_below;
}

AgreementState AgreementGate::look(const AgreementLook& now) {
    seen_unit_count_ = now.unit_count;
    const bool is_enough =
        now.unit_count >= rule_.unit_count_min && now.annotator_count >= rule_.annotator_count_min;
    if (!is_enough && state_ == AgreementState::collecting) {
        reason_ = fmt::format("{} units by {} annotators can be compared; {} by {} are needed.",
                              now.unit_count,
                              now.annotator_count,
                              rule_.unit_count_min,
                              rule_.annotator_count_min);
        return state_;
    }
    if (!is_enough || !now.alpha) {
        reason_ = "Alpha is undefined for now.";
        return state_;
    }
    const double alpha = *now.alpha;
    if (state_ == AgreementState::paused && alpha < rule_.resume_min) {
        reason_ =
            fmt::format("Alpha is {:.3f}; labelling resumes at {:g}, or when a person says so.",
                        alpha,
                        rule_.resume_min);
    } else if (is_below(now) && now.unit_count >= judged_from_unit_count_) {
        state_ = AgreementState::paused;
        reason_ = fmt::format("Alpha is {:.3f}, below {:g}.", alpha, rule_.pause_below);
    } else if (alpha < rule_.ok_min) {
        state_ = AgreementState::watch;
        reason_ = fmt::format("Alpha is {:.3f}, below {:g}.", alpha, rule_.ok_min);
    } else {
        state_ = AgreementState::ok;
        reason_ = fmt::format("Alpha is {:.3f}.", alpha);
    }
    return state_;
}

void AgreementGate::resume() {
    if (state_ != AgreementState::paused) return;
    state_ = AgreementState::watch;
    reason_ = "A person resumed labelling.";
    judged_from_unit_count_ = seen_unit_count_ + rule_.unit_count_min;
}

}  // namespace assay::stats
