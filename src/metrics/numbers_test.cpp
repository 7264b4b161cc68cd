#include "metrics/numbers.hpp"

#include <gmock/gmock.h>

namespace assay::metrics {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<double> numbers(std::string_view text) { return find_numbers(text, Percent::number); }

TEST(FindNumbers, reads_the_forms_people_write) {
    EXPECT_THAT(numbers("1,234.5 and .5 and -$5 and $-6 and 6.02e23 and 1E-3"),
                ElementsAre(1234.5, .5, -5, -6, 6.02e23, 1e-3));
    EXPECT_THAT(numbers("\u22127"), ElementsAre(-7));
    EXPECT_THAT(numbers("100%, 5th, 4."), ElementsAre(100, 5, 4));
}

TEST(FindNumbers, takes_commas_for_thousands_only_in_groups_of_three) {
    EXPECT_THAT(numbers("1,2,3"), ElementsAre(1, 2, 3));
    EXPECT_THAT(numbers("1,234,567"), ElementsAre(1234567));
    EXPECT_THAT(numbers("1,2345"), ElementsAre(1, 2345));
}

TEST(FindNumbers, divides_fractions_and_not_dates_or_by_zero) {
    EXPECT_THAT(numbers("3/4"), ElementsAre(.75));
    EXPECT_THAT(numbers("12/05/2024"), ElementsAre(12, 5, 2024));
    EXPECT_THAT(numbers("1/0"), ElementsAre(1, 0));
}

TEST(FindNumbers, takes_a_dash_between_numbers_as_no_sign) {
    EXPECT_THAT(numbers("10-5"), ElementsAre(10, 5));
    EXPECT_THAT(numbers("10 - 5"), ElementsAre(10, 5));
    EXPECT_THAT(numbers("= -5"), ElementsAre(-5));
}

TEST(FindNumbers, leaves_words_and_what_a_double_cannot_hold) {
    EXPECT_THAT(numbers("GPT4 B2B x_1"), IsEmpty());
    EXPECT_THAT(numbers("1e999"), IsEmpty());
    EXPECT_THAT(numbers(""), IsEmpty());
    EXPECT_THAT(numbers("$ - . , %"), IsEmpty());
}

TEST(FindNumbers, reads_percent_as_a_ratio_when_asked) {
    EXPECT_THAT(find_numbers("25% of 8", Percent::ratio), ElementsAre(.25, 8));
}

}  // namespace
}  // namespace assay::metrics
