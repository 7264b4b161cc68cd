#include "experiment/difference.hpp"

#include "stats/clustered.hpp"
#include "stats/effect_size.hpp"
#include "stats/mcnemar.hpp"
#include "stats/mean_difference.hpp"
#include "stats/paired_rates.hpp"
#include "stats/tails.hpp"

#include <algorithm>

namespace assay::experiment {
namespace {

/// Below this the chi-squared of McNemar's test is a poor approximation.
constexpr std::size_t exact_discordant_count_max = 24;

bool is_pass_or_fail(std::span<const double> values) {
    return std::ranges::all_of(values, [](double value) { return value == 0 || value == 1; });
}

Difference clustered_difference(const PairedValues& pairs,
                                std::size_t cluster_count,
                                double confidence_ratio) {
    std::vector<stats::ClusterSum> sums(cluster_count);
    for (std::size_t i = 0; i < pairs.first.size(); ++i) {
        stats::ClusterSum& sum = sums[pairs.clusters[i]];
        sum.sum += pairs.second[i] - pairs.first[i];
        ++sum.count;
    }
    const stats::Estimate mean =
        stats::clustered_mean(sums, stats::ClusterCorrection::cr2, confidence_ratio);
    Difference difference{.status = mean.status,
                          .method = "paired, clustered CR2",
                          .test = "t of the clustered difference",
                          .value = mean.value,
                          .standard_error = mean.standard_error,
                          .degrees_of_freedom = mean.degrees_of_freedom,
                          .interval = mean.interval,
                          .cluster_count = cluster_count};
    if (!mean.standard_error || !mean.degrees_of_freedom) return difference;
    if (*mean.standard_error > 0) {
        difference.p_value =
            stats::t_p_value(*mean.value / *mean.standard_error, *mean.degrees_of_freedom);
    } else {
        difference.status = stats::Status::zero_variance;
        difference.interval.reset();
    }
    return difference;
}

/// Test and interval that both come from the counts of pairs that differ, so that from
/// exact_discordant_count_max on they always agree.
void use_rates(Difference& difference, const PairedValues& pairs, double confidence_ratio) {
    stats::Discordant counts{.first_only = 0, .second_only = 0};
    for (std::size_t i = 0; i < pairs.first.size(); ++i) {
        if (pairs.first[i] > pairs.second[i]) ++counts.first_only;
        if (pairs.second[i] > pairs.first[i]) ++counts.second_only;
    }
    const bool is_exact = counts.first_only + counts.second_only <= exact_discordant_count_max;
    const stats::HypothesisTest test =
        is_exact ? stats::mcnemar_exact_test(counts)
                 : stats::mcnemar_test(counts, stats::Continuity::uncorrected);
    difference.test = is_exact ? "McNemar, exact" : "McNemar";
    difference.p_value = test.p_value;
    difference.degrees_of_freedom.reset();
    difference.method = "paired rates, Tango's score";
    difference.interval =
        stats::paired_rates_interval(counts, pairs.first.size(), confidence_ratio);
}

}  // namespace

Difference paired_difference(const PairedValues& pairs, double confidence_ratio) {
    std::size_t cluster_count = 0;
    for (const std::uint32_t cluster : pairs.clusters)
        cluster_count = std::max<std::size_t>(cluster_count, cluster + std::size_t{1});
    if (cluster_count > 0 && cluster_count < pairs.first.size())
        return clustered_difference(pairs, cluster_count, confidence_ratio);
    const stats::HypothesisTest test =
        stats::paired_t_test(pairs.first, pairs.second, confidence_ratio);
    Difference difference{.status = test.status,
                          .method = "paired t",
                          .test = "paired t",
                          .value = test.estimate,
                          .standard_error = test.standard_error,
                          .degrees_of_freedom = test.degrees_of_freedom,
                          .interval = test.interval,
                          .p_value = test.p_value};
    if (pairs.first.size() >= 2 && is_pass_or_fail(pairs.first) && is_pass_or_fail(pairs.second))
        use_rates(difference, pairs, confidence_ratio);
    return difference;
}

Effects effects_of(const PairedValues& pairs) {
    Effects effects;
    if (const auto size = stats::standardized_difference(pairs.first, pairs.second))
        effects.cohens_d = size->cohens_d;
    effects.cohens_dz = stats::cohens_dz(pairs.first, pairs.second);
    if (pairs.first.empty()) return effects;
    if (!is_pass_or_fail(pairs.first) || !is_pass_or_fail(pairs.second)) {
        effects.superiority_ratio = stats::probability_of_superiority(pairs.first, pairs.second);
        return effects;
    }
    const auto rate = [](std::span<const double> values) {
        return static_cast<double>(std::ranges::count(values, 1.0)) /
               static_cast<double>(values.size());
    };
    const double first = rate(pairs.first);
    const double second = rate(pairs.second);
    effects.cohens_h = stats::cohens_h(first, second);
    // Of two rates this is what sorting them all would give.
    effects.superiority_ratio = 0.5 + (second - first) / 2;
    return effects;
}

}  // namespace assay::experiment
