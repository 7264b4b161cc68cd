#pragma once
// Inline SVG for the web page. Colours come from the page's CSS variables.

#include "report/run_report.hpp"

#include <string>

namespace assay::report {

/// The value as a dot and its interval as a bar on a scale from 0 to 1, or a scale around the
/// interval when it lies elsewhere. Empty when the estimate is undefined.
std::string interval_chart(const EvaluatorResult& result);
/// Bars of the per-sample values; empty when there are none.
std::string histogram_chart(const EvaluatorResult& result);

}  // namespace assay::report
