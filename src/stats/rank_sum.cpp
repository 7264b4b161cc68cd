#include "stats/rank_sum.hpp"

#include "stats/ranks.hpp"
#include "stats/tails.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

namespace assay::stats {
namespace {

constexpr std::size_t exact_count_max = 200;

struct Comparison {
    HypothesisTest test;
    Ranks ranks;
};

/// U of treatment, and a status that is ok when it can be tested.
Comparison compare(std::string_view method,
                   std::span<const double> control,
                   std::span<const double> treatment) {
    Comparison comparison{.test = {.method = method}};
    HypothesisTest& test = comparison.test;
    if (!all_finite(control) || !all_finite(treatment)) {
        test.status = Status::invalid_argument;
        return comparison;
    }
    if (control.empty() || treatment.empty()) {
        test.status = Status::insufficient_data;
        return comparison;
    }
    std::vector<double> values(treatment.begin(), treatment.end());
    values.insert(values.end(), control.begin(), control.end());
    comparison.ranks = mid_ranks(values);
    const auto n = static_cast<double>(treatment.size());
    const auto first = comparison.ranks.of.begin();
    test.statistic =
        std::accumulate(first, first + static_cast<std::ptrdiff_t>(treatment.size()), 0.0) -
        n * (n + 1) / 2;
    if (all_equal(values)) test.status = Status::zero_variance;
    return comparison;
}

/// P(U >= u) when every choice of `chosen` among chosen + others ranks is equally likely.
double u_upper_tail(std::size_t chosen, std::size_t others, double u) {
    // ways[k][s]: choices of k of the ranks seen so far whose sum is s above the least possible.
    // Taking rank r (from 0) as the k-th choice adds r - (k - 1).
    const std::size_t u_max = chosen * others;
    std::vector<std::vector<double>> ways(chosen + 1, std::vector<double>(u_max + 1));
    ways[0][0] = 1;
    for (std::size_t rank = 0; rank < chosen + others; ++rank)
        for (std::size_t k = std::min(chosen, rank + 1); k >= 1; --k) {
            const std::size_t step = rank - (k - 1);
            if (step > others) continue;
            for (std::size_t sum = u_max + 1; sum-- > step;)
                ways[k][sum] += ways[k - 1][sum - step];
        }
    double tail = 0;
    double total = 0;
    for (std::size_t sum = u_max + 1; sum-- > 0;) {
        total += ways[chosen][sum];
        if (static_cast<double>(sum) >= u) tail = total;
    }
    return tail / total;
}

}  // namespace

HypothesisTest mann_whitney_test(std::span<const double> control,
                                 std::span<const double> treatment) {
    auto [test, ranks] = compare("mann-whitney, normal", control, treatment);
    if (test.status != Status::ok) return test;
    const double pairs =
        static_cast<double>(control.size()) * static_cast<double>(treatment.size());
    const auto n = static_cast<double>(control.size() + treatment.size());
    const double variance = pairs / 12 * (n + 1 - ranks.tie_sum / (n * (n - 1)));
    const double distance = std::abs(*test.statistic - pairs / 2) - 0.5;
    test.p_value = normal_p_value(std::max(0.0, distance) / std::sqrt(variance));
    return test;
}

HypothesisTest mann_whitney_exact_test(std::span<const double> control,
                                       std::span<const double> treatment) {
    auto [test, ranks] = compare("mann-whitney, exact", control, treatment);
    if (test.status == Status::insufficient_data || test.status == Status::invalid_argument)
        return test;
    if (ranks.tie_sum > 0 || ranks.of.size() > exact_count_max) {
        test.status = Status::invalid_argument;
        return test;
    }
    const double pairs =
        static_cast<double>(control.size()) * static_cast<double>(treatment.size());
    const double u = std::max(*test.statistic, pairs - *test.statistic);
    test.p_value = std::min(1.0, 2 * u_upper_tail(treatment.size(), control.size(), u));
    return test;
}

HypothesisTest wilcoxon_signed_rank_test(std::span<const double> control,
                                         std::span<const double> treatment) {
    HypothesisTest test{.method = "wilcoxon signed rank, normal"};
    if (control.size() != treatment.size() || !all_finite(control) || !all_finite(treatment)) {
        test.status = Status::invalid_argument;
        return test;
    }
    if (control.empty()) {
        test.status = Status::insufficient_data;
        return test;
    }
    std::vector<double> sizes;
    std::vector<bool> is_positive;
    for (std::size_t i = 0; i < control.size(); ++i) {
        const double difference = treatment[i] - control[i];
        if (difference == 0) continue;
        sizes.push_back(std::abs(difference));
        is_positive.push_back(difference > 0);
    }
    if (sizes.empty()) {
        test.status = Status::zero_variance;
        return test;
    }
    const Ranks ranks = mid_ranks(sizes);
    double positive = 0;
    for (std::size_t i = 0; i < sizes.size(); ++i)
        if (is_positive[i]) positive += ranks.of[i];
    const auto n = static_cast<double>(sizes.size());
    const double mean = n * (n + 1) / 4;
    const double variance = (n * (n + 1) * (2 * n + 1) - ranks.tie_sum / 2) / 24;
    test.statistic = std::min(positive, n * (n + 1) / 2 - positive);
    test.p_value = normal_p_value((*test.statistic - mean) / std::sqrt(variance));
    return test;
}

}  // namespace assay::stats
