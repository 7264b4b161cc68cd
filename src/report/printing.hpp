#pragma once
// What the printers share: numbers as people read them and text that cannot break its format.

#include "report/run_report.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace assay::report {

/// Four significant digits or so: `0.9012`, `12.35`, `1234`.
std::string number_text(double value);
/// `–` for null.
std::string number_text(std::optional<double> value);
/// `0.9000 ± 0.0500 [0.8500, 0.9500]`; `–` and the status when undefined.
std::string estimate_text(const stats::Estimate& estimate);
/// `12.3 ms`, `4.56 s`.
std::string duration_text(double duration_ms);
/// `unknown` for null, never 0; says when some answers have no known price.
std::string cost_text(const SpendingResult& spending);
/// `openai/m: circuit opened 2 times, closed at the end; 3 overloads, 37 of 500 calls at a time at
/// the end`.
std::string health_line(const ModelHealth& model);

/// Valid UTF-8 without control characters other than tab and newline; invalid bytes become U+FFFD.
std::string clean_text(std::string_view text);
/// As clean_text, on one line and at most `length_max` code points, with `…` where it was cut.
std::string one_line(std::string_view text, std::size_t length_max);
/// The first `length_max` code points of clean text, with `…` where it was cut.
std::string shortened(std::string_view clean, std::size_t length_max);
/// Code points of clean text; East Asian wide ones count as two columns.
std::size_t column_count(std::string_view clean);
/// Clean text for XML and HTML content and quoted attributes.
std::string escaped_markup(std::string_view text);

}  // namespace assay::report
