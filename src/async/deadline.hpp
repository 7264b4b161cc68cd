#pragma once
// A point in time by which work must be done. It travels down the call stack, so that nested
// timeouts cannot add up.

#include "core/clock.hpp"

#include <chrono>
#include <limits>

namespace assay::async {

class Deadline {
  public:
    static Deadline never() { return Deadline(MonotonicTime::max()); }
    static Deadline after(std::chrono::nanoseconds time, const Clock& clock = system_clock()) {
        return Deadline(clock.monotonic() + time);
    }
    explicit Deadline(MonotonicTime time) : time_(time) {}

    [[nodiscard]] MonotonicTime time() const { return time_; }
    [[nodiscard]] bool is_never() const { return time_ == MonotonicTime::max(); }
    [[nodiscard]] bool has_passed(MonotonicTime now) const { return now >= time_; }

  private:
    MonotonicTime time_;
};

}  // namespace assay::async
