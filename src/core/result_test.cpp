#include "core/result.hpp"

#include <gtest/gtest.h>

#include <memory>

namespace assay {
namespace {

Result<int> half(int number) {
    if (number % 2 != 0) return fail(ErrorKind::invalid_input, "{} is odd", number);
    return number / 2;
}

Result<int> quarter(int number) {
    TRY(const int first, half(number));
    TRY(const int second, half(first));
    return second;
}

Result<void> check_even(int number) {
    CHECK_OK(half(number));
    return {};
}

Result<std::unique_ptr<int>> boxed(int number) {
    TRY(auto box, Result<std::unique_ptr<int>>(std::make_unique<int>(number)));
    return box;
}

TEST(Try, gives_the_value) { EXPECT_EQ(quarter(12), 3); }

TEST(Try, returns_the_error) {
    EXPECT_EQ(quarter(6).error(), (Error{ErrorKind::invalid_input, "3 is odd"}));
}

TEST(Try, moves_values_that_cannot_be_copied) { EXPECT_EQ(**boxed(4), 4); }

TEST(CheckOk, returns_the_error) {
    EXPECT_TRUE(check_even(2).has_value());
    EXPECT_EQ(check_even(3).error().message, "3 is odd");
}

TEST(Error, puts_the_place_before_the_message) {
    EXPECT_EQ((Error{ErrorKind::corrupt, "torn"}.in("a.jsonl:3").message), "a.jsonl:3: torn");
}

}  // namespace
}  // namespace assay
