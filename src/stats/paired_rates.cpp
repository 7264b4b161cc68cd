#include "stats/paired_rates.hpp"

#include "stats/proportion.hpp"
#include "stats/symmetric_interval.hpp"

#include <cmath>

namespace assay::stats {
namespace {

/// The score test of one difference.
class ScoreTest {
  public:
    ScoreTest(const Discordant& counts, std::uint64_t pair_count)
        : gained_(static_cast<double>(counts.second_only)),
          lost_(static_cast<double>(counts.first_only)),
          count_(static_cast<double>(pair_count)) {}

    [[nodiscard]] double estimate() const { return (gained_ - lost_) / count_; }

    /// Normal deviate of the counts if `difference` were true: falls as the difference grows.
    [[nodiscard]] double deviate(double difference) const {
        const double gap = gained_ - lost_ - count_ * difference;
        const double variance =
            count_ * (2 * lost_ratio(difference) + difference * (1 - difference));
        if (variance > 0) return gap / std::sqrt(variance);
        return gap == 0 ? 0 : std::copysign(HUGE_VAL, gap);
    }

  private:
    /// The likeliest share of samples that were lost, given the difference.
    [[nodiscard]] double lost_ratio(double difference) const {
        const double a = 2 * count_;
        const double b = -gained_ - lost_ + (2 * count_ - gained_ + lost_) * difference;
        const double c = -lost_ * difference * (1 - difference);
        return (std::sqrt(std::fmax(b * b - 4 * a * c, 0)) - b) / (2 * a);
    }

    double gained_;
    double lost_;
    double count_;
};

/// Where the deviate comes to `wanted`, between two differences.
double solve(const ScoreTest& test, double low, double high, double wanted) {
    constexpr int halvings = 60;
    for (int i = 0; i < halvings; ++i) {
        const double middle = low + (high - low) / 2;
        (test.deviate(middle) > wanted ? low : high) = middle;
    }
    return low + (high - low) / 2;
}

}  // namespace

std::optional<Interval> paired_rates_interval(const Discordant& counts,
                                              std::uint64_t pair_count,
                                              double confidence_ratio) {
    if (pair_count == 0 || counts.first_only > pair_count ||
        counts.second_only > pair_count - counts.first_only || !is_confidence(confidence_ratio))
        return std::nullopt;
    const ScoreTest test(counts, pair_count);
    const double deviate = two_sided_z(confidence_ratio);
    return Interval{.low = solve(test, -1, test.estimate(), deviate),
                    .high = solve(test, test.estimate(), 1, -deviate),
                    .level_ratio = confidence_ratio};
}

}  // namespace assay::stats
