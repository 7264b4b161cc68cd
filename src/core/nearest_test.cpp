#include "core/nearest.hpp"

#include <gtest/gtest.h>

#include <array>

namespace assay {
namespace {

constexpr std::array<std::string_view, 3> metrics = {"bleu", "chrf", "exact_match"};

TEST(Nearest, finds_a_swap_of_neighbours) { EXPECT_EQ(nearest("belu", metrics), "bleu"); }

TEST(Nearest, finds_a_missing_letter) { EXPECT_EQ(nearest("exact_mach", metrics), "exact_match"); }

TEST(Nearest, gives_nothing_when_all_are_far) {
    EXPECT_EQ(nearest("perplexity", metrics), std::nullopt);
}

TEST(DidYouMean, is_empty_without_a_near_word) { EXPECT_EQ(did_you_mean("zzz", metrics), ""); }

}  // namespace
}  // namespace assay
