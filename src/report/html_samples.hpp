#pragma once
// The list of samples on the web page.

#include "domain/sample_result.hpp"
#include "report/run_report.hpp"

#include <span>
#include <string>

namespace assay::report {

/// Samples in groups: errors, unscored, below full marks, the rest; each opens to input, target and
/// answer. Empty when there are no samples. All text is escaped.
std::string sample_list(const RunReport& report, std::span<const SampleResult> samples);

}  // namespace assay::report
