#include "judge/statements.hpp"

#include "judge/injection.hpp"
#include "judge/options.hpp"
#include "judge/verdict.hpp"

#include <fmt/format.h>

namespace assay::judge {
namespace {

using Entries = StatementTask::Entries;

/// Whether each entry holds, in order.
Result<std::vector<bool>> entries_in(const JsonObject& verdict,
                                     std::optional<std::size_t> wanted_count) {
    const Json& list = verdict.at("statements");
    if (!list.is_array())
        return fail(ErrorKind::invalid_input,
                    "\"statements\" is {}, expected a list",
                    json_type_name(list));
    std::vector<bool> entries;
    for (const Json& item : list.get_array()) {
        const Json* holds = item.is_object() ? item.get_object().if_contains("holds") : nullptr;
        if (holds == nullptr || !holds->is_bool())
            return fail(ErrorKind::invalid_input,
                        "an entry of \"statements\" is {}, expected {{\"statement\": text, "
                        "\"holds\": true or false}}",
                        to_json_text(item));
        entries.push_back(holds->get_bool());
    }
    if (wanted_count && entries.size() != *wanted_count)
        return fail(ErrorKind::invalid_input,
                    "\"statements\" has {} entries, expected {}, one for each part in order",
                    entries.size(),
                    *wanted_count);
    return entries;
}

double share(const std::vector<bool>& entries) {
    double count = 0;
    for (const bool holds : entries) count += holds ? 1 : 0;
    return count / static_cast<double>(entries.size());
}

/// 0 when none holds.
double average_precision(const std::vector<bool>& entries) {
    double held_count = 0;
    double precision_sum = 0;
    for (std::size_t i = 0; i < entries.size(); ++i) {
        if (!entries[i]) continue;
        held_count += 1;
        precision_sum += held_count / static_cast<double>(i + 1);
    }
    return held_count > 0 ? precision_sum / held_count : 0;
}

class StatementJudge final : public Judge {
  public:
    explicit StatementJudge(const StatementTask& task) : task_(task) {}

    [[nodiscard]] JudgeMode mode(providers::Capabilities) const override {
        return JudgeMode::verdict;
    }
    [[nodiscard]] JsonObject options() const override { return {}; }

    [[nodiscard]] async::Task<Judgement> judge(Question question, Session session) const override {
        Judgement judgement{.mode = JudgeMode::verdict};
        if (task_.needs_context && question.context.empty()) {
            judgement.reason = "the sample has no context: name its column with 'context'";
            co_return judgement;
        }
        if (task_.needs_target && question.targets.empty()) {
            judgement.reason = "the sample has no target";
            co_return judgement;
        }
        const Fence fence(session.fence_secret, question);
        Call call{.messages = {{.role = Role::system,
                                .content = fmt::format(
                                    "{}\n\n{}\n", task_.instructions, fence.declaration())},
                               {.role = Role::user,
                                .content = blocks_of(fence, question) +
                                           "\nGive the list of statements with your decisions.\n"}},
                  .tokens_max = 4096};
        const auto wanted_count = entry_count(question);
        const VerdictForm form{.properties = {{"statements",
                                               {{"type", "array"},
                                                {"items",
                                                 {{"type", "object"},
                                                  {"properties",
                                                   {{"statement", {{"type", "string"}}},
                                                    {"holds", {{"type", "boolean"}}}}},
                                                  {"required", JsonArray{"statement", "holds"}},
                                                  {"additionalProperties", false}}}}}},
                               .check = [wanted_count](const JsonObject& verdict) -> Result<void> {
                                   CHECK_OK(entries_in(verdict, wanted_count));
                                   return {};
                               }};
        CO_TRY(
            const auto verdict,
            co_await ask_for_verdict(*session.models[0], std::move(call), form, fence, judgement));
        if (verdict) {
            CO_TRY(const auto entries, entries_in(*verdict, wanted_count));
            grade(entries, judgement);
        }
        if (is_injection_suspected(question.output))
            judgement.flags.push_back(JudgeFlag::injection_suspected);
        co_return judgement;
    }

  private:
    [[nodiscard]] std::optional<std::size_t> entry_count(const Question& question) const {
        switch (task_.entries) {
            case Entries::found_by_judge:
                return std::nullopt;
            case Entries::passages:
                return question.context.size();
            case Entries::references:
                return question.targets.size();
        }
        return std::nullopt;
    }

    void grade(const std::vector<bool>& entries, Judgement& judgement) const {
        if (entries.empty()) {
            judgement.reason = "the judge found no statement to decide about";
            return;
        }
        judgement.value = task_.is_average_precision ? average_precision(entries) : share(entries);
        judgement.raw = judgement.value;
        judgement.label =
            fmt::format("{} of {}", std::ranges::count(entries, true), entries.size());
    }

    StatementTask task_;
};

}  // namespace

Result<std::unique_ptr<Judge>> make_statement_judge(const StatementTask& task,
                                                    const JsonObject& options) {
    CHECK_OK(check_known(options, {}));
    return std::make_unique<StatementJudge>(task);
}

}  // namespace assay::judge
