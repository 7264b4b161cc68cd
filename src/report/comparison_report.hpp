#pragma once
// What comparing runs says, for people. The runs are called A, B, C … in the order given; every
// one is compared with A.

#include "experiment/comparison.hpp"

#include "report/table.hpp"

#include <span>
#include <string>

namespace assay::report {

/// Aligned text with a newline at the end, within style.width_columns.
std::string to_table(std::span<const experiment::RunComparison> comparisons,
                     double confidence_ratio,
                     TableStyle style);

/// For a pull request or a job's summary.
std::string to_markdown(std::span<const experiment::RunComparison> comparisons,
                        double confidence_ratio);

/// `1312 pairs; not paired: 4 only in A, 3 without a score in B`.
std::string pairs_text(const experiment::PairCounts& pairs, char second);
/// `helpfulness (full)`, `exact_match`.
std::string metric_text(const experiment::MetricComparison& metric);
/// `0.0042`, `< 0.0001`, `–`.
std::string p_value_text(std::optional<double> p_value);
/// `[+0.0104, +0.0519]`, `–`.
std::string difference_interval_text(const experiment::Difference& difference);
/// `+0.0312`, `–`.
std::string signed_text(std::optional<double> value);

}  // namespace assay::report
