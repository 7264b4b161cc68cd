#include "cli/command.hpp"
#include "cli/run_outcome.hpp"
#include "core/file.hpp"
#include "engine/run_comparison.hpp"
#include "report/comparison_report.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <future>
#include <memory>
#include <optional>
#include <span>
#include <thread>
#include <utility>

namespace assay::cli {
namespace {

using experiment::RunComparison;

/// A is compared with each of the others, which are named by letters.
constexpr std::size_t source_count_max = 26;
/// Among how many of the newest runs a name is looked for.
constexpr std::size_t named_run_count_max = 1000;

struct Options {
    std::vector<std::string> sources;
    std::vector<std::string> metrics;
    std::vector<std::string> slices;
    std::optional<double> confidence_ratio;
    std::optional<double> alpha_ratio;
    std::size_t changed_count = 3;
    bool allows_different = false;
    bool is_json = false;
    bool is_markdown = false;
};

/// What the user named: a run of the store.
struct Source {
    std::optional<Run> run;
    ScoreTable table;
};

Result<Run> find_run(const std::string& name, store::MetaStore& meta) {
    auto found = meta.resolve_run(name);
    if (found || found.error().kind != ErrorKind::not_found) return found;
    TRY(const auto runs, meta.runs(named_run_count_max));
    std::vector<std::string_view> ids;
    const Run* named = nullptr;
    for (const Run& run : runs) {
        if (run.name != name) continue;
        ids.push_back(run.id.view());
        named = &run;
    }
    if (ids.empty()) return found;
    if (ids.size() > 1)
        return fail(ErrorKind::invalid_input,
                    "{} runs are called '{}': give the id of one, {}",
                    ids.size(),
                    name,
                    fmt::join(ids, ", "));
    return *named;
}

Result<Source> read_source(const std::string& name,
                           const Options& options,
                           const engine::Stores& stores) {
    TRY(Run run, find_run(name, stores.meta));
    TRY(ScoreTable table,
        engine::run_scores(run, stores.results, {.slice_fields = options.slices}));
    table.name = fmt::format("{} {}", run.name, run.id);
    return Source{.run = std::move(run), .table = std::move(table)};
}

/// Of runs over two versions of a dataset: recorded outputs make a version of their own, and what
/// counts is whether the questions are the same. Reads the runs' texts, which takes its time.
Result<void> read_questions(Source& source, const Options& options, const Context& context) {
    if (!source.run || !source.table.questions.empty()) return {};
    TRY(const engine::Stores stores, context.open_stores());
    std::string name = std::move(source.table.name);
    TRY(source.table,
        engine::run_scores(*source.run,
                           stores.results,
                           {.slice_fields = options.slices, .wants_questions = true}));
    source.table.name = std::move(name);
    return {};
}

bool is_one_dataset(const Source& first, const Source& second) {
    return !first.table.dataset_version.empty() &&
           first.table.dataset_version == second.table.dataset_version;
}

Result<experiment::ComparisonOptions> comparison_options(const Options& options) {
    if (options.confidence_ratio && options.alpha_ratio)
        return fail(ErrorKind::invalid_input,
                    "--confidence and --alpha say the same thing: give one of them");
    double confidence_ratio = options.confidence_ratio.value_or(0.95);
    if (options.alpha_ratio) confidence_ratio = 1 - *options.alpha_ratio;
    if (!(confidence_ratio > 0 && confidence_ratio < 1))
        return fail(ErrorKind::invalid_input,
                    "--confidence and --alpha are between 0 and 1, such as 0.95 and 0.05");
    return experiment::ComparisonOptions{
        .confidence_ratio = confidence_ratio,
        .changed_count_max = options.changed_count,
        .metrics = options.metrics,
        .versions = options.allows_different ? experiment::Versions::may_differ
                                             : experiment::Versions::same,
        .thread_count = std::max(1U, std::thread::hardware_concurrency())};
}

Result<void> fetch_outputs(RunComparison& comparison,
                           const Source& first,
                           const Source& second,
                           const Context& context) {
    TRY(const engine::Stores stores, context.open_stores());
    for (experiment::MetricComparison& metric : comparison.metrics) {
        for (auto* samples : {&metric.worst, &metric.best}) {
            for (experiment::ChangedSample& sample : *samples) {
                if (first.run) {
                    TRY(sample.first_output,
                        engine::stored_output(*first.run, sample.sample_id, stores.results));
                }
                if (second.run) {
                    TRY(sample.second_output,
                        engine::stored_output(*second.run, sample.sample_id, stores.results));
                }
            }
        }
    }
    return {};
}

Result<RunComparison> compare_two(const Source& first,
                                  const Source& second,
                                  const experiment::ComparisonOptions& options,
                                  const Context& context) {
    TRY(RunComparison comparison, experiment::compare_tables(first.table, second.table, options));
    if (first.run && second.run) {
        TRY(const engine::Stores stores, context.open_stores());
        CHECK_OK(engine::add_corpus_metrics(
            comparison, *first.run, *second.run, stores.results, options));
    }
    if (first.run || second.run) CHECK_OK(fetch_outputs(comparison, first, second, context));
    return comparison;
}

void print(std::span<const RunComparison> comparisons,
           const Options& options,
           double confidence_ratio) {
    if (options.is_json) {
        JsonArray array;
        for (const RunComparison& comparison : comparisons)
            array.push_back(experiment::to_json(comparison, confidence_ratio));
        fmt::print("{}\n", to_pretty_json_text(JsonObject{{"comparisons", std::move(array)}}));
    } else if (options.is_markdown) {
        fmt::print("{}", report::to_markdown(comparisons, confidence_ratio));
    } else {
        fmt::print("{}", report::to_table(comparisons, confidence_ratio, style_of_stdout()));
    }
}

Result<int> compare(const Options& options, const Context& context) {
    if (options.sources.size() < 2 || options.sources.size() > source_count_max)
        return fail(ErrorKind::invalid_input,
                    "compare takes 2 to {} runs or files, the first of which is the one the "
                    "others are compared with",
                    source_count_max);
    TRY(const auto settings, comparison_options(options));
    TRY(const engine::Stores stores, context.open_stores());
    // Half of the time goes into reading, so the first two are read at once.
    auto reading = std::async(std::launch::async,
                              [&] { return read_source(options.sources[1], options, stores); });
    auto read_first = read_source(options.sources[0], options, stores);
    std::optional<Result<Source>> ahead = reading.get();
    TRY(Source first, std::move(read_first));
    std::vector<RunComparison> comparisons;
    for (std::size_t i = 1; i < options.sources.size(); ++i) {
        auto read = std::exchange(ahead, std::nullopt);
        if (!read) read = read_source(options.sources[i], options, stores);
        TRY(Source second, *std::move(read));
        if (!is_one_dataset(first, second)) {
            CHECK_OK(read_questions(first, options, context));
            CHECK_OK(read_questions(second, options, context));
        }
        TRY(auto comparison, compare_two(first, second, settings, context));
        comparisons.push_back(std::move(comparison));
    }
    experiment::adjust_p_values_of(comparisons);
    print(comparisons, options, settings.confidence_ratio);
    return exit_ok;
}

Action prepare(CLI::App& app, const Context& context) {
    auto options = std::make_shared<Options>();
    app.add_option("sources",
                   options->sources,
                   "Runs (id, its start, name or latest); the first is the baseline")
        ->required();
    app.add_option("--metric", options->metrics, "Only this metric; may be given again");
    app.add_option(
        "--slice", options->slices, "Also by this field of the metadata; may be given again");
    app.add_option("--confidence", options->confidence_ratio, "Level of the intervals (0.95)");
    app.add_option("--alpha", options->alpha_ratio, "The same as 1 - confidence (0.05)");
    app.add_option(
           "--changed", options->changed_count, "Show the N samples that lost, and won, most")
        ->default_val(3);
    app.add_flag("--allow-different",
                 options->allows_different,
                 "Compare other versions of dataset and evaluators too");
    app.add_flag("--json", options->is_json, "Print JSON");
    app.add_flag("--markdown", options->is_markdown, "Print Markdown");
    return [options, &context] { return compare(*options, context); };
}

}  // namespace

extern const Command compare_command;
const Command compare_command{
    .name = "compare",
    .summary = "Is the second run better than the first, and how sure is that?",
    .prepare = prepare};

}  // namespace assay::cli
