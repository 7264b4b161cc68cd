#pragma once
// Sums per independent unit: a named cluster, or one sample with its repeats. Samples arrive one
// after another, so only the sums of the current one are open; a finished one is folded into the
// moments of the units of its size, and a million samples take no more room than ten. Named
// clusters may come back at any time and stay open. One thread.

#include "stats/clustered.hpp"
#include "stats/estimate.hpp"
#include "stats/mean.hpp"

#include <cstddef>
#include <map>
#include <optional>
#include <vector>

namespace assay::metrics {

class UnitSums {
  public:
    /// A score of the current sample, or of the named cluster with this number.
    void add(double value, std::optional<std::size_t> cluster_index);
    /// The next score without a cluster belongs to another sample.
    void close_sample();
    /// The mean of all scores. Wilson's interval when `is_rate` and every score was 0 or 1,
    /// Student's t otherwise, and the clustered one when a unit has several scores. The last call.
    stats::Estimate finish(bool is_rate, double confidence_ratio);

  private:
    struct Sum {
        double sum = 0;
        std::size_t count = 0;
    };
    void fold(const Sum& unit);

    Sum open_;
    std::vector<Sum> named_;
    std::map<std::size_t, stats::Moments> sums_by_size_;
    std::size_t one_count_ = 0;
    bool is_binary_ = true;  ///< every score so far was 0 or 1
};

}  // namespace assay::metrics
