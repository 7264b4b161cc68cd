#pragma once
// What `run`, `resume` and `demo` share: running with progress and Ctrl-C, printing, writing
// --output files, the exit code.

#include "cli/command.hpp"
#include "engine/run_spec.hpp"
#include "report/table.hpp"

#include <string>
#include <vector>

namespace assay::cli {

struct OutputOptions {
    std::vector<std::string> files;  ///< .json .jsonl .csv .html .xml (JUnit) .md
    bool is_json = false;            ///< print the report as JSON instead of a table
    bool is_quiet = false;           ///< no progress
};

/// Errors: invalid_input for an extension that no writer has; checked before a run spends anything.
Result<void> check_outputs(const OutputOptions& output);

/// Executes the run, prints its report to stdout and writes the output files. The result is the
/// exit code.
Result<int> execute_and_print(Run run,
                              const engine::RunSpec& spec,
                              engine::Stores stores,
                              const OutputOptions& output);

/// Wide enough for every column into a file or a pipe, as wide as the window on a terminal.
report::TableStyle style_of_stdout();

/// Prints a report to stdout, as a table or as JSON.
void print_report(const report::RunReport& report, bool is_json);

/// 100 when a gate failed, 2 when nothing could be scored because of infrastructure errors, else 0.
int exit_code_of(const report::RunReport& report);

}  // namespace assay::cli
