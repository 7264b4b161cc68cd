// How much of what the output says answers the input.
#include "judge/statements.hpp"

namespace assay::judge {
namespace {

constexpr StatementTask task{
    .instructions =
        "List every statement that the output makes, each in a sentence that stands alone. A "
        "statement holds if it helps to answer the input; asides, padding and answers to other "
        "questions do not hold. Whether a statement is true does not matter here."};

Result<std::unique_ptr<Judge>> make(const JsonObject& options) {
    return make_statement_judge(task, options);
}

}  // namespace

extern const JudgeSpec answer_relevancy;
const JudgeSpec answer_relevancy{
    .name = "answer_relevancy",
    .version = 1,
    .summary = "Share of the output's statements that help to answer the input.",
    .source = "Es et al., RAGAS (2023); by statements instead of embeddings of generated questions",
    .make = &make};

}  // namespace assay::judge
