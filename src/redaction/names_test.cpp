#include "redaction/redactor.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace assay::redaction {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> found(const std::vector<std::string>& names, std::string_view text) {
    const Redactor redactor = Redactor::make({.kinds = {}, .names = names}).value();
    std::vector<std::string> values;
    for (const Span& span : redactor.find(text))
        values.emplace_back(text.substr(span.begin_byte, span.end_byte - span.begin_byte));
    return values;
}

TEST(Names, are_found_as_whole_words) {
    EXPECT_THAT(found({"Ann", "Lee"}, "Ann met Lee's Annie, Leeds and ann_lee."),
                ElementsAre("Ann", "Lee", "ann", "lee"));
}

TEST(Names, are_found_in_any_case_and_form) {
    EXPECT_THAT(found({"Jürgen Groß"}, "JÜRGEN GROSS, ju\u0308rgen groß"),
                ElementsAre("JÜRGEN GROSS", "ju\u0308rgen groß"));
    EXPECT_THAT(found({"Ирина"}, "видел ИРИНА."), ElementsAre("ИРИНА"));
}

TEST(Names, of_several_words_may_be_joined_differently) {
    EXPECT_THAT(found({"Jean-Luc O'Neil"}, "Jean Luc O\u2019Neil; jean-luc\n  o'neil"),
                ElementsAre("Jean Luc O\u2019Neil", "jean-luc\n  o'neil"));
    EXPECT_THAT(found({"Ann Lee"}, "Ann, Lee; Ann (Lee)"), IsEmpty());
}

TEST(Names, that_start_together_give_the_longest) {
    EXPECT_THAT(found({"Ann", "Ann Lee", "Ann Lee Smith Jones"}, "Ann Lee Smith left, Ann stayed"),
                ElementsAre("Ann Lee", "Ann"));
}

TEST(Names, need_no_space_where_the_script_has_none) {
    EXPECT_THAT(found({"李雷", "김민수"}, "我叫李雷。김민수가"), ElementsAre("李雷", "김민수"));
}

TEST(Names, keep_off_other_kinds) {
    const Redactor redactor = Redactor::make({.names = {"ann"}}).value();
    EXPECT_THAT(redactor.find("ann@example.com"), ElementsAre(Span{Kind::email, 0, 15}));
}

TEST(Names, without_words_are_refused) {
    EXPECT_EQ(Redactor::make({.names = {"Ann", " - "}}).error().message,
              "names[1] has no letter: ' - '");
    EXPECT_FALSE(Redactor::make({.names = {"a b c d e f g h i j k l m n o p q"}}).has_value());
}

TEST(Names, of_a_long_list_are_all_found) {
    std::vector<std::string> names;
    for (int i = 0; i < 100000; ++i) names.push_back("given" + std::to_string(i) + " family");
    const Redactor redactor = Redactor::make({.kinds = {}, .names = names}).value();
    EXPECT_EQ(redactor.find("Given99999 Family and given100000 family").size(), 1U);
}

}  // namespace
}  // namespace assay::redaction
