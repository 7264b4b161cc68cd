#include "store/result_text.hpp"

#include "store/contract/example_results.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

namespace assay::store {
namespace {

std::string text_of(const SampleResult& result) {
    std::string text;
    append_result_text(text, result);
    return text;
}

TEST(ResultText, equals_the_text_of_the_json_tree) {
    for (std::uint64_t i = 0; i < 100; ++i) {
        const SampleResult result = example_result(i);
        EXPECT_EQ(text_of(result), to_json_text(to_json(result)));
    }
}

TEST(ResultText, reads_back_the_same_result) {
    ResultTextParser parser;
    for (std::uint64_t i = 0; i < 100; ++i) {
        const SampleResult result = example_result(i, static_cast<std::uint32_t>(i % 3));
        EXPECT_EQ(parser.parse(text_of(result)).value(), result);
    }
}

TEST(ResultText, keeps_control_characters_and_repairs_bad_utf8) {
    SampleResult result = example_result(1);
    result.answer = std::string("a\0\x01\x1f\"\\\n", 7);
    result.input = "x\xFFy";
    ResultTextParser parser;
    const SampleResult back = parser.parse(text_of(result)).value();
    EXPECT_EQ(back.answer, result.answer);
    EXPECT_EQ(back.input, "x\xEF\xBF\xBDy");
}

TEST(ResultText, an_impossible_token_keeps_its_probability_of_zero) {
    SampleResult result = example_result(4);
    result.completion->logprobs[0].log_probability = -std::numeric_limits<double>::infinity();
    ResultTextParser parser;
    EXPECT_EQ(parser.parse(text_of(result)).value(), result);
}

TEST(ResultText, keeps_the_extremes_of_numbers) {
    SampleResult result = example_result(8);
    result.sample_index = std::numeric_limits<std::uint64_t>::max();
    result.epoch = std::numeric_limits<std::uint32_t>::max();
    result.scores[0].value = 5e-324;
    result.scores[1].value = -1.7976931348623157e308;
    result.metadata = {{"big", std::numeric_limits<std::uint64_t>::max()}};
    ResultTextParser parser;
    EXPECT_EQ(parser.parse(text_of(result)).value(), result);
}

TEST(ResultText, damage_is_corrupt_and_names_the_field) {
    ResultTextParser parser;
    for (const std::string_view text :
         {"", "{", "[]", "{}", R"({"id":1})", R"({"id":"a","scores":3})"}) {
        const auto parsed = parser.parse(text);
        ASSERT_FALSE(parsed) << text;
        EXPECT_EQ(parsed.error().kind, ErrorKind::corrupt);
    }
    EXPECT_THAT(parser.parse(R"({"id":"a","epoch":-1})").error().message,
                ::testing::HasSubstr("'epoch'"));
}

}  // namespace
}  // namespace assay::store
