#pragma once
// Names of a list in a text, whatever their case. A name is a row of words; the words of all names
// form a tree whose edges lie in one hash table, so that a text is read once, word by word, and the
// size of the list does not matter. Immutable; thread-safe.

#include "redaction/scan.hpp"

#include "core/result.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace assay::redaction {

class Names {
  public:
    static constexpr std::size_t word_count_max = 16;

    /// Errors: invalid_input for a name without words or of more than word_count_max.
    static Result<Names> make(const std::vector<std::string>& names);

    [[nodiscard]] bool empty() const { return words_.empty(); }
    /// The leftmost names outside `taken`, of those that start together the longest.
    [[nodiscard]] std::vector<Span> find(std::string_view text, const FoundSpans& taken) const;

  private:
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const {
            return std::hash<std::string_view>()(text);
        }
    };

    std::unordered_map<std::string, std::uint32_t, Hash, std::equal_to<>> words_;
    std::unordered_map<std::uint64_t, std::uint32_t> edges_;  ///< node and word to node
    std::vector<bool> is_name_ = {false};                     ///< by node; 0 is the root
};

}  // namespace assay::redaction
