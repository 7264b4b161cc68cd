#pragma once
// Charts of the web page, made of plain elements: their text keeps its size on every screen, and
// each says in words what it shows. Colours come from the page's CSS variables.

#include "report/run_report.hpp"

#include <span>
#include <string>
#include <string_view>

namespace assay::report {

/// Every evaluator as a row: the value as a dot, its interval as a whisker, both in figures.
/// Evaluators of like range share one axis. Empty when there are no evaluators.
std::string forest_chart(std::span<const EvaluatorResult> results);
/// Bars of the per-sample values with their counts; empty when there are none.
std::string histogram_chart(const EvaluatorResult& result);
/// `ms` or `US$` for metrics that measure these, else empty.
std::string_view unit_text(const Evaluator& evaluator);

}  // namespace assay::report
