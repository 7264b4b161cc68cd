#include "metrics/scored.hpp"

#include <gmock/gmock.h>

namespace assay::metrics {
namespace {

using testing::HasSubstr;

TEST(Accuracy, compares_labels_without_white_space_around_them) {
    EXPECT_EQ(scored("accuracy", "{}", " spam\n", {"spam"}), SampleValue::of(1));
    EXPECT_EQ(scored("accuracy", "{}", "Spam", {"spam"}), SampleValue::of(0));
    EXPECT_EQ(scored("accuracy", R"({"ignore_case": true})", "Spam", {"spam"}), SampleValue::of(1));
    EXPECT_EQ(scored("accuracy", R"({"strip": false})", "spam ", {"spam"}), SampleValue::of(0));
}

TEST(Accuracy, is_unscored_without_a_target) {
    EXPECT_THAT(scored("accuracy", "{}", "spam", {}).reason, HasSubstr("no target"));
}

}  // namespace
}  // namespace assay::metrics
