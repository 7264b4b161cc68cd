#pragma once
// Strong ids: two ids of different things do not mix. No default value; an absent id is
// std::optional.

#include <fmt/core.h>

#include <compare>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

namespace assay {

template <typename Tag>
class Id {
  public:
    explicit Id(std::string text) : text_(std::move(text)) {}
    [[nodiscard]] std::string_view view() const { return text_; }
    auto operator<=>(const Id&) const = default;

  private:
    std::string text_;
};

}  // namespace assay

template <typename Tag>
struct std::hash<assay::Id<Tag>> {
    std::size_t operator()(const assay::Id<Tag>& id) const noexcept {
        return std::hash<std::string_view>{}(id.view());
    }
};

template <typename Tag>
struct fmt::formatter<assay::Id<Tag>> {
    constexpr auto parse(fmt::format_parse_context& context) { return context.begin(); }
    template <typename Context>
    auto format(const assay::Id<Tag>& id, Context& context) const {
        return fmt::format_to(context.out(), "{}", id.view());
    }
};
