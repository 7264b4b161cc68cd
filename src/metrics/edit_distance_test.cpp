#include "metrics/registry.hpp"
#include "metrics/scored.hpp"

namespace assay::metrics {
namespace {

TEST(EditDistance, is_the_number_of_edits_to_the_nearest_target) {
    EXPECT_EQ(scored("edit_distance", "{}", "kitten", {"sitting"}), SampleValue::of(3));
    EXPECT_EQ(scored("edit_distance", "{}", "cat", {"dog", "cut"}), SampleValue::of(1));
    EXPECT_EQ(scored("edit_distance", "{}", "", {"abc"}), SampleValue::of(3));
    EXPECT_EQ(scored("edit_distance", "{}", "", {""}), SampleValue::of(0));
}

TEST(EditDistance, counts_words_when_told_to) {
    EXPECT_EQ(scored("edit_distance", R"({"unit": "words"})", "a big cat", {"a cat"}),
              SampleValue::of(1));
}

TEST(EditDistance, is_unscored_without_a_target) {
    EXPECT_EQ(scored("edit_distance", "{}", "x", {}).value, std::nullopt);
}

TEST(EditDistance, is_better_when_lower) {
    EXPECT_EQ((*find("edit_distance"))->better, Better::lower);
}

}  // namespace
}  // namespace assay::metrics
