// One of a closed set of choices, each with a score: factuality and the like.
#include "judge/injection.hpp"
#include "judge/options.hpp"
#include "judge/verdict.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace assay::judge {
namespace {

struct Choice {
    std::string label;
    double value;  ///< 0 … 1
    std::string meaning;
};

struct Options {
    std::string question;
    std::vector<Choice> choices;
};

constexpr std::string_view factuality_question =
    "Compare the facts of the output with those of the reference. Style, grammar and punctuation "
    "do "
    "not matter. How do they relate?";

/// As graded by the factuality templates of OpenAI's evals and autoevals.
std::vector<Choice> factuality_choices() {
    return {
        {"A", 0.4, "The output states some of the reference's facts and none that contradict it."},
        {"B", 0.6, "The output states all of the reference's facts and further ones that fit."},
        {"C", 1, "The output states the same facts as the reference."},
        {"D", 0, "The output contradicts the reference."},
        {"E", 1, "They differ, but not in a way that matters for the facts."}};
}

Result<Choice> read_choice(std::string_view label, const Json& value) {
    Choice choice{.label = std::string(label), .value = 0, .meaning = {}};
    auto number = json_number(value);
    if (value.is_object()) {
        const JsonFields fields(value.get_object(), fmt::format("choice {}", label));
        CHECK_OK(fields.only(std::array<std::string_view, 2>{"score", "meaning"}));
        TRY(number, fields.number("score"));
        TRY(auto meaning, fields.optional_string("meaning"));
        choice.meaning = std::move(meaning).value_or("");
    }
    if (!number || !(*number >= 0 && *number <= 1))
        return fail(ErrorKind::invalid_input,
                    "choice '{}' is {}, expected a score from 0 to 1, or {{score, meaning}}",
                    label,
                    to_json_text(value));
    choice.value = *number;
    return choice;
}

Result<Options> read_options(const JsonObject& object) {
    CHECK_OK(check_known(object, {"question", "choices"}));
    const JsonFields fields(object, "classify");
    Options options;
    TRY(options.question, fields.string("question"));
    if (options.question == "factuality") {
        options.question = factuality_question;
        options.choices = factuality_choices();
    }
    if (const Json* choices = fields.find("choices")) {
        if (!choices->is_object())
            return fail(ErrorKind::invalid_input, "'choices' is not a map from label to score");
        options.choices.clear();
        for (const auto& member : choices->get_object()) {
            TRY(Choice choice, read_choice(member.key(), member.value()));
            options.choices.push_back(std::move(choice));
        }
    }
    if (options.choices.size() < 2)
        return fail(ErrorKind::invalid_input,
                    "'choices' needs at least two labels with a score each, for instance {{yes: 1, "
                    "no: 0}}; the question 'factuality' comes with its own");
    return options;
}

class Classify final : public Judge {
  public:
    explicit Classify(Options options) : options_(std::move(options)) {}

    [[nodiscard]] JudgeMode mode(providers::Capabilities) const override {
        return JudgeMode::verdict;
    }
    [[nodiscard]] JsonObject options() const override {
        JsonObject choices;
        for (const Choice& choice : options_.choices)
            choices[choice.label] = {{"score", choice.value}, {"meaning", choice.meaning}};
        return {{"question", options_.question}, {"choices", std::move(choices)}};
    }

    [[nodiscard]] async::Task<Judgement> judge(Question question, Session session) const override {
        const Fence fence(session.fence_secret, question);
        std::string instructions = fmt::format(
            "You answer one question about an output with one of the given choices.\n\nQuestion: "
            "{}\n\nChoices:\n",
            options_.question);
        for (const Choice& choice : options_.choices)
            instructions += fmt::format(
                "- {}{}{}\n", choice.label, choice.meaning.empty() ? "" : ": ", choice.meaning);
        instructions += "\n" + fence.declaration() + "\n";
        Call call{.messages = {{.role = Role::system, .content = std::move(instructions)},
                               {.role = Role::user,
                                .content = blocks_of(fence, question) +
                                           "\nThink it through, then give your choice.\n"}}};
        Judgement judgement{.mode = JudgeMode::verdict};
        const VerdictForm form = form_of();
        CO_TRY(
            const auto verdict,
            co_await ask_for_verdict(*session.models[0], std::move(call), form, fence, judgement));
        if (verdict) {
            judgement.label = json_view(verdict->at("choice").get_string());
            const Choice* choice = find(judgement.label);
            judgement.value = choice->value;
            judgement.raw = choice->value;
            if (verdict->at("reasoning").is_string())
                judgement.reason = json_view(verdict->at("reasoning").get_string());
        }
        if (is_injection_suspected(question.output))
            judgement.flags.push_back(JudgeFlag::injection_suspected);
        co_return judgement;
    }

  private:
    [[nodiscard]] const Choice* find(std::string_view label) const {
        const auto found = std::ranges::find(options_.choices, label, &Choice::label);
        return found == options_.choices.end() ? nullptr : &*found;
    }

    [[nodiscard]] VerdictForm form_of() const {
        JsonArray labels;
        for (const Choice& choice : options_.choices) labels.emplace_back(choice.label);
        const std::string names = to_json_text(labels);
        return {.properties = {{"reasoning", {{"type", "string"}}},
                               {"choice", {{"type", "string"}, {"enum", std::move(labels)}}}},
                .check = [this, names](const JsonObject& verdict) -> Result<void> {
                    const Json& choice = verdict.at("choice");
                    if (!choice.is_string() || find(json_view(choice.get_string())) == nullptr)
                        return fail(ErrorKind::invalid_input,
                                    "\"choice\" is {}, expected one of {}",
                                    to_json_text(choice),
                                    names);
                    return {};
                }};
    }

    Options options_;
};

Result<std::unique_ptr<Judge>> make(const JsonObject& object) {
    TRY(Options options, read_options(object));
    return std::make_unique<Classify>(std::move(options));
}

}  // namespace

extern const JudgeSpec classify;
const JudgeSpec classify{.name = "classify",
                         .version = 1,
                         .summary =
                             "Answers a question about the output with one of a closed set of "
                             "choices; 'factuality' is ready to use.",
                         .source =
                             "openai/evals, modelgraded templates (choice_strings, "
                             "choice_scores)",
                         .make = &make};

}  // namespace assay::judge
