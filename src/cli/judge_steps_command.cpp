#include "cli/command.hpp"
#include "core/file.hpp"
#include "engine/judge_steps.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <cstdio>
#include <memory>
#include <sstream>

namespace assay::cli {
namespace {

constexpr std::uint64_t steps_bytes_max = 1 << 20;
constexpr std::size_t key_shown = 12;

struct Options {
    std::string judge;
    std::string file;
    bool is_json = false;
};

void print_steps(const engine::JudgeSteps& steps) {
    fmt::print("{} ({}): {}\n", steps.judge, steps.key.substr(0, key_shown), steps.criteria);
    for (std::size_t i = 0; i < steps.versions.size(); ++i) {
        const engine::StepsVersion& version = steps.versions[i];
        fmt::print("\nversion {}, {}, {}\n", i + 1, version.author, version.created_at);
        for (const std::string& step : version.steps) fmt::print("{}\n", step);
    }
}

Result<std::vector<std::string>> read_steps(const std::string& file) {
    TRY(const std::string text, read_file(file, steps_bytes_max));
    std::vector<std::string> steps;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);)
        if (line.find_first_not_of(" \t\r") != std::string::npos) steps.push_back(std::move(line));
    return steps;
}

Result<int> run_steps(const Options& options, const Context& context) {
    TRY(const engine::Stores stores, context.open_stores());
    if (options.judge.empty()) {
        TRY(const auto all, engine::kept_steps(stores.meta));
        JsonArray array;
        for (const engine::JudgeSteps& steps : all) {
            array.push_back(to_json(steps));
            if (!options.is_json)
                fmt::print("{:12} {:20} {} versions  {}\n",
                           steps.key.substr(0, key_shown),
                           steps.judge,
                           steps.versions.size(),
                           steps.criteria);
        }
        if (options.is_json) fmt::print("{}\n", to_pretty_json_text(array));
        return exit_ok;
    }
    TRY(engine::JudgeSteps steps, engine::find_steps(options.judge, stores.meta));
    if (!options.file.empty()) {
        TRY(auto edited, read_steps(options.file));
        CHECK_OK(engine::edit_steps(steps, std::move(edited), stores.meta));
        TRY(steps, engine::find_steps(steps.key, stores.meta));
    }
    if (options.is_json) {
        fmt::print("{}\n", to_pretty_json_text(to_json(steps)));
    } else {
        print_steps(steps);
    }
    return exit_ok;
}

Action prepare(CLI::App& app, const Context& context) {
    auto options = std::make_shared<Options>();
    app.add_option("judge", options->judge, "Judge, or the start of its key; without it all");
    app.add_option("--set", options->file, "File with the steps to use from now on, one a line");
    app.add_flag("--json", options->is_json, "Print JSON");
    return [options, &context] { return run_steps(*options, context); };
}

}  // namespace

extern const Command judge_steps_command;
const Command judge_steps_command{
    .name = "steps",
    .summary = "Show and edit the steps that a model wrote for a criterion",
    .prepare = prepare,
    .group = &judge_group};

}  // namespace assay::cli
