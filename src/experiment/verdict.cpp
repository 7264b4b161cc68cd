#include "experiment/comparison.hpp"

#include "stats/multiple_testing.hpp"

#include <fmt/format.h>

namespace assay::experiment {
namespace {

void adjust(std::span<Difference* const> differences, stats::PAdjustment adjustment) {
    std::vector<std::optional<double>> p_values;
    for (const Difference* difference : differences) p_values.push_back(difference->p_value);
    const stats::AdjustedPValues adjusted = stats::adjust_p_values(p_values, adjustment);
    for (std::size_t i = 0; i < differences.size() && i < adjusted.values.size(); ++i)
        differences[i]->adjusted_p_value = adjusted.values[i];
}

std::string p_text(const Difference& difference) {
    const auto shown = [](double p) {
        return p < 0.0001 ? std::string("p < 0.0001") : fmt::format("p = {:.2g}", p);
    };
    if (!difference.p_value) return "no p-value";
    const auto& adjusted = difference.adjusted_p_value;
    if (!adjusted || *adjusted == *difference.p_value) return shown(*difference.p_value);
    return shown(*adjusted) + " after Holm";
}

std::string interval_text(const Difference& difference) {
    if (!difference.interval) return {};
    return fmt::format(" ({:.3g} % {:+.3g} … {:+.3g})",
                       100 * difference.interval->level_ratio,
                       difference.interval->low,
                       difference.interval->high);
}

}  // namespace

void adjust_p_values_of(std::span<RunComparison> comparisons) {
    std::vector<Difference*> metrics;
    std::vector<Difference*> slices;
    for (RunComparison& comparison : comparisons) {
        for (MetricComparison& metric : comparison.metrics) {
            metrics.push_back(&metric.difference);
            for (SliceComparison& slice : metric.slices) slices.push_back(&slice.difference);
        }
    }
    adjust(metrics, stats::PAdjustment::holm);
    adjust(slices, stats::PAdjustment::benjamini_hochberg);
}

Verdict verdict_of(const Difference& difference, std::string_view better, double confidence_ratio) {
    if (!difference.value) return Verdict::undefined;
    if (!difference.p_value) {
        return difference.status == stats::Status::zero_variance && *difference.value == 0
                   ? Verdict::identical
                   : Verdict::undefined;
    }
    // 1 - 0.95 is a rounding error above 0.05, which must not decide.
    constexpr double rounding = 1e-12;
    if (difference.adjusted_p_value.value_or(*difference.p_value) >
            1 - confidence_ratio + rounding ||
        *difference.value == 0)
        return Verdict::undecided;
    const bool is_higher = *difference.value > 0;
    if (better == "higher") return is_higher ? Verdict::better : Verdict::worse;
    if (better == "lower") return is_higher ? Verdict::worse : Verdict::better;
    return is_higher ? Verdict::higher : Verdict::lower;
}

std::string verdict_sentence(const MetricComparison& metric,
                             std::string_view second_name,
                             double confidence_ratio) {
    const Difference& difference = metric.difference;
    const auto by = [&](std::string_view word) {
        return fmt::format("{} is {} by {:.3g}{}, {}.",
                           second_name,
                           word,
                           std::abs(*difference.value),
                           interval_text(difference),
                           p_text(difference));
    };
    switch (verdict_of(difference, metric.better, confidence_ratio)) {
        case Verdict::better:
            return by("better");
        case Verdict::worse:
            return by("worse");
        case Verdict::higher:
            return by("higher");
        case Verdict::lower:
            return by("lower");
        case Verdict::undecided:
            return fmt::format("These samples do not tell: the difference is {:+.3g}{}, {}.{}",
                               *difference.value,
                               interval_text(difference),
                               p_text(difference),
                               *difference.p_value <= 1 - confidence_ratio
                                   ? " Alone it would be decided; among so many comparisons it "
                                     "may be chance."
                                   : "");
        case Verdict::identical:
            return "No sample differs.";
        case Verdict::undefined:
            break;
    }
    if (!difference.value) return "Nothing can be said: no sample has a score in both.";
    return fmt::format("Nothing can be said of the difference of {:+.3g}: {}.",
                       *difference.value,
                       stats::to_string(difference.status));
}

}  // namespace assay::experiment
