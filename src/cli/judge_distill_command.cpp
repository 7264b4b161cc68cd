#include "cli/command.hpp"
#include "engine/judge_distillation.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <cstdio>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace assay::cli {
namespace {

struct Options {
    std::vector<std::string> runs;
    engine::DistillRequest request;
    bool is_json = false;
};

void print_distillation(const engine::Distillation& done) {
    const engine::DistilledJudge& judge = done.judge;
    const distill::Quality& quality = judge.model.quality();
    std::string metrics;
    for (const engine::MetricRead& metric : judge.metrics)
        metrics += (metrics.empty() ? "" : ", ") + metric.name;
    fmt::print("distilled       {} version {} ({})\n",
               judge.name,
               judge.version,
               judge.model.hash().substr(0, 12));
    fmt::print("imitates        {} ({}), {} tier, by {}\n",
               judge.judge,
               judge.judge_hash.substr(0, 12),
               judge.tier,
               judge.mode);
    fmt::print("reads           texts{}{}\n", metrics.empty() ? "" : " and ", metrics);
    fmt::print(
        "trained on      {} judgements in {} groups\n\n", quality.count, quality.group_count);
    fmt::print("On samples that it was not trained on:\n");
    if (quality.spearman) fmt::print("Spearman        {:.3f}  with the judge\n", *quality.spearman);
    fmt::print("R^2             {:.3f}  of the judge's variance\n", quality.r_squared);
    fmt::print("absolute error  {:.3f}  on 0 … 1\n", quality.mean_absolute_error);
    fmt::print("coverage        {:.1f} %  of the judge's scores lie in its intervals\n",
               100 * quality.coverage_ratio);
    fmt::print("uncertain       {:.1f} %  of the samples, which 'escalate: uncertain' sends up\n\n",
               100 * quality.escalated_ratio);
    fmt::print("tiers: {{distilled: {{model: {}}}, …}}\n", judge.name);
}

Result<int> distill_runs(const Options& options, const Context& context) {
    TRY(const engine::Stores stores, context.open_stores());
    std::vector<Run> runs;
    for (const std::string& reference : options.runs) {
        TRY(Run run, stores.meta.resolve_run(reference));
        runs.push_back(std::move(run));
    }
    TRY(const engine::Distillation done, engine::distill_judge(runs, options.request, stores));
    if (options.is_json) {
        fmt::print("{}\n", to_pretty_json_text(engine::to_json(done.judge)));
    } else {
        print_distillation(done);
    }
    if (done.unscored_count > 0)
        fmt::print(stderr, "{} judgements without a score are left out\n", done.unscored_count);
    if (done.other_mode_count > 0)
        fmt::print(stderr,
                   "{} judgements made in another way than by {} are left out\n",
                   done.other_mode_count,
                   done.judge.mode);
    return exit_ok;
}

Action prepare(CLI::App& app, const Context& context) {
    auto options = std::make_shared<Options>();
    app.add_option("run", options->runs, "Run ids, their starts, or latest")->required();
    app.add_option("--judge", options->request.judge, "Which of the runs' judges");
    app.add_option("--name", options->request.name, "Name of the new model; default: the judge's");
    app.add_option("--tier", options->request.tier, "Whose judgements to learn from: full or fast")
        ->capture_default_str();
    app.add_flag("--json", options->is_json, "Print JSON");
    return [options, &context] { return distill_runs(*options, context); };
}

}  // namespace

extern const Command judge_distill_command;
const Command judge_distill_command{
    .name = "distill",
    .summary = "Train a small model that repeats what a judge said in earlier runs",
    .prepare = prepare,
    .group = &judge_group};

}  // namespace assay::cli
