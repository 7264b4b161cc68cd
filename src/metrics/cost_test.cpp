#include "metrics/scored.hpp"

#include <gmock/gmock.h>

namespace assay::metrics {
namespace {

using testing::HasSubstr;

TEST(Cost, is_unscored_when_unknown_and_never_0) {
    const auto scorer = (*find("cost"))->sample({}).value();
    EXPECT_EQ(scorer->score({.output = "", .cost_usd = 0.25}), SampleValue::of(0.25));
    EXPECT_EQ(scorer->score({.output = ""}).value, std::nullopt);
    EXPECT_THAT(scorer->score({.output = ""}).reason, HasSubstr("unknown"));
}

}  // namespace
}  // namespace assay::metrics
