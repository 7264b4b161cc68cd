#pragma once
// Counts what a run does and tells whoever watches: at most ten times a second, and once a second
// also when nothing happens, so that an outage is seen. One event loop.

#include "async/alarm.hpp"
#include "async/task.hpp"
#include "core/clock.hpp"
#include "domain/sample_result.hpp"
#include "engine/progress.hpp"

#include <functional>

namespace assay::engine {

class ProgressReporter {
  public:
    using Listener = std::function<void(const Progress&)>;

    /// The listener may be empty. `refresh` fills in what others know (costs, tiers, models), each
    /// time before the listener is called.
    ProgressReporter(Listener listener,
                     std::function<void(Progress&)> refresh,
                     const Clock& clock,
                     Progress start);

    void answered(const SampleResult& result);
    void judging(std::uint64_t due_count);
    void judged();
    void waiting_for(const std::optional<BatchProgress>& batch);

    [[nodiscard]] const Progress& progress() const { return progress_; }

    /// Does the work, and reports beside it. Errors: those of the work.
    async::Task<void> beside(async::Task<void> work);

  private:
    void report(bool is_due);
    async::Task<void> tick(async::Alarm& done);

    Listener listener_;
    std::function<void(Progress&)> refresh_;
    const Clock& clock_;
    Progress progress_;
    MonotonicTime started_at_;
    MonotonicTime reported_at_;
};

}  // namespace assay::engine
