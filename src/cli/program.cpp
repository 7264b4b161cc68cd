#include "cli/command.hpp"
#include "core/log.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <array>
#include <cstdio>
#include <vector>

namespace assay::cli {

#define COMMAND(name) extern const Command name##_command;
#include "cli/commands.def"
#undef COMMAND

namespace {

const std::array commands = {
#define COMMAND(name) &name##_command,
#include "cli/commands.def"
#undef COMMAND
};

/// Long flags accept `_` for `-`: the names are written with `-` here.
std::string with_dashes(std::string argument) {
    if (!argument.starts_with("--")) return argument;
    const auto end = argument.begin() +
                     static_cast<std::ptrdiff_t>(std::min(argument.find('='), argument.size()));
    std::replace(argument.begin(), end, '_', '-');
    return argument;
}

/// The program itself, or the group's first word, made when its first command comes.
CLI::App& parent_of(const Command& command, CLI::App& app) {
    if (command.group == nullptr) return app;
    const std::string name(command.group->name);
    const auto known = app.get_subcommands([&](CLI::App* sub) { return sub->get_name() == name; });
    if (!known.empty()) return *known.front();
    CLI::App* group = app.add_subcommand(name, std::string(command.group->summary));
    group->require_subcommand(1);
    return *group;
}

int run_action(const Action& action) {
    auto code = action();
    if (code) return *code;
    std::fprintf(stderr, "assay: %s\n", code.error().message.c_str());
    return exit_code_of(code.error().kind);
}

}  // namespace

int exit_code_of(ErrorKind kind) {
    switch (kind) {
        case ErrorKind::invalid_input:
        case ErrorKind::not_found:
            return exit_usage;
        default:
            return exit_infrastructure;
    }
}

int run_program(int argument_count, char** arguments, const Context& context) {
    CLI::App app("Assay measures the quality of language models and of what is built on them.",
                 "assay");
    app.set_version_flag("--version", "assay " + context.version);
    app.require_subcommand(1);
    bool is_verbose = false;
    app.add_flag("-v,--verbose", is_verbose, "Say more on stderr");
    std::vector<std::pair<CLI::App*, Action>> actions;
    for (const Command* command : commands) {
        CLI::App* sub =
            parent_of(*command, app)
                .add_subcommand(std::string(command->name), std::string(command->summary));
        actions.emplace_back(sub, command->prepare(*sub, context));
    }
    std::vector<std::string> words;
    for (int i = argument_count - 1; i > 0; --i) words.push_back(with_dashes(arguments[i]));
    try {
        app.parse(words);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? exit_ok : exit_usage;
    }
    if (is_verbose) set_log_level(LogLevel::info);
    const auto chosen =
        std::ranges::find_if(actions, [](const auto& entry) { return entry.first->parsed(); });
    return run_action(chosen->second);
}

}  // namespace assay::cli
