#include "metrics/registry.hpp"

#include <gtest/gtest.h>

#include <array>

namespace assay::metrics {
namespace {

TEST(ExactMatch, accepts_any_of_the_targets) {
    const auto scorer = (*find("exact_match"))->sample({});
    constexpr std::array<std::string_view, 2> targets = {"four", "4"};
    EXPECT_EQ((*scorer)->score({.output = "4", .targets = targets}), SampleValue::of(1));
}

}  // namespace
}  // namespace assay::metrics
