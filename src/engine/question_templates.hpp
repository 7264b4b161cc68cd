#pragma once
// What a judge is shown of a sample: its input, answer and targets, and what the evaluator's own
// templates take from the sample's columns. Immutable; thread-safe.

#include "judge/judge.hpp"

#include "domain/sample_result.hpp"
#include "engine/judging_spec.hpp"
#include "prompts/template.hpp"

#include <optional>
#include <string>
#include <vector>

namespace assay::engine {

class QuestionTemplates {
  public:
    /// Errors: invalid_input for a template that does not compile.
    static Result<QuestionTemplates> compile(const JudgeRequest& request);

    /// Errors: invalid_input naming template and variable.
    [[nodiscard]] Result<judge::Question> question(const SampleResult& result) const;
    /// Columns that the templates read.
    [[nodiscard]] std::vector<std::string> variables() const;

  private:
    QuestionTemplates() = default;

    std::optional<prompts::Template> input_;
    std::vector<prompts::Template> context_;
    std::optional<prompts::Template> against_;
};

}  // namespace assay::engine
