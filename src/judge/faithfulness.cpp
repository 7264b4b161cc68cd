// How much of what the output states is supported by the context.
#include "judge/statements.hpp"

namespace assay::judge {
namespace {

constexpr StatementTask task{
    .instructions =
        "List every factual statement that the output makes, each in a sentence that stands alone. "
        "A statement holds if it follows from the passages named context, and from nothing else: "
        "what is true in the world but not there does not hold.",
    .needs_context = true};

Result<std::unique_ptr<Judge>> make(const JsonObject& options) {
    return make_statement_judge(task, options);
}

}  // namespace

extern const JudgeSpec faithfulness;
const JudgeSpec faithfulness{
    .name = "faithfulness",
    .version = 1,
    .summary = "Share of the output's statements that follow from the context.",
    .source = "Es et al., RAGAS: Automated Evaluation of Retrieval Augmented Generation (2023)",
    .make = &make};

}  // namespace assay::judge
