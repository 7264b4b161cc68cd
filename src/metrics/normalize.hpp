#pragma once
// What metrics do to texts and targets before comparing them. Pure functions; thread-safe.

#include "metrics/metric.hpp"

#include <string>
#include <string_view>

namespace assay::metrics {

/// The text without white space (Unicode's White_Space, as Python's str.strip) at both ends.
std::string_view strip(std::string_view text);

/// The text without ASCII punctuation (Python's string.punctuation).
void remove_ascii_punctuation(std::string& text);
/// The text without the digits 0 to 9.
void remove_ascii_digits(std::string& text);

/// What a Markdown code fence around the whole text holds (```json … ```), or the text itself.
std::string_view without_fence(std::string_view text);

/// 1 if `matches(target)` for any target, else 0; unscored when there is none.
template <typename Predicate>
SampleValue match_any_target(const Observation& observation, Predicate matches) {
    if (observation.targets.empty()) return SampleValue::unscored("no target");
    for (const std::string_view target : observation.targets) {
        if (matches(target)) return SampleValue::of(1);
    }
    return SampleValue::of(0);
}

}  // namespace assay::metrics
