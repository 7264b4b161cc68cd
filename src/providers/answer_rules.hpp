#pragma once
// Answers by rule instead of by model: what the scripted provider and the mock server say. The file
// format is in docs/providers.md. One thread at a time: rules count their calls.

#include "core/result.hpp"
#include "domain/completion.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::providers {

/// A failure instead of an answer, as a server would send it.
struct ScriptedFault {
    int status;
    std::string message;
    std::optional<std::chrono::milliseconds> retry_after;

    bool operator==(const ScriptedFault&) const = default;
};

struct ScriptedAnswer {
    std::string text;
    std::chrono::milliseconds latency{0};
    std::optional<ScriptedFault> fault;
    std::vector<TokenAlternative> first_token;  ///< most likely first; empty unless the rule says
};

class AnswerRules {
  public:
    /// Says what it hears.
    static AnswerRules echo();
    /// Always the same text.
    static AnswerRules fixed(std::string text);
    /// YAML or JSON rules. Errors: not_found, invalid_input with file and line.
    static Result<AnswerRules> load(const std::string& file);
    /// The same from text; `file` is for messages.
    static Result<AnswerRules> parse(std::string_view text, std::string file);

    AnswerRules(AnswerRules&&) noexcept;
    AnswerRules& operator=(AnswerRules&&) noexcept;
    ~AnswerRules();

    /// The first rule that fits the input and whose fault, if it has one, is due. Without one: a
    /// fault with status 400.
    [[nodiscard]] ScriptedAnswer answer(std::string_view input);
    /// SHA-256 of the rules' text: other rules, other answers.
    [[nodiscard]] const std::string& content_hash() const;
    /// Counts and random numbers start again.
    void reset();

  private:
    struct State;
    explicit AnswerRules(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace assay::providers
