#pragma once
// Scores results and writes them to the journal, in batches of whatever has arrived while the last
// batch was written. A result counts only once record() has returned. One event loop.

#include "async/compute_pool.hpp"
#include "async/gate.hpp"
#include "engine/distilled_tier.hpp"
#include "metrics/scoring.hpp"
#include "store/journal.hpp"

#include <chrono>
#include <optional>
#include <vector>

namespace assay::engine {

class Recorder {
  public:
    /// Everything passed by reference or pointer must outlive the recorder. `distilled`: scores
    /// what the metrics have scored; null: no such tier.
    Recorder(const metrics::Scoring& scoring,
             const DistilledTier* distilled,
             store::Journal& journal,
             async::ComputePool& pool);

    /// Returns when the results are journaled. Errors: those of Journal::append, also for every
    /// later call.
    async::Task<void> record(std::vector<SampleResult> results);

  private:
    struct Waiting {
        std::vector<SampleResult> results;
        async::Gate written;
        std::optional<Error> error;
    };

    async::Task<void> write_waiting();
    Result<void> score_and_append(std::vector<SampleResult>& results);
    void score(SampleResult& result) const;

    const metrics::Scoring& scoring_;
    const DistilledTier* distilled_;
    store::Journal& journal_;
    async::ComputePool& pool_;
    std::vector<Waiting*> waiting_;
    std::optional<Error> failure_;
    std::chrono::steady_clock::time_point synced_at_ = std::chrono::steady_clock::now();
    bool is_writing_ = false;
};

}  // namespace assay::engine
