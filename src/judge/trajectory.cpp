// Whether an agent did what it was expected to do.
#include "judge/statements.hpp"

namespace assay::judge {
namespace {

constexpr StatementTask task{
    .instructions =
        "The output is the record of an agent at work: its steps, tool calls and their results. "
        "The "
        "references are the steps expected of it. Give one entry for each reference, in order. It "
        "holds if the record shows that the step was done, in whatever words or by an equivalent "
        "tool call; intentions and claims without the act do not count.",
    .entries = StatementTask::Entries::references,
    .needs_target = true};

Result<std::unique_ptr<Judge>> make(const JsonObject& options) {
    return make_statement_judge(task, options);
}

}  // namespace

extern const JudgeSpec trajectory;
const JudgeSpec trajectory{
    .name = "trajectory",
    .version = 1,
    .summary = "Share of the expected steps (the targets) that the recorded agent took.",
    .source = "Yao et al., tau-bench (2024), judged step by step",
    .make = &make};

}  // namespace assay::judge
