#include "experiment/metric_pairs.hpp"

#include <unordered_map>

namespace assay::experiment {
namespace {

/// Where a sample that does not pair is counted; null: it pairs.
std::uint64_t* reason_of(PairCounts& counts,
                         const Pairing& pairing,
                         const SampleScores& first,
                         const SampleScores& second,
                         std::size_t sample) {
    if (pairing.second_rows[sample] == Pairing::no_row) return &counts.only_in_first;
    if (pairing.first_rows[sample] == Pairing::no_row) return &counts.only_in_second;
    if (first.answered[sample] == 0) return &counts.failed_in_first;
    if (second.answered[sample] == 0) return &counts.failed_in_second;
    if (first.scored[sample] == 0) return &counts.unscored_in_first;
    if (second.scored[sample] == 0) return &counts.unscored_in_second;
    return nullptr;
}

/// Clusters numbered from 0 without gaps, a pair without one a cluster of its own; empty when no
/// pair has one.
std::vector<std::uint32_t> clusters_of(const ScoreTable& table,
                                       const std::vector<std::uint32_t>& rows,
                                       const std::vector<std::uint32_t>& samples) {
    if (table.cluster_count == 0) return {};
    std::vector<std::uint32_t> numbers(table.cluster_count, ScoreTable::no_cluster);
    std::vector<std::uint32_t> clusters(samples.size());
    std::uint32_t count = 0;
    for (std::size_t i = 0; i < samples.size(); ++i) {
        const std::uint32_t cluster = table.clusters[rows[samples[i]]];
        if (cluster == ScoreTable::no_cluster) {
            clusters[i] = count++;
            continue;
        }
        if (numbers[cluster] == ScoreTable::no_cluster) numbers[cluster] = count++;
        clusters[i] = numbers[cluster];
    }
    return clusters;
}

}  // namespace

MetricPairs MetricPairs::only(std::span<const std::size_t> places) const {
    MetricPairs chosen;
    std::unordered_map<std::uint32_t, std::uint32_t> numbers;
    for (const std::size_t place : places) {
        chosen.samples.push_back(samples[place]);
        chosen.first.push_back(first[place]);
        chosen.second.push_back(second[place]);
        if (clusters.empty()) continue;
        const auto next = static_cast<std::uint32_t>(numbers.size());
        chosen.clusters.push_back(numbers.try_emplace(clusters[place], next).first->second);
    }
    return chosen;
}

MetricPairs metric_pairs(const ScoreTable& first,
                         const ScoreTable& second,
                         const ColumnPair& column,
                         const Pairing& pairing) {
    const std::size_t count = pairing.sample_count();
    const SampleScores ours = scores_by_sample(first, *column.first, pairing.first_samples, count);
    const SampleScores theirs =
        scores_by_sample(second, *column.second, pairing.second_samples, count);
    MetricPairs pairs;
    pairs.samples.reserve(count);
    pairs.first.reserve(count);
    pairs.second.reserve(count);
    for (std::size_t sample = 0; sample < count; ++sample) {
        if (std::uint64_t* reason = reason_of(pairs.counts, pairing, ours, theirs, sample)) {
            ++*reason;
            continue;
        }
        pairs.samples.push_back(static_cast<std::uint32_t>(sample));
        pairs.first.push_back(ours.means[sample]);
        pairs.second.push_back(theirs.means[sample]);
    }
    pairs.counts.paired = pairs.samples.size();
    // Both runs are of one dataset, so that either knows the clusters; a file may lack them.
    pairs.clusters = first.cluster_count > 0
                         ? clusters_of(first, pairing.first_rows, pairs.samples)
                         : clusters_of(second, pairing.second_rows, pairs.samples);
    return pairs;
}

}  // namespace assay::experiment
