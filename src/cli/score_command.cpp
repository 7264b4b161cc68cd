#include "cli/command.hpp"
#include "engine/score_files.hpp"
#include "report/run_report.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <memory>

namespace assay::cli {
namespace {

struct Options {
    engine::ScoreRequest request;
    std::vector<std::string> metrics;
    std::string cluster_field;
    std::string on_bad_row = "fail";
    bool is_json = false;
};

/// `bleu` or `bleu:tokenize=intl,lowercase=true`; a value is JSON where it parses as such, else a
/// string.
Result<metrics::EvaluatorRequest> parse_metric(const std::string& text) {
    const std::size_t colon = text.find(':');
    metrics::EvaluatorRequest request{.name = text.substr(0, colon),
                                      .metric = text.substr(0, colon)};
    if (colon == std::string::npos) return request;
    std::string_view rest = std::string_view(text).substr(colon + 1);
    if (rest.starts_with('{')) {
        TRY(const Json options, parse_json(rest));
        request.options = options.get_object();
        return request;
    }
    while (!rest.empty()) {
        const std::size_t comma = std::min(rest.find(','), rest.size());
        const std::string_view pair = rest.substr(0, comma);
        const std::size_t equals = pair.find('=');
        if (equals == std::string_view::npos)
            return fail(
                ErrorKind::invalid_input, "--metric {}: '{}' is not option=value", text, pair);
        const std::string_view value = pair.substr(equals + 1);
        auto parsed = parse_json(value);
        request.options[std::string(pair.substr(0, equals))] =
            parsed ? *std::move(parsed) : Json(value);
        rest.remove_prefix(std::min(comma + 1, rest.size()));
    }
    return request;
}

Json to_json(const engine::ScoreOutcome& outcome) {
    JsonObject metrics;
    for (const metrics::EvaluatorReport& report : outcome.evaluators) {
        JsonObject entry = report::to_json(report.estimate).get_object();
        entry["signature"] = report.signature;
        entry["version"] = report.evaluator.version;
        entry["better"] = metrics::to_string(report.metric->better);
        metrics[report.evaluator.name] = std::move(entry);
    }
    return {{"metrics", std::move(metrics)},
            {"samples", outcome.sample_count},
            {"skipped_rows", outcome.skipped_row_count}};
}

void print(const engine::ScoreOutcome& outcome) {
    for (const metrics::EvaluatorReport& report : outcome.evaluators) {
        const stats::Estimate& estimate = report.estimate;
        const std::string value = estimate.value
                                      ? fmt::format("{:.6g}", *estimate.value)
                                      : fmt::format("– ({})", stats::to_string(estimate.status));
        const std::string interval =
            estimate.interval
                ? fmt::format("[{:.6g}, {:.6g}]", estimate.interval->low, estimate.interval->high)
                : "";
        fmt::print("{:14} {:>10}  {:24} n={}{}  {}\n",
                   report.evaluator.name,
                   value,
                   interval,
                   estimate.count,
                   estimate.unscored_count > 0
                       ? fmt::format(", {} unscored", estimate.unscored_count)
                       : "",
                   report.signature);
    }
    if (outcome.skipped_row_count > 0) fmt::print("{} rows skipped\n", outcome.skipped_row_count);
}

Result<int> score(Options& options) {
    engine::ScoreRequest& request = options.request;
    if (request.predictions.empty() == request.input.empty())
        return fail(
            ErrorKind::invalid_input,
            "give either --predictions and --references (text files) or --input (a dataset file)");
    for (const std::string& metric : options.metrics) {
        TRY(request.evaluators.emplace_back(), parse_metric(metric));
    }
    if (!options.cluster_field.empty()) request.cluster_field = options.cluster_field;
    request.skips_bad_rows = options.on_bad_row == "skip";
    TRY(const engine::ScoreOutcome outcome, engine::score_files(request));
    if (options.is_json) {
        fmt::print("{}\n", to_json_text(to_json(outcome)));
    } else {
        print(outcome);
    }
    return exit_ok;
}

Action prepare(CLI::App& app, const Context&) {
    auto options = std::make_shared<Options>();
    engine::ScoreRequest& request = options->request;
    app.add_option("-m,--metric",
                   options->metrics,
                   "Metric, also with options: bleu:tokenize=intl ('assay ls metrics' lists them)")
        ->required();
    app.add_option("--predictions", request.predictions, "Text file, one prediction a line");
    app.add_option("--references",
                   request.references,
                   "Text file, one reference a line; several times for several references");
    app.add_option(
        "--input", request.input, "Dataset file (.jsonl .csv .json .parquet, also .gz .zst)");
    app.add_option("--prediction-field", request.prediction_field, "Column of the outputs")
        ->capture_default_str();
    app.add_option(
           "--reference-field", request.reference_field, "Column of the targets: a text or a list")
        ->capture_default_str();
    app.add_option("--cluster-field",
                   options->cluster_field,
                   "Column that says which samples belong together");
    app.add_option("--on-bad-row", options->on_bad_row, "fail or skip")
        ->capture_default_str()
        ->check(CLI::IsMember({"fail", "skip"}));
    app.add_option("--per-sample", request.per_sample, "Write a JSON line per sample");
    app.add_option("--resamples",
                   request.aggregation.resample_count,
                   "Bootstrap resamples of corpus metrics; 0: no interval")
        ->capture_default_str();
    app.add_option("--confidence", request.aggregation.confidence_ratio, "Level of the intervals")
        ->capture_default_str()
        ->check(CLI::Range(0.5, 0.9999));
    app.add_option("--seed", request.aggregation.seed, "Seed of the bootstrap")
        ->capture_default_str();
    app.add_flag("--json", options->is_json, "Print JSON");
    return [options] { return score(*options); };
}

}  // namespace

extern const Command score_command;
const Command score_command{
    .name = "score", .summary = "Score recorded outputs against references", .prepare = prepare};

}  // namespace assay::cli
