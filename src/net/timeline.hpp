#pragma once
// Time and waiting as one dependency, so that tests of pacing and backoff take no time.

#include "async/task.hpp"
#include "core/clock.hpp"

#include <chrono>

namespace assay::net {

class Timeline {
  public:
    virtual ~Timeline() = default;
    [[nodiscard]] virtual const Clock& clock() const = 0;
    /// Errors: cancelled.
    virtual async::Task<void> sleep(std::chrono::nanoseconds time) = 0;
};

/// The machine's clock and timers.
Timeline& real_timeline();

/// Sleeping moves the clock and returns at once. For one coroutine at a time: sleepers do not wait
/// for each other, they queue up in time.
class VirtualTimeline final : public Timeline {
  public:
    [[nodiscard]] const Clock& clock() const override { return clock_; }
    async::Task<void> sleep(std::chrono::nanoseconds time) override;
    [[nodiscard]] std::chrono::nanoseconds slept() const { return slept_; }

  private:
    ManualClock clock_;
    std::chrono::nanoseconds slept_{0};
};

}  // namespace assay::net
