#include "distill/training_rows.hpp"

#include "distill/features.hpp"

#include "stats/moments.hpp"

#include <cmath>

#pragma clang fp contract(off)

namespace assay::distill {
namespace {

/// Sums the entries of equal buckets, which a row of the matrix must not have twice.
class BucketSums {
  public:
    BucketSums() : sums_(bucket_count), is_touched_(bucket_count) {}

    void add(std::span<const std::uint32_t> grams) {
        const double value = gram_value(grams.size());
        for (const std::uint32_t gram : grams) {
            const std::uint32_t bucket = gram >> 1U;
            if (!is_touched_[bucket]) touched_.push_back(bucket);
            is_touched_[bucket] = true;
            sums_[bucket] += (gram & 1U) == 0 ? value : -value;
        }
    }
    void move_to(std::vector<SparseRows::Cell>& cells) {
        for (const std::uint32_t bucket : touched_) {
            cells.push_back({.column = bucket, .value = static_cast<float>(sums_[bucket])});
            sums_[bucket] = 0;
            is_touched_[bucket] = false;
        }
        touched_.clear();
    }

  private:
    std::vector<double> sums_;
    std::vector<bool> is_touched_;
    std::vector<std::uint32_t> touched_;
};

/// Weighted; a metric's over the examples that have it.
Scaling fit_scaling(std::span<const std::vector<float>> dense, std::span<const double> weights) {
    Scaling scaling;
    for (std::size_t column = 0; column < dense[0].size(); ++column) {
        const bool is_metric =
            column >= text_feature_count && (column - text_feature_count) % 2 == 0;
        const auto is_used = [&](std::size_t i) { return !is_metric || dense[i][column + 1] == 0; };
        stats::WeightedMean mean;
        for (std::size_t i = 0; i < dense.size(); ++i)
            if (is_used(i)) mean.add(static_cast<double>(dense[i][column]), weights[i]);
        stats::WeightedMean variance;
        for (std::size_t i = 0; i < dense.size(); ++i) {
            const double distance = static_cast<double>(dense[i][column]) - mean.mean();
            if (is_used(i)) variance.add(distance * distance, weights[i]);
        }
        const double sd = std::sqrt(variance.mean());
        scaling.means.push_back(mean.mean());
        // Below, the spread is that of rounding.
        const bool varies = sd > 1e-7 * (1 + std::abs(mean.mean()));
        scaling.inverse_sds.push_back(varies ? 1 / sd : 0);
    }
    return scaling;
}

}  // namespace

TrainingRows make_rows(std::span<const Example> examples) {
    TrainingRows out;
    double weight_sum = 0;
    for (const Example& example : examples) weight_sum += example.weight;
    const double weight_mean = weight_sum / static_cast<double>(examples.size());
    std::vector<std::vector<float>> dense;
    std::vector<SparseRows::Cell> hashed;
    std::vector<std::size_t> hashed_ends;
    FeatureReader reader;
    Features features;
    BucketSums sums;
    for (const Example& example : examples) {
        out.scores.push_back(example.score);
        out.weights.push_back(example.weight / weight_mean);
        reader.read(example, features);
        dense.push_back(features.dense);
        sums.add(features.word_grams);
        sums.add(features.character_grams);
        sums.move_to(hashed);
        hashed_ends.push_back(hashed.size());
    }
    out.scaling = fit_scaling(dense, out.weights);
    out.rows.column_count = bucket_count + dense[0].size() + 1;
    std::vector<double> scaled;
    std::size_t begin = 0;
    for (std::size_t i = 0; i < examples.size(); ++i) {
        for (; begin < hashed_ends[i]; ++begin) out.rows.cells.push_back(hashed[begin]);
        out.scaling.apply(dense[i], scaled);
        auto column = static_cast<std::uint32_t>(bucket_count);
        for (const double value : scaled)
            out.rows.cells.push_back({.column = column++, .value = static_cast<float>(value)});
        out.rows.cells.push_back({.column = column, .value = 1});
        out.rows.ends.push_back(out.rows.cells.size());
        out.scaled.push_back(scaled);
    }
    return out;
}

}  // namespace assay::distill
