#include "metrics/scored.hpp"

#include <gmock/gmock.h>

namespace assay::metrics {
namespace {

using testing::HasSubstr;

TEST(Length, counts_characters_words_or_bytes) {
    constexpr std::string_view text = "na\u00EFve \u2003 caf\u00E9";
    EXPECT_EQ(scored("length", "{}", text, {}), SampleValue::of(12));
    EXPECT_EQ(scored("length", R"({"unit": "words"})", text, {}), SampleValue::of(2));
    EXPECT_EQ(scored("length", R"({"unit": "bytes"})", text, {}), SampleValue::of(16));
}

TEST(Length, of_nothing_is_0) {
    for (const std::string_view unit :
         {R"({"unit": "characters"})", R"({"unit": "words"})", R"({"unit": "bytes"})"})
        EXPECT_EQ(scored("length", unit, "", {}), SampleValue::of(0));
}

TEST(Length, suggests_the_nearest_unit) {
    EXPECT_THAT(option_error("length", R"({"unit": "word"})"), HasSubstr("did you mean 'words'"));
}

}  // namespace
}  // namespace assay::metrics
