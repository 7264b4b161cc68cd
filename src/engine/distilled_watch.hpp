#pragma once
// Does a distilled judge still fit? Watches a run's results: what the judge said where both scored,
// and what the samples look like. Computed from the stored results, so that an interrupted and
// resumed run says what an undisturbed one would. One thread.

#include "distill/input_monitor.hpp"

#include "engine/distilled_tier.hpp"

#include <string>
#include <vector>

namespace assay::engine {

class DistilledWatch {
  public:
    /// Both must outlive it.
    DistilledWatch(const DistilledTier& tier, const Tiering& tiering);

    /// An answered sample.
    void add(const SampleResult& result);
    /// Whole sentences, with what to do; none while all is well.
    [[nodiscard]] std::vector<std::string> warnings();

  private:
    /// A sample that the judge saw, but not because the prediction was doubtful.
    struct Audit {
        double order;
        double predicted;
        double judged;
    };

    const DistilledTier& tier_;
    const Tiering& tiering_;
    distill::InputMonitor inputs_;
    std::vector<Audit> audits_;
};

}  // namespace assay::engine
