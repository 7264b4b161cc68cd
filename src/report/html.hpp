#pragma once
// A run as one web page that asks for nothing else: styles and charts are inline.

#include "domain/sample_result.hpp"
#include "report/run_report.hpp"

#include <span>
#include <string>

namespace assay::report {

/// An HTML document in light and dark. `sample_extract` is listed in groups, errors first; the
/// caller chooses and bounds it. All text is escaped.
std::string to_html(const RunReport& report, std::span<const SampleResult> sample_extract);

}  // namespace assay::report
