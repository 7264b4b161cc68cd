#include "cli/command.hpp"
#include "cli/run_outcome.hpp"
#include "core/file.hpp"
#include "engine/battle_source.hpp"
#include "report/leaderboard_report.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <set>

namespace assay::cli {
namespace {

struct Options {
    std::vector<std::string> sources;
    std::vector<std::string> controls;
    std::string cluster_field;
    std::string judge;
    std::string html_file;
    experiment::LeaderboardOptions board;
    bool is_bootstrap = false;
    bool is_json = false;
    bool is_markdown = false;
};

/// Runs whose outputs were compared with the same other outputs, each as a model.
class RunSources {
  public:
    RunSources(const Options& options, engine::Stores stores)
        : options_(options), stores_(stores) {}

    Result<void> add(const std::string& name, experiment::Battles& battles) {
        TRY(const Run run, stores_.meta.resolve_run(name));
        std::string model = run.model.empty() ? run.name : run.model;
        if (!models_.insert(model).second) model = fmt::format("{} {}", model, run.id);
        const std::string opponent =
            options_.board.baseline.empty() ? "baseline" : options_.board.baseline;
        TRY(const engine::RunBattles added,
            engine::add_run_battles(run,
                                    {.judge = options_.judge, .model = model, .opponent = opponent},
                                    stores_.results,
                                    battles));
        const std::string compared = added.against + " of " + run.dataset_version;
        if (compared_.empty()) compared_ = compared;
        if (compared != compared_)
            return fail(ErrorKind::invalid_input,
                        "run {} was compared with other outputs than the first run ('{}' of "
                        "dataset {}): nothing links them",
                        run.id,
                        added.against,
                        run.dataset);
        unjudged_count_ += added.unjudged_count;
        return {};
    }
    [[nodiscard]] std::uint64_t unjudged_count() const { return unjudged_count_; }

  private:
    const Options& options_;
    engine::Stores stores_;
    std::set<std::string> models_;
    std::string compared_;
    std::uint64_t unjudged_count_ = 0;
};

Result<std::uint64_t> read_sources(const Options& options,
                                   const Context& context,
                                   experiment::Battles& battles) {
    std::optional<RunSources> runs;
    for (const std::string& source : options.sources) {
        std::error_code ignored;
        if (std::filesystem::exists(source, ignored) || source.find('.') != std::string::npos) {
            CHECK_OK(engine::read_battles(source, options.cluster_field, battles));
            continue;
        }
        if (!runs) {
            TRY(const engine::Stores stores, context.open_stores());
            runs.emplace(options, stores);
        }
        CHECK_OK(runs->add(source, battles));
    }
    return runs ? runs->unjudged_count() : 0;
}

Result<int> show_leaderboard(const Options& options, const Context& context) {
    experiment::Battles battles(options.controls);
    TRY(const std::uint64_t unjudged_count, read_sources(options, context, battles));
    if (battles.comparisons().empty())
        return fail(ErrorKind::invalid_input, "{}: no battles", fmt::join(options.sources, ", "));
    experiment::LeaderboardOptions settings = options.board;
    if (options.is_bootstrap) settings.interval = stats::RatingInterval::bootstrap;
    TRY(experiment::Leaderboard board, experiment::make_leaderboard(battles, settings));
    if (unjudged_count > 0)
        board.warnings.push_back(fmt::format(
            "{} samples of the runs have no judgement of the full tier and are no battles.",
            unjudged_count));
    if (!options.html_file.empty())
        CHECK_OK(write_file_atomically(
            options.html_file,
            report::to_html(board, fmt::format("{}", fmt::join(options.sources, ", ")))));
    if (options.is_json)
        fmt::print("{}\n", to_pretty_json_text(report::to_json(board)));
    else if (options.is_markdown)
        fmt::print("{}", report::to_markdown(board));
    else
        fmt::print("{}", report::to_table(board, style_of_stdout()));
    return exit_ok;
}

Action prepare(CLI::App& app, const Context& context) {
    auto options = std::make_shared<Options>();
    app.add_option("sources",
                   options->sources,
                   "Files of battles (model_a, model_b, winner), or runs with a pairwise judge")
        ->required();
    app.add_option("--control",
                   options->controls,
                   "Rate as if answers were alike in NAME, from the fields NAME_a and NAME_b; may "
                   "be given again");
    app.add_option("--cluster",
                   options->cluster_field,
                   "Field of what battles have in common (question_id, where there is one)");
    app.add_option("--baseline", options->board.baseline, "Also win rates against this model");
    app.add_option("--judge", options->judge, "Of a run with several pairwise judges, this one");
    app.add_option("--prior",
                   options->board.prior_win_count,
                   "Add so many wins each way between every two models, so that all can be rated");
    app.add_option(
        "--confidence", options->board.confidence_ratio, "Level of the intervals (0.95)");
    app.add_flag("--bootstrap", options->is_bootstrap, "Intervals from resampled battles");
    app.add_option("--resamples", options->board.resample_count, "Of the bootstrap (1000)");
    app.add_option("--seed", options->board.seed, "Of the bootstrap (0)");
    app.add_flag("--json", options->is_json, "Print JSON");
    app.add_flag("--markdown", options->is_markdown, "Print Markdown");
    app.add_option("--html", options->html_file, "Write a web page to this file");
    return [options, &context] { return show_leaderboard(*options, context); };
}

}  // namespace

extern const Command leaderboard_command;
const Command leaderboard_command{.name = "leaderboard",
                                  .summary = "Which model wins most battles, and how sure is that?",
                                  .prepare = prepare};

}  // namespace assay::cli
