#include "core/clock.hpp"

#include <gtest/gtest.h>

namespace assay {
namespace {

TEST(Rfc3339, writes_utc_with_microseconds) {
    const WallTime time{std::chrono::microseconds{1'772'366'400'000'042}};
    EXPECT_EQ(to_rfc3339(time), "2026-03-01T12:00:00.000042Z");
}

TEST(ManualClock, moves_only_when_told) {
    ManualClock clock;
    const auto start = clock.monotonic();
    EXPECT_EQ(clock.monotonic(), start);
    clock.advance(std::chrono::seconds{2});
    EXPECT_EQ(clock.monotonic() - start, std::chrono::seconds{2});
}

}  // namespace
}  // namespace assay
