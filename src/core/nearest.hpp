#pragma once
// "Did you mean": the known word nearest to a mistyped one.

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace assay {

/// The candidate with the fewest single-character edits (insert, delete, change, swap of
/// neighbours), if it needs at most a third of the word's length, at least 1. Ties: the first.
/// O(candidates * length^2).
std::optional<std::string_view> nearest(std::string_view word,
                                        std::span<const std::string_view> candidates);

/// `; did you mean 'bleu'?` or the empty string.
std::string did_you_mean(std::string_view word, std::span<const std::string_view> candidates);

}  // namespace assay
