#pragma once
// A run as JUnit XML: what CI servers show as tests.

#include "domain/sample_result.hpp"
#include "report/run_report.hpp"

#include <span>
#include <string>

namespace assay::report {

/// One suite: a test case per gate, which fails when the gate does, and one per sample with its
/// scores as properties: an error when the infrastructure failed, skipped when no evaluator could
/// score it. A low score is no failure.
std::string to_junit(const RunReport& report, std::span<const SampleResult> samples);

}  // namespace assay::report
