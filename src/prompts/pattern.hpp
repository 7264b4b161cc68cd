#pragma once
// Regular expressions that read as Python's `re` does, look-around and back references included.
// PCRE2 with a bound on its steps. Immutable after compile; any number of threads may search at
// once.

#include "core/result.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace assay::prompts {

class Pattern {
  public:
    /// Steps one search may take before it is given up.
    static constexpr std::uint32_t steps_max = 10'000'000;

    /// Errors: invalid_input with the offset in the expression.
    static Result<Pattern> compile(std::string_view expression);

    /// One match: the groups, or the whole match if the expression has none, as re.findall gives
    /// them.
    using Match = std::vector<std::string_view>;
    /// All matches, left to right, not overlapping. Errors: exhausted beyond `steps_max` or
    /// 1,000,000 matches.
    [[nodiscard]] Result<std::vector<Match>> find_all(std::string_view text) const;
    /// The text with every match replaced by `replacement`, taken literally.
    [[nodiscard]] Result<std::string> replace(std::string_view text,
                                              std::string_view replacement) const;

    /// The expression that matches `literal` and nothing else.
    static std::string escape(std::string_view literal);

  private:
    struct Code;
    struct Span {
        std::size_t begin;
        std::size_t end;
    };
    explicit Pattern(std::shared_ptr<const Code> code) : code_(std::move(code)) {}
    template <typename Visit>
    Result<void> search(std::string_view text, Visit visit) const;
    // Shared by copies of the pattern: compiled code never changes.
    std::shared_ptr<const Code> code_;
};

}  // namespace assay::prompts
