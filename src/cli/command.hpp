#pragma once
// A command of the program: one file and one line in commands.def.

#include "core/result.hpp"
#include "engine/run.hpp"

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

namespace CLI {  // NOLINT(readability-identifier-naming): the library's own name
class App;
}

namespace assay::cli {

/// Exit codes of the program (docs/run-file.md).
inline constexpr int exit_ok = 0;
inline constexpr int exit_usage = 1;
inline constexpr int exit_infrastructure = 2;
inline constexpr int exit_gate_failed = 100;

/// What a command may use. Stores are opened at first use, so that commands without them start at
/// once.
struct Context {
    std::filesystem::path home;  ///< ASSAY_HOME
    std::function<Result<engine::Stores>()> open_stores;
    std::function<Result<std::filesystem::path>()> example_folder;  ///< of the shipped demo data
    std::string version;
};

/// Runs the command after parsing; returns the exit code.
using Action = std::function<Result<int>()>;

/// Commands that share a first word: `assay judge calibrate`.
struct CommandGroup {
    std::string_view name;
    std::string_view summary;
};

inline constexpr CommandGroup judge_group{.name = "judge",
                                          .summary = "Compare judges with people, and watch them"};

struct Command {
    std::string_view name;
    std::string_view summary;
    /// Adds the options to `app` and returns what to do once they are parsed.
    Action (*prepare)(CLI::App& app, const Context& context);
    const CommandGroup* group = nullptr;
};

/// Parses the command line and runs the command. Results go to stdout, errors and progress to
/// stderr. Returns the exit code.
int run_program(int argument_count, char** arguments, const Context& context);

/// What the error means for scripts: 1 for input and usage, 2 for infrastructure.
int exit_code_of(ErrorKind kind);

}  // namespace assay::cli
