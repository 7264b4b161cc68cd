#pragma once
// The judges' part of the web page: a funnel of tiers for each judge. Private to this layer.

#include "report/run_report.hpp"

#include <string>

namespace assay::report {

/// Empty without judges.
std::string judge_sections(const RunReport& report);

}  // namespace assay::report
