#include "cli/command.hpp"
#include "engine/judge_calibration.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <cstdio>
#include <memory>

namespace assay::cli {
namespace {

struct Options {
    std::string run;
    engine::CalibrationRequest request;
    std::vector<double> scale;
    bool is_json = false;
};

std::string text_of(const stats::Estimate& estimate) {
    if (!estimate.value) return fmt::format("undefined ({})", stats::to_string(estimate.status));
    if (!estimate.interval) return fmt::format("{:.3f}", *estimate.value);
    return fmt::format("{:.3f} [{:.3f}, {:.3f}]",
                       *estimate.value,
                       estimate.interval->low,
                       estimate.interval->high);
}

std::string text_of(const std::optional<double>& number) {
    return number ? fmt::format("{:.3f}", *number) : "undefined";
}

void print_card(const judge::JudgeCard& card) {
    fmt::print("judge           {} ({})\nversion         {}\nlabels          {} of {}\n\n",
               card.judge,
               card.model,
               card.hash.substr(0, 12),
               card.count,
               card.labels);
    fmt::print("bias            {}  judge minus people, on 0 … 1\n", text_of(card.bias));
    fmt::print("absolute error  {}\n", text_of(card.mean_absolute_error));
    fmt::print("Spearman        {}\nPearson         {}\nKendall         {}\n",
               text_of(card.spearman),
               text_of(card.pearson),
               text_of(card.kendall));
    fmt::print("kappa           {}  quadratic weights, {} grades\n",
               text_of(card.weighted_kappa),
               card.grade_count);
    fmt::print("alpha           {}  Krippendorff's, the judge as one rater\n", text_of(card.alpha));
    fmt::print("AUC             {}  for people's scores of at least one half\n", text_of(card.auc));
    fmt::print("length bias     {}  Spearman of the error with the output's length\n",
               text_of(card.length_bias));
    if (card.flip_ratio) fmt::print("position flips  {:.1f} %\n", 100 * *card.flip_ratio);
    for (const judge::CardSlice& slice : card.slices)
        fmt::print("slice {:20} n {:5}  bias {}  Spearman {}\n",
                   slice.name,
                   slice.count,
                   text_of(slice.bias),
                   text_of(slice.spearman));
}

Result<int> calibrate(const Options& options, const Context& context) {
    engine::CalibrationRequest request = options.request;
    if (options.scale.size() == 2) {
        request.scale_low = options.scale[0];
        request.scale_high = options.scale[1];
    }
    TRY(const engine::Stores stores, context.open_stores());
    TRY(const Run run, stores.meta.resolve_run(options.run));
    TRY(const engine::Calibration calibration, engine::calibrate(run, request, stores));
    if (options.is_json) {
        fmt::print("{}\n", to_pretty_json_text(judge::to_json(calibration.card)));
    } else {
        print_card(calibration.card);
    }
    if (calibration.unmatched_count > 0)
        fmt::print(stderr,
                   "{} of {} labels are of samples that the full tier has no score for\n",
                   calibration.unmatched_count,
                   calibration.label_count);
    return exit_ok;
}

Action prepare(CLI::App& app, const Context& context) {
    auto options = std::make_shared<Options>();
    app.add_option("run", options->run, "Run id, its start, or latest")->required();
    app.add_option("--labels",
                   options->request.labels_file,
                   "File with people's scores, one row a sample: .jsonl .csv .parquet …; without "
                   "it the run's own samples carry them");
    app.add_option("--judge", options->request.judge, "Which of the run's judges");
    app.add_option("--label-field", options->request.label_field, "Column of the score")
        ->capture_default_str();
    app.add_option("--id-field", options->request.id_field, "Column of the sample's id")
        ->capture_default_str();
    app.add_option("--scale", options->scale, "People's scale, its low and its high end")
        ->expected(2);
    app.add_option(
        "--slice", options->request.slice_field, "Column by which the card is broken down");
    app.add_flag("--json", options->is_json, "Print JSON");
    return [options, &context] { return calibrate(*options, context); };
}

}  // namespace

extern const Command judge_calibrate_command;
const Command judge_calibrate_command{.name = "calibrate",
                                      .summary = "Compare a run's judgements with people's scores",
                                      .prepare = prepare,
                                      .group = &judge_group};

}  // namespace assay::cli
