#include "engine/battle_source.hpp"

#include "datasets/column_reader.hpp"
#include "engine/judging.hpp"
#include "engine/run_spec.hpp"
#include "engine/summary.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace assay::engine {
namespace {

using datasets::Presence;

constexpr std::string_view default_cluster_field = "question_id";
constexpr std::size_t own_column_count = 5;

std::vector<datasets::WantedColumn> columns_of(const experiment::Battles& battles,
                                               const std::string& cluster_field) {
    std::vector<datasets::WantedColumn> columns = {
        {.name = "model_a"},
        {.name = "model_b"},
        {.name = "winner"},
        {.name = "weight", .presence = Presence::optional},
        {.name = cluster_field.empty() ? std::string(default_cluster_field) : cluster_field,
         .presence = cluster_field.empty() ? Presence::optional : Presence::required}};
    for (const std::string& control : battles.controls())
        for (const char side : {'a', 'b'})
            columns.push_back({.name = fmt::format("{}_{}", control, side)});
    return columns;
}

Result<const JudgeRequest*> find_pairwise(const RunSpec& spec,
                                          const Run& run,
                                          const std::string& name) {
    std::vector<const JudgeRequest*> found;
    for (const JudgeRequest& judge : spec.judging.judges)
        if (judge.kind == "pairwise" && (name.empty() || judge.name == name))
            found.push_back(&judge);
    if (found.size() == 1) return found.front();
    if (found.empty())
        return fail(ErrorKind::invalid_input,
                    "run {} has no pairwise judge{}: a leaderboard needs outputs that were "
                    "compared, see docs/judges.md",
                    run.id,
                    name.empty() ? "" : fmt::format(" '{}'", name));
    std::vector<std::string_view> names;
    for (const JudgeRequest* judge : found) names.push_back(judge->name);
    return fail(ErrorKind::invalid_input,
                "run {} has several pairwise judges, name one with --judge: {}",
                run.id,
                fmt::join(names, ", "));
}

/// The probability that the judge was asked at all, over the tiers on the way.
double inclusion_ratio(const SampleResult& result, const std::string& judge) {
    double ratio = 1;
    for (const Judgement& one : result.judgements)
        if (one.evaluator == judge && one.tier != human_tier) ratio *= one.inclusion_ratio;
    return ratio;
}

}  // namespace

Result<void> read_battles(const std::filesystem::path& path,
                          const std::string& cluster_field,
                          experiment::Battles& battles) {
    auto columns = columns_of(battles, cluster_field);
    for (std::size_t i = 0; i < columns.size(); ++i)
        for (std::size_t j = 0; j < i; ++j)
            if (columns[i].name == columns[j].name)
                return fail(ErrorKind::invalid_input,
                            "the field '{}' cannot have two meanings: choose another cluster or "
                            "control",
                            columns[i].name);
    TRY(const auto reader, datasets::open_columns({.path = path, .columns = std::move(columns)}));
    std::vector<std::string_view> styles(2 * battles.controls().size());
    while (true) {
        TRY(const auto rows, reader->next_batch());
        if (rows.empty()) return {};
        for (const datasets::Row& row : rows) {
            for (std::size_t i = 0; i < styles.size(); ++i)
                styles[i] = row.cells[own_column_count + i].text;
            const auto added = battles.add({.model_a = row.cells[0].text,
                                            .model_b = row.cells[1].text,
                                            .winner = row.cells[2].text,
                                            .weight = row.cells[3].text,
                                            .cluster = row.cells[4].text,
                                            .styles = styles});
            if (!added)
                return fail(added.error().kind,
                            "{}:{}: {}",
                            path.string(),
                            row.line,
                            added.error().message);
        }
    }
}

Result<RunBattles> add_run_battles(const Run& run,
                                   const RunBattleOptions& options,
                                   store::ResultStore& results,
                                   experiment::Battles& battles) {
    if (!battles.controls().empty())
        return fail(ErrorKind::invalid_input,
                    "run {}: a run keeps no fields of both outputs to control for, a file of "
                    "battles does",
                    run.id);
    TRY(const RunSpec spec, run_spec_from_json(run.config));
    TRY(const JudgeRequest* judge, find_pairwise(spec, run, options.judge));
    RunBattles out{.against = judge->against};
    CHECK_OK(for_each_result(results, run.id, [&](const SampleResult& result) -> Result<void> {
        const Judgement* found = find_judgement(result, judge->name, full_tier);
        if (found == nullptr || !found->value) {
            ++out.unjudged_count;
            return {};
        }
        ++out.added_count;
        const std::string winner = fmt::format("{}", *found->value);
        const double ratio = inclusion_ratio(result, judge->name);
        const std::string weight = ratio < 1 ? fmt::format("{}", 1 / ratio) : std::string();
        return battles.add({.model_a = options.model,
                            .model_b = options.opponent,
                            .winner = winner,
                            .weight = weight,
                            .cluster = result.sample_id.view()});
    }));
    return out;
}

}  // namespace assay::engine
