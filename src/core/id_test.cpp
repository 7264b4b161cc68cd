#include "core/id.hpp"

#include <gtest/gtest.h>

#include <type_traits>

namespace assay {
namespace {

using RunId = Id<struct RunTag>;
using ModelId = Id<struct ModelTag>;

TEST(Id, does_not_convert_from_text_or_from_another_id) {
    static_assert(!std::is_convertible_v<std::string, RunId>);
    static_assert(!std::is_constructible_v<RunId, ModelId>);
    static_assert(!std::is_default_constructible_v<RunId>);
}

TEST(Id, compares_hashes_and_formats_as_its_text) {
    const RunId a{"a"};
    EXPECT_LT(a, RunId{"b"});
    EXPECT_EQ(std::hash<RunId>{}(a), std::hash<std::string_view>{}("a"));
    EXPECT_EQ(fmt::format("{}", a), "a");
}

}  // namespace
}  // namespace assay
