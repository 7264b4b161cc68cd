#include "metrics/labels.hpp"

#include "metrics/normalize.hpp"
#include "text/unicode.hpp"

namespace assay::metrics {

std::string LabelReader::operator()(std::string_view text) const {
    const std::string_view bare = strips_ ? strip(text) : text;
    return ignores_case_ ? text::lower(bare) : std::string(bare);
}

std::optional<std::string> LabelAccumulator::add(const Observation& observation) {
    if (observation.targets.empty()) return "no target";
    const std::string predicted = reader_(observation.output);
    std::string actual = reader_(observation.targets.front());
    for (const std::string_view target : observation.targets.subspan(1)) {
        if (reader_(target) == predicted) actual = predicted;
    }
    pairs_.push_back({.predicted = number(predicted), .actual = number(std::move(actual))});
    return std::nullopt;
}

std::uint32_t LabelAccumulator::number(std::string label) {
    return numbers_.try_emplace(std::move(label), static_cast<std::uint32_t>(numbers_.size()))
        .first->second;
}

std::optional<std::size_t> LabelAccumulator::number_of(std::string_view label) const {
    const auto found = numbers_.find(std::string(label));
    if (found == numbers_.end()) return std::nullopt;
    return found->second;
}

std::vector<LabelCounts> LabelAccumulator::count(std::span<const std::uint32_t> weights) const {
    std::vector<LabelCounts> counts(numbers_.size());
    for (std::size_t i = 0; i < pairs_.size(); ++i) {
        const Pair& pair = pairs_[i];
        counts[pair.predicted].predicted += weights[i];
        counts[pair.actual].actual += weights[i];
        if (pair.predicted == pair.actual) counts[pair.actual].hits += weights[i];
    }
    return counts;
}

}  // namespace assay::metrics
