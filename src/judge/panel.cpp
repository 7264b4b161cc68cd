// Several models answer as the same judge; their scores are averaged, weighted by how reliable each
// has shown itself (Verga et al., Replacing Judges with Juries, 2024).
#include "judge/options.hpp"
#include "judge/verdict.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace assay::judge {
namespace {

constexpr std::size_t member_count_max = 16;
/// Weights that the members' judge cards will give before the panel judges.
constexpr std::string_view measured_weights = "calibrated";

class Panel final : public Judge {
  public:
    Panel(std::string kind,
          std::unique_ptr<Judge> member,
          std::vector<std::string> models,
          std::vector<double> weights)
        : kind_(std::move(kind)),
          member_(std::move(member)),
          models_(std::move(models)),
          weights_(std::move(weights)) {}

    [[nodiscard]] JudgeMode mode(providers::Capabilities capabilities) const override {
        return member_->mode(capabilities);
    }
    [[nodiscard]] std::size_t model_count() const override { return models_.size(); }
    [[nodiscard]] bool needs_other_output() const override { return member_->needs_other_output(); }
    [[nodiscard]] std::uint32_t call_count(JudgeMode mode) const override {
        return member_->call_count(mode) * static_cast<std::uint32_t>(models_.size());
    }
    [[nodiscard]] JsonObject options() const override {
        JsonObject of = member_->options();
        of["judge"] = kind_;
        return {{"of", std::move(of)},
                {"models", to_json_list(models_)},
                {"weights",
                 weights_.empty() ? Json(measured_weights)
                                  : Json(JsonArray(weights_.begin(), weights_.end()))}};
    }

    [[nodiscard]] async::Task<std::optional<JsonObject>> complete(Session session) const override {
        CO_TRY(auto completed,
               co_await member_->complete(
                   {.models = session.models.first(1), .fence_secret = session.fence_secret}));
        if (!completed) co_return completed;
        (*completed)["judge"] = kind_;
        JsonObject whole = options();
        whole["of"] = *std::move(completed);
        co_return std::optional(std::move(whole));
    }

    [[nodiscard]] async::Task<Judgement> judge(Question question, Session session) const override {
        if (weights_.empty())
            co_return fail(ErrorKind::internal, "the panel's weights were never measured");
        Judgement whole;
        double weight_sum = 0;
        double weighted_sum = 0;
        double lowest = 1;
        double highest = 0;
        std::size_t scored_count = 0;
        for (std::size_t i = 0; i < models_.size(); ++i) {
            CO_TRY(const Judgement member,
                   co_await member_->judge(question,
                                           {.models = session.models.subspan(i, 1),
                                            .fence_secret = session.fence_secret}));
            add_member(whole, member, i == 0);
            whole.mode = member.mode;
            whole.label +=
                fmt::format("{}{} {}",
                            i == 0 ? "" : ", ",
                            models_[i],
                            member.value ? fmt::format("{:.3g}", *member.value) : "unscored");
            if (whole.reason.empty()) whole.reason = member.reason;
            if (!member.value) continue;
            ++scored_count;
            weight_sum += weights_[i];
            weighted_sum += weights_[i] * *member.value;
            lowest = std::min(lowest, *member.value);
            highest = std::max(highest, *member.value);
        }
        if (2 * scored_count <= models_.size()) {
            whole.reason = fmt::format("{} of {} members gave no score: {}",
                                       models_.size() - scored_count,
                                       models_.size(),
                                       whole.reason);
            co_return whole;
        }
        whole.value = weighted_sum / weight_sum;
        whole.raw = whole.value;
        whole.confidence = 1 - (highest - lowest);
        co_return whole;
    }

  private:
    static void add_member(Judgement& whole, const Judgement& member, bool is_first) {
        add_effort(whole, member);
        whole.model += (is_first ? "" : ", ") + member.model;
        for (const JudgeFlag flag : member.flags)
            if (!whole.has(flag)) whole.flags.push_back(flag);
    }

    std::string kind_;
    std::unique_ptr<Judge> member_;
    std::vector<std::string> models_;
    std::vector<double> weights_;  ///< empty: still to be taken from judge cards
};

Result<std::vector<double>> read_weights(const JsonObject& object, std::size_t count) {
    const Json* value = object.if_contains("weights");
    if (value == nullptr) return std::vector<double>(count, 1.0);
    if (value->is_string() && json_view(value->get_string()) == measured_weights)
        return std::vector<double>{};
    std::vector<double> weights;
    if (value->is_array()) {
        for (const Json& item : value->get_array()) {
            const auto number = json_number(item);
            if (number && *number > 0 && *number <= 1e6) weights.push_back(*number);
        }
    }
    if (weights.size() != count || !value->is_array() || value->get_array().size() != count)
        return fail(
            ErrorKind::invalid_input,
            "'weights' is {}, expected {} numbers above 0, one for each model, or calibrated",
            to_json_text(*value),
            count);
    return weights;
}

Result<std::unique_ptr<Judge>> make(const JsonObject& object) {
    CHECK_OK(check_known(object, {"of", "models", "weights"}));
    const Json* of = object.if_contains("of");
    if (of == nullptr || !of->is_object() || !of->get_object().contains("judge"))
        return fail(ErrorKind::invalid_input,
                    "'of' is the judge that every member is: {{judge: g_eval, criteria: …}}");
    JsonObject member_options = of->get_object();
    TRY(std::string kind, JsonFields(member_options, "of").string("judge"));
    member_options.erase("judge");
    if (kind == "panel") return fail(ErrorKind::invalid_input, "a panel of panels is not possible");
    TRY(const JudgeSpec* spec, find_judge(kind));
    TRY(auto member, spec->make(member_options));
    const Json* list = object.if_contains("models");
    if (list == nullptr)
        return fail(ErrorKind::invalid_input, "a panel needs 'models', the list of its members");
    TRY(auto models, read_texts(*list, "models"));
    if (models.size() < 2 || models.size() > member_count_max)
        return fail(ErrorKind::invalid_input,
                    "a panel has {} models, expected 2 to {}",
                    models.size(),
                    member_count_max);
    TRY(auto weights, read_weights(object, models.size()));
    return std::make_unique<Panel>(
        std::move(kind), std::move(member), std::move(models), std::move(weights));
}

}  // namespace

extern const JudgeSpec panel;
const JudgeSpec panel{.name = "panel",
                      .version = 1,
                      .summary = "The weighted mean of what several models say as the same judge.",
                      .source = "Verga et al., Replacing Judges with Juries (2024)",
                      .make = &make};

}  // namespace assay::judge
