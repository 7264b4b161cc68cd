// G-Eval (Liu et al., 2023): a criterion, steps to evaluate it, a form to fill in. With log
// probabilities the score is the expected grade; without, the mean of several sampled answers.
#include "judge/criteria.hpp"
#include "judge/injection.hpp"
#include "judge/options.hpp"
#include "judge/token_weights.hpp"
#include "judge/verdict.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>

namespace assay::judge {
namespace {

constexpr double covered_ratio_least = 0.5;
constexpr std::int64_t sample_count_default = 5;
constexpr std::int64_t sample_count_max = 100;

struct Options {
    std::string name;  ///< of the criterion
    std::string description;
    std::vector<std::string> steps;  ///< empty: to be generated
    GradeScale scale;
    std::int64_t sample_count = sample_count_default;
    std::optional<JudgeMode> wanted_mode;
};

Result<Options> read_options(const JsonObject& object) {
    CHECK_OK(
        check_known(object, {"criteria", "criterion_name", "steps", "scale", "samples", "mode"}));
    const JsonFields fields(object, "g_eval");
    Options options;
    TRY(options.description, fields.string("criteria"));
    TRY(const auto name, fields.optional_string("criterion_name"));
    options.name = name.value_or("quality");
    if (const ReadyCriterion* ready = find_ready_criterion(options.description)) {
        options.name = ready->name;
        options.description = ready->description;
        options.steps.assign(ready->steps.begin(), ready->steps.end());
    }
    if (options.description.empty())
        return fail(ErrorKind::invalid_input, "'criteria' is empty: say in words what to grade");
    if (const Json* steps = fields.find("steps")) {
        TRY(options.steps, read_texts(*steps, "steps"));
    }
    TRY(options.scale, read_scale(object));
    TRY(const auto samples, fields.optional_integer("samples"));
    options.sample_count = samples.value_or(sample_count_default);
    if (options.sample_count < 1 || options.sample_count > sample_count_max)
        return fail(ErrorKind::invalid_input,
                    "'samples' is {}, expected 1 to {}",
                    options.sample_count,
                    sample_count_max);
    TRY(const auto mode, fields.optional_string("mode"));
    if (mode && *mode != "logprobs" && *mode != "samples")
        return fail(
            ErrorKind::invalid_input, "'mode' is '{}', expected logprobs or samples", *mode);
    if (mode) options.wanted_mode = *mode == "logprobs" ? JudgeMode::logprobs : JudgeMode::samples;
    return options;
}

Result<std::int64_t> grade_in(const JsonObject& verdict, const GradeScale& scale) {
    const auto number = json_number(verdict.at("score"));
    if (!number || *number != std::floor(*number) ||
        !scale.holds(static_cast<std::int64_t>(*number)))
        return fail(ErrorKind::invalid_input,
                    "\"score\" is {}, expected an integer from {} to {}",
                    to_json_text(verdict.at("score")),
                    scale.low,
                    scale.high);
    return static_cast<std::int64_t>(*number);
}

std::optional<std::int64_t> whole_number(std::string_view text) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

class GEval final : public Judge {
  public:
    explicit GEval(Options options) : options_(std::move(options)) {}

    [[nodiscard]] JudgeMode mode(providers::Capabilities capabilities) const override {
        if (options_.wanted_mode) return *options_.wanted_mode;
        return capabilities.logprobs ? JudgeMode::logprobs : JudgeMode::samples;
    }
    [[nodiscard]] std::uint32_t call_count(JudgeMode mode) const override {
        return mode == JudgeMode::samples ? static_cast<std::uint32_t>(options_.sample_count) : 1;
    }
    [[nodiscard]] JsonObject options() const override {
        JsonObject object{{"criteria", options_.description},
                          {"criterion_name", options_.name},
                          {"scale", to_json(options_.scale)},
                          {"samples", options_.sample_count}};
        if (!options_.steps.empty()) object["steps"] = to_json_list(options_.steps);
        if (options_.wanted_mode) object["mode"] = to_string(*options_.wanted_mode);
        return object;
    }

    [[nodiscard]] async::Task<std::optional<JsonObject>> complete(Session session) const override;
    [[nodiscard]] async::Task<Judgement> judge(Question question, Session session) const override;

  private:
    [[nodiscard]] async::Task<Judgement> judge_by_tokens(Call call, Session session) const;
    [[nodiscard]] async::Task<Judgement> judge_by_samples(Call call,
                                                          const Fence& fence,
                                                          Session session) const;
    [[nodiscard]] std::string instructions(const Fence& fence) const;

