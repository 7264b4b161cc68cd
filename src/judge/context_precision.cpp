// Whether the passages that matter were ranked first.
#include "judge/statements.hpp"

namespace assay::judge {
namespace {

constexpr StatementTask task{
    .instructions =
        "The passages named context are numbered in the order in which a search returned them. "
        "Give one entry for each passage, in that order: name its content in a few words. It holds "
        "if the passage helps to arrive at the reference, or at a right answer to the input where "
        "there is no reference.",
    .entries = StatementTask::Entries::passages,
    .needs_context = true,
    .is_average_precision = true};

Result<std::unique_ptr<Judge>> make(const JsonObject& options) {
    return make_statement_judge(task, options);
}

}  // namespace

extern const JudgeSpec context_precision;
const JudgeSpec context_precision{
    .name = "context_precision",
    .version = 1,
    .summary = "Average precision of the context's passages: those that help should come first.",
    .source = "Es et al., RAGAS (2023)",
    .make = &make};

}  // namespace assay::judge
