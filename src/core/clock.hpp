#pragma once
// Time as a dependency, so that tests need not wait. Clock is thread-safe; ManualClock too.

#include <atomic>
#include <chrono>
#include <string>
#include <string_view>

namespace assay {

using Milliseconds = std::chrono::duration<double, std::milli>;
using MonotonicTime = std::chrono::steady_clock::time_point;
using WallTime = std::chrono::time_point<std::chrono::system_clock, std::chrono::microseconds>;

class Clock {
  public:
    virtual ~Clock() = default;
    /// For intervals; never goes back.
    [[nodiscard]] virtual MonotonicTime monotonic() const = 0;
    /// For stamps that people read.
    [[nodiscard]] virtual WallTime wall() const = 0;
};

/// The machine's clocks.
const Clock& system_clock();

/// A clock that a test moves.
class ManualClock final : public Clock {
  public:
    [[nodiscard]] MonotonicTime monotonic() const override;
    [[nodiscard]] WallTime wall() const override;
    void advance(std::chrono::nanoseconds step);

  private:
    std::atomic<std::int64_t> nanoseconds_{0};
};

/// `2026-03-01T12:00:00.000000Z` (RFC 3339, UTC, microseconds).
std::string to_rfc3339(WallTime time);

}  // namespace assay
