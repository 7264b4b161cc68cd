#pragma once
// Sample results, one line each, for spreadsheets and scripts.

#include "domain/sample_result.hpp"

#include <span>
#include <string>

namespace assay::report {

/// RFC 4180 heading with CRLF: the fixed columns, then `score:NAME` for each evaluator.
std::string csv_header(std::span<const std::string> evaluator_names);
/// RFC 4180 row with CRLF. Null is an empty cell; targets are a JSON list.
std::string csv_row(const SampleResult& result, std::span<const std::string> evaluator_names);
/// The whole result as one JSON object and a newline; invalid UTF-8 becomes U+FFFD.
std::string json_line(const SampleResult& result);

}  // namespace assay::report
