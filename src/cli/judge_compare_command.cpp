#include "cli/command.hpp"
#include "engine/golden_runs.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <cstdio>
#include <memory>

namespace assay::cli {
namespace {

struct Options {
    std::string first;
    std::string second;
    bool is_json = false;
};

Json to_json(const stats::HypothesisTest& test) {
    JsonObject object{{"estimate", json_number_or_null(test.estimate)},
                      {"p_value", json_number_or_null(test.p_value)},
                      {"status", stats::to_string(test.status)}};
    object["interval"] =
        test.interval ? Json(JsonArray{test.interval->low, test.interval->high}) : Json(nullptr);
    return object;
}

Json to_json(const judge::VersionComparison& compared) {
    const stats::Estimate& gain = compared.spearman_gain;
    JsonObject object{{"n", compared.count},
                      {"score_change", to_json(compared.score)},
                      {"error_change", to_json(compared.absolute_error)},
                      {"first_error", json_number_or_null(compared.first_error)},
                      {"second_error", json_number_or_null(compared.second_error)},
                      {"first_spearman", json_number_or_null(compared.first_spearman)},
                      {"second_spearman", json_number_or_null(compared.second_spearman)},
                      {"spearman_change", json_number_or_null(gain.value)}};
    object["spearman_change_interval"] =
        gain.interval ? Json(JsonArray{gain.interval->low, gain.interval->high}) : Json(nullptr);
    return object;
}

std::string text_of(const std::optional<double>& value) {
    return value ? fmt::format("{:.3f}", *value) : "undefined";
}

std::string text_of(const std::optional<double>& value,
                    const std::optional<stats::Interval>& interval) {
    if (!value) return "undefined";
    if (!interval) return fmt::format("{:+.3f}", *value);
    return fmt::format("{:+.3f} [{:+.3f}, {:+.3f}]", *value, interval->low, interval->high);
}

/// Which of the two to prefer, if the interval of their distances to people says so.
std::string_view verdict(const judge::VersionComparison& compared) {
    const auto& interval = compared.absolute_error.interval;
    if (interval && interval->high < 0) return "the second is closer to people";
    if (interval && interval->low > 0) return "the first is closer to people";
    return "these samples do not show which is closer to people";
}

Result<int> compare(const Options& options, const Context& context) {
    TRY(const engine::Stores stores, context.open_stores());
    TRY(const auto first, engine::golden_runs(options.first, stores.meta));
    TRY(const auto second, engine::golden_runs(options.second, stores.meta));
    TRY(const judge::VersionComparison compared,
        judge::compare_versions(first.back(), second.back()));
    if (options.is_json) {
        fmt::print("{}\n", to_pretty_json_text(to_json(compared)));
        return exit_ok;
    }
    const auto print_version = [](std::string_view which, const judge::GoldenRun& run) {
        fmt::print("{:8} {} ({}), model {}, run {}\n",
                   which,
                   run.judge,
                   run.hash.substr(0, 12),
                   run.model,
                   run.run);
    };
    print_version("first", first.back());
    print_version("second", second.back());
    fmt::print("\n{} golden samples in common\n\n", compared.count);
    fmt::print("{:22} {:>9} {:>9}  {}\n", "", "first", "second", "second minus first");
    fmt::print("{:22} {:>9} {:>9}  {}\n",
               "distance to people",
               text_of(compared.first_error),
               text_of(compared.second_error),
               text_of(compared.absolute_error.estimate, compared.absolute_error.interval));
    fmt::print("{:22} {:>9} {:>9}  {}\n",
               "Spearman with people",
               text_of(compared.first_spearman),
               text_of(compared.second_spearman),
               text_of(compared.spearman_gain.value, compared.spearman_gain.interval));
    fmt::print("{:22} {:>9} {:>9}  {}\n",
               "score",
               "",
               "",
               text_of(compared.score.estimate, compared.score.interval));
    fmt::print("\n{}\n", verdict(compared));
    return exit_ok;
}

Action prepare(CLI::App& app, const Context& context) {
    auto options = std::make_shared<Options>();
    app.add_option("first", options->first, "Name of a calibrated judge, or the start of its hash")
        ->required();
    app.add_option("second", options->second, "The other version")->required();
    app.add_flag("--json", options->is_json, "Print JSON");
    return [options, &context] { return compare(*options, context); };
}

}  // namespace

extern const Command judge_compare_command;
const Command judge_compare_command{
    .name = "compare",
    .summary = "Which of two versions of a judge is closer to people?",
    .prepare = prepare,
    .group = &judge_group};

}  // namespace assay::cli
