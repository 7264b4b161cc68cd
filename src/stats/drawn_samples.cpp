#include "stats/drawn_samples.hpp"

#include <cmath>

namespace assay::stats {
namespace {

bool is_probability(double ratio) { return ratio > 0 && ratio <= 1; }

/// Whether there is a finite score or none.
bool is_score(const std::optional<double>& score) { return !score || std::isfinite(*score); }

std::optional<double> score_at(std::span<const std::optional<double>> column, std::size_t index) {
    return column.empty() ? std::nullopt : column[index];
}

double ratio_at(std::span<const double> column, std::size_t index) {
    return column.empty() ? 1 : column[index];
}

Phase phase_of(const TieredSamples& samples, std::size_t index) {
    if (!samples.phase.empty()) return samples.phase[index];
    if (score_at(samples.label, index)) return Phase::labelled;
    return score_at(samples.judged, index) ? Phase::judged : Phase::cheap;
}

/// Adds a sample of phase 1 or 2 to `out`; false for a number that is none.
bool read(const TieredSamples& samples, std::size_t index, Phase phase, DrawnSamples& out) {
    const bool is_labelled = phase == Phase::labelled;
    const bool has_middle = !samples.judged.empty();
    const auto label = is_labelled ? score_at(samples.label, index) : std::nullopt;
    const auto judged = score_at(samples.judged, index);
    if (is_labelled && !label) ++out.labelled_without_label_count;
    if (!has_middle && !label) return true;
    double judged_ratio = ratio_at(samples.judged_ratio, index);
    double label_ratio = is_labelled ? ratio_at(samples.label_ratio, index) : 1;
    if (!is_probability(judged_ratio) || !is_probability(label_ratio) || !is_score(label) ||
        !is_score(judged))
        return false;
    if (!has_middle) {
        judged_ratio *= label_ratio;
        label_ratio = 1;
    }
    Drawn drawn{.judged_weight = 1 / judged_ratio,
                .cheap_loss = (1 - judged_ratio) / judged_ratio,
                .index = index};
    if (judged) {
        out.judged_mean.add(*judged, drawn.judged_weight);
        ++out.judged_count;
    } else if (has_middle) {
        ++out.judged_without_score_count;
    }
    if (label) {
        drawn.label_weight = 1 / (judged_ratio * label_ratio);
        drawn.judged_loss = (1 - label_ratio) / (judged_ratio * label_ratio);
        out.label_mean.add(*label, drawn.label_weight);
        ++out.label_count;
    }
    out.rows.push_back(drawn);
    return true;
}

/// Fills in the scores as distances from the means, which are known now, and scales the weights.
void centre(const TieredSamples& samples, std::size_t sample_count, DrawnSamples& out) {
    double judged_weights = 0;
    for (const Drawn& drawn : out.rows) judged_weights += drawn.judged_weight;
    const auto population = static_cast<double>(sample_count);
    for (Drawn& drawn : out.rows) {
        const auto cheap = score_at(samples.cheap, drawn.index);
        const auto judged = score_at(samples.judged, drawn.index);
        if (cheap) drawn.cheap = *cheap - out.cheap_mean.mean();
        if (judged) drawn.judged = *judged - out.judged_mean.mean();
        drawn.judged_weight *= population / judged_weights;
        if (drawn.label_weight == 0) continue;
        drawn.label = *samples.label[drawn.index] - out.label_mean.mean();
        drawn.label_weight *= population / out.label_mean.weights();
    }
}

}  // namespace

std::optional<DrawnSamples> drawn_samples(const TieredSamples& samples, std::size_t sample_count) {
    DrawnSamples out;
    for (std::size_t i = 0; i < sample_count; ++i) {
        const auto cheap = score_at(samples.cheap, i);
        if (!is_score(cheap)) return std::nullopt;
        if (cheap) out.cheap_mean.add(*cheap, 1);
        const Phase phase = phase_of(samples, i);
        if (phase != Phase::cheap && !read(samples, i, phase, out)) return std::nullopt;
    }
    centre(samples, sample_count, out);
    return out;
}

}  // namespace assay::stats
