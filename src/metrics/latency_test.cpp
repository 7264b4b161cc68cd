#include "metrics/scored.hpp"

#include <gmock/gmock.h>

namespace assay::metrics {
namespace {

using testing::HasSubstr;

TEST(Latency, is_what_was_measured_or_unscored) {
    const auto scorer = (*find("latency"))->sample({}).value();
    EXPECT_EQ(scorer->score({.output = "", .latency_ms = 12.5}), SampleValue::of(12.5));
    EXPECT_THAT(scorer->score({.output = ""}).reason, HasSubstr("no latency"));
}

}  // namespace
}  // namespace assay::metrics
