#pragma once
// A run's headline as Markdown, for the summary of a CI job.

#include "report/run_report.hpp"

#include <string>

namespace assay::report {

/// GitHub-flavoured Markdown; text of the report cannot become markup.
std::string to_markdown(const RunReport& report);

}  // namespace assay::report
