// Which of two outputs is better? Asked in both orders; a side wins only if it wins both times
// (Zheng et al., 2023).
#include "judge/injection.hpp"
#include "judge/options.hpp"
#include "judge/pairwise_outcome.hpp"
#include "judge/verdict.hpp"

#include <fmt/format.h>

namespace assay::judge {
namespace {

constexpr std::string_view default_criteria =
    "Which output answers the input better? Weigh correctness first, then how well it does what "
    "was "
    "asked. Length and style matter only where the input asks for them.";

Result<Winner> winner_in(const JsonObject& verdict) {
    const Json& value = verdict.at("winner");
    const std::string_view text =
        value.is_string() ? json_view(value.get_string()) : std::string_view();
    if (text == "first") return Winner::first;
    if (text == "second") return Winner::second;
    if (text == "tie") return Winner::tie;
    return fail(ErrorKind::invalid_input,
                "\"winner\" is {}, expected \"first\", \"second\" or \"tie\"",
                to_json_text(value));
}

class Pairwise final : public Judge {
  public:
    explicit Pairwise(std::string criteria) : criteria_(std::move(criteria)) {}

    [[nodiscard]] JudgeMode mode(providers::Capabilities) const override {
        return JudgeMode::verdict;
    }
    [[nodiscard]] JsonObject options() const override { return {{"criteria", criteria_}}; }
    [[nodiscard]] bool needs_other_output() const override { return true; }
    [[nodiscard]] std::uint32_t call_count(JudgeMode) const override { return 2; }

    [[nodiscard]] async::Task<Judgement> judge(Question question, Session session) const override {
        Judgement judgement{.mode = JudgeMode::verdict};
        CO_TRY(const auto straight,
               co_await ask(question, question.output, question.other_output, session, judgement));
        CO_TRY(const auto swapped,
               co_await ask(question, question.other_output, question.output, session, judgement));
        if (straight && swapped) {
            const PairwiseOutcome outcome = combine(*straight, *swapped);
            judgement.value = outcome.value();
            judgement.raw = judgement.value;
            judgement.label = outcome.label();
            if (outcome.is_flip) judgement.flags.push_back(JudgeFlag::position_flip);
        }
        if (is_injection_suspected(question.output) ||
            is_injection_suspected(question.other_output))
            judgement.flags.push_back(JudgeFlag::injection_suspected);
        co_return judgement;
    }

  private:
    /// Of one order. Nothing when there is no verdict.
    async::Task<std::optional<Winner>> ask(const Question& question,
                                           const std::string& first,
                                           const std::string& second,
                                           Session session,
                                           Judgement& judgement) const {
        const Fence fence(session.fence_secret, question);
        std::string text;
        if (!question.input.empty()) text += fence.block("input", question.input);
        for (const std::string& target : question.targets) text += fence.block("reference", target);
        text += fence.block("first output", first) + fence.block("second output", second);
        text += "\nThink it through, then name the winner: \"first\", \"second\" or \"tie\".\n";
        Call call{
            .messages = {{.role = Role::system,
                          .content = fmt::format(
                              "You compare two outputs for the same input.\n\n{}\n\nThe order "
                              "in which they are shown means nothing.\n\n{}\n",
                              criteria_,
                              fence.declaration())},
                         {.role = Role::user, .content = std::move(text)}}};
        const VerdictForm form{
            .properties = {{"reasoning", {{"type", "string"}}},
                           {"winner",
                            {{"type", "string"}, {"enum", JsonArray{"first", "second", "tie"}}}}},
            .check = [](const JsonObject& verdict) -> Result<void> {
                CHECK_OK(winner_in(verdict));
                return {};
            }};
        CO_TRY(
            const auto verdict,
            co_await ask_for_verdict(*session.models[0], std::move(call), form, fence, judgement));
        if (!verdict) co_return std::optional<Winner>{};
        CO_TRY(const Winner winner, winner_in(*verdict));
        if (judgement.reason.empty() && verdict->at("reasoning").is_string())
            judgement.reason = json_view(verdict->at("reasoning").get_string());
        co_return std::optional(winner);
    }

    std::string criteria_;
};

Result<std::unique_ptr<Judge>> make(const JsonObject& object) {
    CHECK_OK(check_known(object, {"criteria"}));
    TRY(auto criteria, JsonFields(object, "pairwise").optional_string("criteria"));
    return std::make_unique<Pairwise>(std::move(criteria).value_or(std::string(default_criteria)));
}

}  // namespace

extern const JudgeSpec pairwise;
const JudgeSpec pairwise{
    .name = "pairwise",
    .version = 1,
    .summary = "Compares the output with another one in both orders: 1 win, 0.5 tie, 0 loss.",
    .source = "Zheng et al., Judging LLM-as-a-Judge with MT-Bench and Chatbot Arena (2023)",
    .make = &make};

}  // namespace assay::judge
