#pragma once
// A model in the role of grader. A judge turns one question into calls and their answers into one
// judgement; how a call reaches a model (cache, limits, fallbacks, budget) is its caller's
// business. Judges are immutable and may be used by many coroutines at once.

#include "async/task.hpp"
#include "domain/completion.hpp"
#include "domain/judgement.hpp"
#include "domain/message.hpp"
#include "providers/provider.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace assay::judge {

/// What is judged. Every text is untrusted.
struct Question {
    std::string input;                 ///< what the judged model was asked; may be empty
    std::string output;                ///< its answer
    std::vector<std::string> targets;  ///< accepted answers or references; may be empty
    std::vector<std::string> context;  ///< passages that the answer should rest on; may be empty
    std::string other_output;          ///< the other side of a pairwise comparison
};

/// Alternatives to ask for with Call::wants_logprobs: the most that OpenAI gives.
inline constexpr int top_token_count = 20;

/// One message exchange that a judge wants.
struct Call {
    std::vector<Message> messages;
    std::optional<Json> schema;  ///< the answer keeps to it; needs the capability
    bool wants_logprobs = false;
    std::int64_t tokens_max = 1024;
    double temperature = 0;
    std::uint32_t repeat_index = 0;  ///< tells repeated samples of one call apart
};

struct Reply {
    Completion completion;
    std::string model;  ///< `provider/name` that answered
    bool is_fallback = false;
};

/// Adds what a reply took to the judgement.
void count_reply(Judgement& judgement, const Reply& reply);

class Model {
  public:
    virtual ~Model() = default;
    /// Errors: infrastructure and budget, as Provider::complete.
    virtual async::Task<Reply> ask(Call call) = 0;
    /// The same during a run.
    [[nodiscard]] virtual providers::Capabilities capabilities() const = 0;
};

/// What a judge may use for one question.
struct Session {
    std::span<Model* const> models;  ///< as many as Judge::model_count() says
    std::string_view fence_secret;   ///< what no judged text can know; see fence.hpp
};

class Judge {
  public:
    virtual ~Judge() = default;

    /// Value, raw value, label, reason, mode, confidence, flags and what the calls took; who asked
    /// fills in the rest. What a model answers but cannot be read as a verdict is unscored, with a
    /// reason. Errors: those of Model::ask.
    [[nodiscard]] virtual async::Task<Judgement> judge(Question question,
                                                       Session session) const = 0;
    /// How its numbers will be made with such models. One judge, one mode.
    [[nodiscard]] virtual JudgeMode mode(providers::Capabilities capabilities) const = 0;
    /// Every option, defaults and generated parts included: what its content hash covers.
    [[nodiscard]] virtual JsonObject options() const = 0;
    /// What a judge must still ask a model for once, before it can judge; the completed options
    /// make a judge that asks no more. Nothing when it is complete.
    [[nodiscard]] virtual async::Task<std::optional<JsonObject>> complete(Session session) const;
    [[nodiscard]] virtual std::size_t model_count() const { return 1; }
    [[nodiscard]] virtual bool needs_other_output() const { return false; }
    /// Calls that one judgement takes, repairs not counted.
    [[nodiscard]] virtual std::uint32_t call_count(JudgeMode) const { return 1; }
};

/// One kind of judge. Each entry of judges.def defines one.
struct JudgeSpec {
    std::string_view name;
    int version;  ///< goes up when any prompt or number changes
    std::string_view summary;
    std::string_view source;
    /// Errors: invalid_input naming the option and what would be accepted.
    Result<std::unique_ptr<Judge>> (*make)(const JsonObject& options);
};

std::span<const JudgeSpec* const> all_judges();
/// Errors: not_found with the nearest name.
Result<const JudgeSpec*> find_judge(std::string_view name);

/// SHA-256 of the canonical JSON of kind, version, options and models: what changes the numbers
/// changes the hash. (The mode follows from these.)
std::string content_hash(const JudgeSpec& spec, const Judge& judge, const Json& models);

}  // namespace assay::judge
