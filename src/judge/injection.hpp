#pragma once
// A cheap look at judged text: does it address the judge instead of the question? A flag for a
// reader and for escalation, not a defence; the defence is the fence.

#include <string_view>

namespace assay::judge {

/// Whether the text holds one of the known ways to speak to a grader: orders to ignore what was
/// said, claims about its own score, verdicts in the form of well-known judge prompts, turns of a
/// chat format. Linear in the text; thread-safe.
bool is_injection_suspected(std::string_view text);

}  // namespace assay::judge
