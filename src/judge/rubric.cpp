// Several criteria, each with described levels, graded in one call; the score is their weighted
// mean.
#include "judge/injection.hpp"
#include "judge/options.hpp"
#include "judge/verdict.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace assay::judge {
namespace {

struct Criterion {
    std::string name;
    std::string description;
    std::vector<std::string> levels;  ///< worst first; a grade is a position from 1
    double weight = 1;
};

Result<Criterion> read_criterion(const Json& value) {
    if (!value.is_object())
        return fail(ErrorKind::invalid_input,
                    "a criterion is {}, expected {{name, levels, description, weight}}",
                    json_type_name(value));
    const JsonFields fields(value.get_object(), "criterion");
    CHECK_OK(
        fields.only(std::array<std::string_view, 4>{"name", "description", "levels", "weight"}));
    Criterion criterion;
    TRY(criterion.name, fields.string("name"));
    TRY(auto description, fields.optional_string("description"));
    criterion.description = std::move(description).value_or("");
    const Json* levels = fields.find("levels");
    if (levels == nullptr)
        return fail(ErrorKind::invalid_input,
                    "criterion '{}' needs 'levels', a list of descriptions, worst first",
                    criterion.name);
    TRY(criterion.levels, read_texts(*levels, "levels"));
    if (criterion.levels.size() < 2)
        return fail(ErrorKind::invalid_input,
                    "criterion '{}' has one level, expected at least two",
                    criterion.name);
    TRY(const auto weight, fields.optional_number("weight"));
    criterion.weight = weight.value_or(1);
    if (!(criterion.weight > 0 && criterion.weight <= 1e6))
        return fail(ErrorKind::invalid_input,
                    "criterion '{}' has weight {}, expected a number above 0",
                    criterion.name,
                    criterion.weight);
    return criterion;
}

Result<std::vector<Criterion>> read_options(const JsonObject& object) {
    CHECK_OK(check_known(object, {"criteria"}));
    const Json* list = object.if_contains("criteria");
    if (list == nullptr || !list->is_array() || list->get_array().empty())
        return fail(ErrorKind::invalid_input,
                    "'criteria' is a list of {{name, levels}}: what to grade, levels worst first");
    std::vector<Criterion> criteria;
    for (const Json& item : list->get_array()) {
        TRY(Criterion criterion, read_criterion(item));
        if (std::ranges::find(criteria, criterion.name, &Criterion::name) != criteria.end())
            return fail(ErrorKind::invalid_input, "two criteria are named '{}'", criterion.name);
        criteria.push_back(std::move(criterion));
    }
    return criteria;
}

Result<std::int64_t> level_in(const JsonObject& verdict, const Criterion& criterion) {
    const Json& value = verdict.at(criterion.name);
    const auto number = json_number(value);
    if (!number || *number != std::floor(*number) || *number < 1 ||
        *number > static_cast<double>(criterion.levels.size()))
        return fail(ErrorKind::invalid_input,
                    "\"{}\" is {}, expected an integer from 1 to {}",
                    criterion.name,
                    to_json_text(value),
                    criterion.levels.size());
    return static_cast<std::int64_t>(*number);
}

class Rubric final : public Judge {
  public:
    explicit Rubric(std::vector<Criterion> criteria) : criteria_(std::move(criteria)) {}

    [[nodiscard]] JudgeMode mode(providers::Capabilities) const override {
        return JudgeMode::verdict;
    }
    [[nodiscard]] JsonObject options() const override {
        JsonArray list;
        for (const Criterion& criterion : criteria_)
            list.push_back({{"name", criterion.name},
                            {"description", criterion.description},
                            {"levels", to_json_list(criterion.levels)},
                            {"weight", criterion.weight}});
        return {{"criteria", std::move(list)}};
    }

    [[nodiscard]] async::Task<Judgement> judge(Question question, Session session) const override {
        const Fence fence(session.fence_secret, question);
        Call call{.messages = {{.role = Role::system, .content = instructions(fence)},
                               {.role = Role::user,
                                .content = blocks_of(fence, question) +
                                           "\nThink it through, then give the level reached on "
                                           "each criterion.\n"}}};
        Judgement judgement{.mode = JudgeMode::verdict};
        const VerdictForm form = form_of();
        CO_TRY(
            const auto verdict,
            co_await ask_for_verdict(*session.models[0], std::move(call), form, fence, judgement));
        if (verdict) {
            CO_CHECK_OK(grade(*verdict, judgement));
        }
        if (is_injection_suspected(question.output))
            judgement.flags.push_back(JudgeFlag::injection_suspected);
        co_return judgement;
    }

  private:
    Result<void> grade(const JsonObject& verdict, Judgement& judgement) const {
        double weight_sum = 0;
        double weighted_sum = 0;
        for (const Criterion& criterion : criteria_) {
            TRY(const std::int64_t level, level_in(verdict, criterion));
            const double ratio =
                static_cast<double>(level - 1) / static_cast<double>(criterion.levels.size() - 1);
            weight_sum += criterion.weight;
            weighted_sum += criterion.weight * ratio;
            judgement.label +=
                fmt::format("{}{} {}", judgement.label.empty() ? "" : ", ", criterion.name, level);
        }
        judgement.raw = weighted_sum / weight_sum;
        judgement.value = judgement.raw;
        if (verdict.at("reasoning").is_string())
            judgement.reason = json_view(verdict.at("reasoning").get_string());
        return {};
    }

    [[nodiscard]] std::string instructions(const Fence& fence) const {
        std::string text =
            "You grade an output on the criteria below. Each has levels; give the highest one "
            "whose "
            "description fits.\n";
        for (const Criterion& criterion : criteria_) {
            text += fmt::format("\nCriterion \"{}\"{}{}\n",
                                criterion.name,
                                criterion.description.empty() ? "" : ": ",
                                criterion.description);
            for (std::size_t i = 0; i < criterion.levels.size(); ++i)
                text += fmt::format("  {}: {}\n", i + 1, criterion.levels[i]);
        }
        return text + "\n" + fence.declaration() + "\n";
    }

    [[nodiscard]] VerdictForm form_of() const {
        JsonObject properties{{"reasoning", {{"type", "string"}}}};
        for (const Criterion& criterion : criteria_)
            properties[criterion.name] = {{"type", "integer"}};
        return {.properties = std::move(properties),
                .check = [this](const JsonObject& verdict) -> Result<void> {
                    for (const Criterion& criterion : criteria_)
                        CHECK_OK(level_in(verdict, criterion));
                    return {};
                }};
    }

    std::vector<Criterion> criteria_;
};

Result<std::unique_ptr<Judge>> make(const JsonObject& object) {
    TRY(auto criteria, read_options(object));
    return std::make_unique<Rubric>(std::move(criteria));
}

}  // namespace

extern const JudgeSpec rubric;
const JudgeSpec rubric{.name = "rubric",
                       .version = 1,
                       .summary =
                           "Grades several criteria by described levels; the score is their "
                           "weighted mean.",
                       .source =
                           "Kim et al., Prometheus: Inducing Fine-grained Evaluation "
                           "Capability in Language Models (2023)",
                       .make = &make};

}  // namespace assay::judge
