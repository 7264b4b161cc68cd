#include "metrics/scored.hpp"

#include <gmock/gmock.h>

#include <cmath>

namespace assay::metrics {
namespace {

using testing::HasSubstr;

// Expected values: by hand from the definition that scikit-learn documents.
TEST(Mcc, follows_the_definition) {
    EXPECT_NEAR(*corpus_value("mcc", "{}", {{"1", "1"}, {"0", "1"}, {"1", "1"}, {"1", "0"}}),
                -1.0 / 3,
                1e-12);
    EXPECT_NEAR(*corpus_value("mcc",
                              "{}",
                              {{"cat", "cat"},
                               {"dog", "cat"},
                               {"cat", "dog"},
                               {"dog", "dog"},
                               {"bird", "dog"},
                               {"dog", "dog"}}),
                2 / std::sqrt(22.0 * 16),
                1e-12);
}

TEST(Mcc, is_1_for_perfect_and_minus_1_for_reversed_labels) {
    EXPECT_DOUBLE_EQ(*corpus_value("mcc", "{}", {{"a", "a"}, {"b", "b"}, {"c", "c"}}), 1);
    EXPECT_DOUBLE_EQ(*corpus_value("mcc", "{}", {{"a", "b"}, {"b", "a"}}), -1);
}

TEST(Mcc, is_undefined_when_the_labels_do_not_vary) {
    EXPECT_EQ(corpus_value("mcc", "{}", {{"a", "a"}, {"a", "b"}}), std::nullopt);
    EXPECT_EQ(corpus_value("mcc", "{}", {}), std::nullopt);
    EXPECT_THAT(option_error("mcc", R"({"k": 1})"), HasSubstr("k"));
}

}  // namespace
}  // namespace assay::metrics
