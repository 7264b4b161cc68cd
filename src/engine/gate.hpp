#pragma once
// Conditions on a run that decide the exit code: `exact_match.mean >= 0.8`, `bleu.value >= baseline
// - 0.5`, `errors.rate <= 0.01`, `cost.usd < 5`, `latency.p95_ms <= 800`.

#include "core/result.hpp"
#include "report/run_report.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace assay::engine {

enum class Comparison { less, less_equal, greater, greater_equal, equal, not_equal };

/// A condition, parsed: `subject.quantity comparison threshold`, the threshold a number or the
/// baseline's own value of the same quantity plus an offset.
struct GateCondition {
    std::string text;
    std::string
        subject;  ///< an evaluator's name, or `errors`, `unscored`, `cost`, `latency`, `samples`
    std::string quantity;
    Comparison comparison;
    bool is_relative = false;  ///< to the baseline
    double threshold = 0;      ///< the number, or the offset to the baseline
};

/// Errors: invalid_input that shows the condition and what would be accepted.
Result<GateCondition> parse_gate(std::string_view text);

/// Checks the conditions' subjects and quantities against the run's evaluators before anything is
/// spent. Errors: invalid_input with the nearest known name.
Result<std::vector<GateCondition>> parse_gates(std::span<const std::string> texts,
                                               std::span<const std::string> evaluator_names);

/// Judges every condition. An undefined value fails its condition and says why.
std::vector<report::GateResult> judge_gates(std::span<const GateCondition> gates,
                                            const report::RunReport& report,
                                            const std::optional<report::RunReport>& baseline);

}  // namespace assay::engine