    Options options_;
};

/// Asked once for a criterion of the user's own; the answer is part of the judge from then on.
async::Task<std::optional<JsonObject>> GEval::complete(Session session) const {
    if (!options_.steps.empty()) co_return std::optional<JsonObject>{};
    const Fence fence(session.fence_secret, {});
    Call call{.messages = {{.role = Role::system,
                            .content = "You prepare the work of people who grade texts."},
                           {.role = Role::user,
                            .content = fmt::format(
                                "An output that answers an input will be graded from {} to {} on "
                                "this criterion.\n\nCriterion: {}\n\nWrite three to six steps by "
                                "which a careful person finds the grade. Name what to look for and "
                                "how to weigh it; do not repeat the criterion.\n",
                                options_.scale.low,
                                options_.scale.high,
                                options_.description)}}};
    const VerdictForm form{
        .properties = {{"steps", {{"type", "array"}, {"items", {{"type", "string"}}}}}},
        .check = [](const JsonObject& verdict) -> Result<void> {
            CHECK_OK(read_texts(verdict.at("steps"), "steps"));
            return {};
        }};
    Judgement taken;
    CO_TRY(const auto verdict,
           co_await ask_for_verdict(*session.models[0], std::move(call), form, fence, taken));
    if (!verdict)
        co_return fail(ErrorKind::invalid_input,
                       "the model gave no evaluation steps ({}); write them under 'steps'",
                       taken.reason);
    JsonObject completed = options();
    completed["steps"] = verdict->at("steps");
    co_return std::optional(std::move(completed));
}

std::string GEval::instructions(const Fence& fence) const {
    std::string text = fmt::format(
        "You grade one output on one criterion, from {} (worst) to {} (best).\n\n"
        "Criterion: {}. {}\n\nSteps:\n",
        options_.scale.low,
        options_.scale.high,
        options_.name,
        options_.description);
    for (std::size_t i = 0; i < options_.steps.size(); ++i)
        text += fmt::format("{}. {}\n", i + 1, options_.steps[i]);
    text += "\n" + fence.declaration() + "\n";
    return text;
}

async::Task<Judgement> GEval::judge(Question question, Session session) const {
    const Fence fence(session.fence_secret, question);
    Call call{.messages = {{.role = Role::system, .content = instructions(fence)},
                           {.role = Role::user, .content = blocks_of(fence, question)}}};
    const JudgeMode how = mode(session.models[0]->capabilities());
    auto judgement = how == JudgeMode::logprobs
                         ? co_await judge_by_tokens(std::move(call), session)
                         : co_await judge_by_samples(std::move(call), fence, session);
    if (judgement && is_injection_suspected(question.output))
        judgement->flags.push_back(JudgeFlag::injection_suspected);
    co_return judgement;
}

async::Task<Judgement> GEval::judge_by_tokens(Call call, Session session) const {
    call.messages.back().content +=
        fmt::format("\nEvaluation form: the grade alone, an integer from {} to {}.\n- {}:",
                    options_.scale.low,
                    options_.scale.high,
                    options_.name);
    call.wants_logprobs = true;
    call.tokens_max = 4;
    Judgement judgement{.mode = JudgeMode::logprobs};
    CO_TRY(const Reply reply, co_await session.models[0]->ask(std::move(call)));
    count_reply(judgement, reply);
    if (reply.completion.logprobs.empty()) {
        judgement.reason = "the model gave no log probabilities; set 'mode: samples'";
        co_return judgement;
    }
    const auto grades = weigh_first_token(reply.completion.logprobs,
                                          [this](std::string_view token) -> std::optional<double> {
                                              const auto grade = whole_number(token);
                                              if (!grade || !options_.scale.holds(*grade))
                                                  return std::nullopt;
                                              return static_cast<double>(*grade);
                                          });
    judgement.confidence = grades ? grades->covered_ratio : 0.0;
    if (!grades || grades->covered_ratio < covered_ratio_least) {
        judgement.reason = fmt::format(
            "the answer does not start with a grade (grades have {:.0f} % of the probability, at "
            "least {:.0f} % are needed)",
            100 * *judgement.confidence,
            100 * covered_ratio_least);
        co_return judgement;
    }
    judgement.raw = grades->mean;
    judgement.value = options_.scale.ratio(grades->mean);
    co_return judgement;
}

async::Task<Judgement> GEval::judge_by_samples(Call call,
                                               const Fence& fence,
                                               Session session) const {
    call.messages.back().content += fmt::format(
        "\nGo through the steps, then give the grade for \"{}\", an integer from {} to {}.\n",
        options_.name,
        options_.scale.low,
        options_.scale.high);
    const VerdictForm form{
        .properties = {{"reasoning", {{"type", "string"}}}, {"score", {{"type", "integer"}}}},
        .check = [scale = options_.scale](const JsonObject& verdict) -> Result<void> {
            CHECK_OK(grade_in(verdict, scale));
            return {};
        }};
    call.temperature = options_.sample_count > 1 ? 1 : 0;
    Judgement judgement{.mode = JudgeMode::samples};
    std::map<std::int64_t, int> counts;
    double sum = 0;
    int graded_count = 0;
    for (std::int64_t i = 0; i < options_.sample_count; ++i) {
        call.repeat_index = static_cast<std::uint32_t>(i);
        CO_TRY(const auto verdict,
               co_await ask_for_verdict(*session.models[0], call, form, fence, judgement));
        if (!verdict) continue;
        CO_TRY(const std::int64_t grade, grade_in(*verdict, options_.scale));
        ++counts[grade];
        ++graded_count;
        sum += static_cast<double>(grade);
        const Json& reasoning = verdict->at("reasoning");
        if (judgement.reason.empty() && reasoning.is_string())
            judgement.reason = json_view(reasoning.get_string());
    }
    if (graded_count == 0) co_return judgement;
    int most = 0;
    for (const auto& [grade, count] : counts) most = std::max(most, count);
    judgement.raw = sum / graded_count;
    judgement.value = options_.scale.ratio(*judgement.raw);
    judgement.confidence = static_cast<double>(most) / graded_count;
    co_return judgement;
}

Result<std::unique_ptr<Judge>> make(const JsonObject& object) {
    TRY(Options options, read_options(object));
    return std::make_unique<GEval>(std::move(options));
}

}  // namespace

extern const JudgeSpec g_eval;
const JudgeSpec g_eval{
    .name = "g_eval",
    .version = 1,
    .summary = "Grades one criterion by steps, weighing grades by their token probabilities.",
    .source = "Liu et al., G-Eval: NLG Evaluation using GPT-4 with Better Human Alignment (2023)",
    .make = &make};

}  // namespace assay::judge
