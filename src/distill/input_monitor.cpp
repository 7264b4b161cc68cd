#include "distill/input_monitor.hpp"

#include "distill/model.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>
#include <utility>

namespace assay::distill {
namespace {

constexpr std::size_t count_min = 50;
constexpr std::size_t kept_count_max = 10'000;
constexpr double shift_sds_max = 0.5;
constexpr double standard_error_count = 4;  ///< some thirty features are looked at
constexpr double unfamiliar_ratio_max = 0.05;

/// In the order in which FeatureReader reads them.
constexpr std::array<std::string_view, text_feature_count> feature_names = {
    "words of the output",
    "bytes of the output",
    "sentences of the output",
    "words in a sentence of the output",
    "share of different words in the output",
    "share of different word pairs in the output",
    "share of punctuation in the output",
    "share of capitals in the output",
    "share of digits in the output",
    "lines of the output",
    "share of outputs that end a sentence",
    "share of empty outputs",
    "words of the input",
    "share of the output's words that the input has",
    "share of the input's words that the output has",
    "share of the input's first words that the output has",
    "share of the output's word pairs that the input has",
    "share of empty inputs",
    "words of the targets",
    "difference in length between output and targets",
    "share of the output's words that a target has",
    "share of a target's words that the output has",
    "share of the output's word pairs that a target has",
    "share of samples without a target",
};

std::string name_of(std::size_t index, const std::vector<std::string>& metric_names) {
    if (index < text_feature_count) return std::string(feature_names[index]);
    const std::string& metric = metric_names[(index - text_feature_count) / 2];
    const bool is_score = (index - text_feature_count) % 2 == 0;
    return (is_score ? "score of " : "share of samples without a score of ") + metric;
}

}  // namespace

struct InputMonitor::State {
    struct Kept {
        double luck;
        bool is_unfamiliar;
        std::vector<double> scaled;
    };
    TrainedJudge judge;
    FeatureReader reader;
    Features features;
    std::vector<Kept> kept;  ///< a heap, the highest luck first
};

InputMonitor::InputMonitor(TrainedJudge judge)
    : state_(std::make_unique<State>(State{.judge = std::move(judge)})) {}
InputMonitor::InputMonitor(InputMonitor&&) noexcept = default;
InputMonitor& InputMonitor::operator=(InputMonitor&&) noexcept = default;
InputMonitor::~InputMonitor() = default;

void InputMonitor::add(const Example& example, double luck) {
    State& state = *state_;
    if (example.metric_scores.size() != state.judge.metric_names().size()) return;
    for (const auto& score : example.metric_scores)
        if (!std::isfinite(score.value_or(0))) return;
    if (state.kept.size() == kept_count_max) {
        if (luck >= state.kept.front().luck) return;
        std::ranges::pop_heap(state.kept, {}, &State::Kept::luck);
        state.kept.pop_back();
    }
    const Scaling& scaling = state.judge.model().scaling;
    state.reader.read(example, state.features);
    State::Kept& kept = state.kept.emplace_back();
    kept.luck = luck;
    kept.is_unfamiliar = scaling.is_unfamiliar(state.features.dense);
    scaling.apply(state.features.dense, kept.scaled);
    std::ranges::push_heap(state.kept, {}, &State::Kept::luck);
}

std::size_t InputMonitor::count() const { return state_->kept.size(); }

std::optional<InputShift> InputMonitor::shift() const {
    const State& state = *state_;
    if (state.kept.size() < count_min) return std::nullopt;
    const auto count = static_cast<double>(state.kept.size());
    std::vector<double> sums(state.kept.front().scaled.size());
    std::size_t unfamiliar_count = 0;
    for (const State::Kept& kept : state.kept) {
        for (std::size_t i = 0; i < sums.size(); ++i) sums[i] += kept.scaled[i];
        if (kept.is_unfamiliar) ++unfamiliar_count;
    }
    const double unfamiliar_ratio = static_cast<double>(unfamiliar_count) / count;
    if (unfamiliar_ratio > unfamiliar_ratio_max)
        return InputShift{.feature = "what is missing",
                          .shift_sds = 0,
                          .unfamiliar_ratio = unfamiliar_ratio,
                          .reason = fmt::format(
                              "{:.0f} % of the samples lack an input, target or metric that all "
                              "in training had, or the other way round.",
                              100 * unfamiliar_ratio)};
    double furthest = 0;
    std::size_t index = 0;
    for (std::size_t i = 0; i < sums.size(); ++i) {
        const double mean = sums[i] / count;
        if (std::abs(mean) <= std::abs(furthest)) continue;
        furthest = mean;
        index = i;
    }
    // Training's own mean has an error too, which is about that of as many examples.
    const double trained_count = static_cast<double>(state.judge.quality().count);
    const double standard_error = std::sqrt(1 / count + 1 / trained_count);
    if (std::abs(furthest) <= shift_sds_max + standard_error_count * standard_error)
        return std::nullopt;
    std::string name = name_of(index, state.judge.metric_names());
    std::string reason =
        fmt::format("The mean {} is {:.1f} standard deviations {} than in training.",
                    name,
                    std::abs(furthest),
                    furthest > 0 ? "more" : "less");
    return InputShift{.feature = std::move(name),
                      .shift_sds = furthest,
                      .unfamiliar_ratio = unfamiliar_ratio,
                      .reason = std::move(reason)};
}

}  // namespace assay::distill
