// How much of what the reference says could have been found in the context.
#include "judge/statements.hpp"

namespace assay::judge {
namespace {

constexpr StatementTask task{
    .instructions =
        "List every factual statement that the reference makes, each in a sentence that stands "
        "alone. A statement holds if it follows from the passages named context. The output does "
        "not matter here.",
    .needs_context = true,
    .needs_target = true};

Result<std::unique_ptr<Judge>> make(const JsonObject& options) {
    return make_statement_judge(task, options);
}

}  // namespace

extern const JudgeSpec context_recall;
const JudgeSpec context_recall{
    .name = "context_recall",
    .version = 1,
    .summary = "Share of the reference's statements that follow from the context.",
    .source = "Es et al., RAGAS (2023)",
    .make = &make};

}  // namespace assay::judge
