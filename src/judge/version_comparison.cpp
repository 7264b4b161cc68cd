#include "judge/golden_history.hpp"

#include "stats/bootstrap.hpp"
#include "stats/correlation.hpp"
#include "stats/mean_difference.hpp"

#include <cmath>
#include <numeric>
#include <unordered_map>

namespace assay::judge {
namespace {

constexpr double confidence_ratio = 0.95;
constexpr std::size_t sample_count_least = 10;

/// The samples of both, position by position.
struct Common {
    std::vector<double> first;
    std::vector<double> second;
    std::vector<double> human;
};

Common common_scores(const GoldenRun& first, const GoldenRun& second) {
    std::unordered_map<std::string_view, const GoldenScore*> known;
    for (const GoldenScore& score : first.scores) known[score.sample_id] = &score;
    Common common;
    for (const GoldenScore& score : second.scores) {
        const auto found = known.find(score.sample_id);
        if (found == known.end() || found->second->human != score.human) continue;
        common.first.push_back(found->second->judged);
        common.second.push_back(score.judged);
        common.human.push_back(score.human);
    }
    return common;
}

std::vector<double> distances(const std::vector<double>& scores, const std::vector<double>& human) {
    std::vector<double> result;
    for (std::size_t i = 0; i < scores.size(); ++i)
        result.push_back(std::abs(scores[i] - human[i]));
    return result;
}

double mean_of(const std::vector<double>& values) {
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

std::vector<double> repeated(const std::vector<double>& values,
                             std::span<const std::uint32_t> weights) {
    std::vector<double> result;
    for (std::size_t i = 0; i < values.size(); ++i)
        result.insert(result.end(), weights[i], values[i]);
    return result;
}

stats::Estimate spearman_gain(const Common& common) {
    const auto gain = [&](std::span<const std::uint32_t> weights) -> std::optional<double> {
        const auto human = repeated(common.human, weights);
        const auto first =
            stats::spearman_correlation(repeated(common.first, weights), human).estimate;
        const auto second =
            stats::spearman_correlation(repeated(common.second, weights), human).estimate;
        if (!first || !second) return std::nullopt;
        return *second - *first;
    };
    return stats::bootstrap_corpus(common.human.size(), gain, {});
}

}  // namespace

Result<VersionComparison> compare_versions(const GoldenRun& first, const GoldenRun& second) {
    const Common common = common_scores(first, second);
    if (common.human.size() < sample_count_least)
        return fail(ErrorKind::invalid_input,
                    "the two have {} golden samples in common, with the same label; at least {} "
                    "are needed: calibrate both on one golden set",
                    common.human.size(),
                    sample_count_least);
    const auto first_distances = distances(common.first, common.human);
    const auto second_distances = distances(common.second, common.human);
    return VersionComparison{
        .count = common.human.size(),
        .score = stats::paired_t_test(common.first, common.second, confidence_ratio),
        .absolute_error = stats::paired_t_test(first_distances, second_distances, confidence_ratio),
        .first_error = mean_of(first_distances),
        .second_error = mean_of(second_distances),
        .first_spearman = stats::spearman_correlation(common.first, common.human).estimate,
        .second_spearman = stats::spearman_correlation(common.second, common.human).estimate,
        .spearman_gain = spearman_gain(common)};
}

}  // namespace assay::judge
