#pragma once
// Who took the run's money, and how the servers bore its calls. Part of the HTML page.

#include "report/run_report.hpp"

#include <string>

namespace assay::report {

/// Empty with fewer than two rows, which the tiles say already.
std::string cost_section(const RunReport& report);
/// Empty when no breaker opened and no overload was met.
std::string server_section(const RunReport& report);

}  // namespace assay::report
