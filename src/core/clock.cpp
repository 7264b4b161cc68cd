#include "core/clock.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

namespace assay {
namespace {

class SystemClock final : public Clock {
  public:
    [[nodiscard]] MonotonicTime monotonic() const override {
        return std::chrono::steady_clock::now();
    }
    [[nodiscard]] WallTime wall() const override {
        return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
    }
};

}  // namespace

const Clock& system_clock() {
    static const SystemClock clock;
    return clock;
}

MonotonicTime ManualClock::monotonic() const {
    return MonotonicTime{std::chrono::nanoseconds{nanoseconds_.load()}};
}

WallTime ManualClock::wall() const {
    return WallTime{std::chrono::microseconds{nanoseconds_.load() / 1000}};
}

void ManualClock::advance(std::chrono::nanoseconds step) { nanoseconds_.fetch_add(step.count()); }

std::string to_rfc3339(WallTime time) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
    const auto microseconds = (time - seconds).count();
    return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:06}Z",
                       fmt::gmtime(std::chrono::system_clock::to_time_t(seconds)),
                       microseconds);
}

}  // namespace assay
