#pragma once
// Did the arms of an experiment get the traffic that was planned? When not, units went missing or
// were sent wrong, and no comparison of the arms can be trusted. Pure functions; the class is a
// value, not for concurrent use.
//
// allocation_ratios: the planned share of each arm, 0 or at least 1e-9, together 1 (within
// 1e-6). An arm of
// share 0 is planned to get nothing: one unit in it is a mismatch, and it is no degree of freedom.

#include "stats/estimate.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace assay::stats {

enum class SampleRatioVerdict { as_planned, suspicious, mismatch };

struct SampleRatioOptions {
    double mismatch_p_value = 0.001;
    double suspicious_p_value = 0.01;
};

struct SampleRatioTest {
    Status status = Status::ok;
    std::optional<double> statistic;  ///< chi-squared
    std::optional<double> degrees_of_freedom;
    std::optional<double> p_value;
    bool has_unplanned_traffic = false;                           ///< units in an arm of share 0
    SampleRatioVerdict verdict = SampleRatioVerdict::as_planned;  ///< when status is ok
    std::vector<std::string> warnings;
};

/// Pearson's chi-squared test, for one look at a size fixed before. counts: units per arm.
/// With units in an arm of share 0 the verdict is a mismatch whatever the p-value of the others.
/// invalid_argument for a wrong allocation, counts of other length or above 1e12; insufficient_data
/// without a unit; no_variation with fewer than two arms of share above 0 (unless unplanned traffic
/// decides).
SampleRatioTest sample_ratio_test(std::span<const std::size_t> counts,
                                  std::span<const double> allocation_ratios,
                                  const SampleRatioOptions& options = {});

struct SampleRatioLook {
    Status status = Status::ok;
    std::optional<double> log_bayes_factor;  ///< natural; of any other allocation against the plan
    std::optional<double> p_value;           ///< smallest so far
    bool has_unplanned_traffic = false;
    SampleRatioVerdict verdict = SampleRatioVerdict::as_planned;
};

/// The same at every look, valid however often one looks: p = min(1, 1 / largest Bayes factor so
/// far) of a Dirichlet prior around the plan. Source: Lindon & Malek 2022.
class SequentialSampleRatio {
  public:
    /// concentration: units' worth of belief in shares near the plan, 1e-6 to 1e12. Small finds
    /// large mismatches early, large finds small ones.
    explicit SequentialSampleRatio(std::span<const double> allocation_ratios,
                                   double concentration = 100,
                                   const SampleRatioOptions& options = {});

    /// counts: units per arm since the start. invalid_argument, and nothing is remembered, for a
    /// wrong allocation or concentration, counts as above, or counts that fell.
    SampleRatioLook look(std::span<const std::size_t> counts);

  private:
    std::vector<double> allocation_ratios_;  ///< empty when wrong
    double concentration_;
    SampleRatioOptions options_;
    std::vector<std::size_t> counts_;
    double log_bayes_factor_max_ = 0;
};

}  // namespace assay::stats
