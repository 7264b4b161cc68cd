#include "metrics/metric.hpp"
#include "metrics/option_values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace assay::metrics {
namespace {

constexpr std::array options_of = {
    OptionSpec{"k", "integer", "1", "How many repeats one may try, at least 1."},
    OptionSpec{"of", "string", "\"exact_match\"", "Name of the evaluator whose scores it reads."},
    OptionSpec{"threshold", "number", "1", "A repeat passes when its score is at least this."}};

/// 1 - C(n - c, k) / C(n, k) as a product that neither overflows nor cancels.
double estimate_pass(std::size_t repeat_count, std::size_t pass_count, std::size_t k) {
    if (repeat_count - pass_count < k) return 1;
    double none_passes = 1;
    for (std::size_t i = repeat_count - pass_count + 1; i <= repeat_count; ++i)
        none_passes *= 1 - static_cast<double>(k) / static_cast<double>(i);
    return 1 - none_passes;
}

class Scorer final : public EpochScorer {
  public:
    Scorer(std::size_t k, std::string of, double threshold)
        : k_(k), of_(std::move(of)), threshold_(threshold) {}

    [[nodiscard]] SampleValue reduce(std::span<const double> scores) const override {
        if (scores.size() < k_)
            return SampleValue::unscored(
                fmt::format("{} scored repeats, pass@{} needs {}", scores.size(), k_, k_));
        const auto passes =
            std::ranges::count_if(scores, [&](double score) { return score >= threshold_; });
        return SampleValue::of(estimate_pass(scores.size(), static_cast<std::size_t>(passes), k_));
    }
    [[nodiscard]] std::string_view of() const override { return of_; }

  private:
    std::size_t k_;
    std::string of_;
    double threshold_;
};

Result<std::unique_ptr<EpochScorer>> make_epochs(const JsonObject& options) {
    const OptionValues values("pass_at_k", options);
    TRY(const double k, values.at_least("k", 1));
    return std::make_unique<Scorer>(
        static_cast<std::size_t>(k), values.string("of"), values.number("threshold"));
}

}  // namespace

extern const Metric pass_at_k;
constinit const Metric pass_at_k{
    .name = "pass_at_k",
    .version = 1,
    .range = {0, 1},
    .better = Better::higher,
    .summary = "Probability that at least one of k repeats of a sample passes.",
    .source = "Chen et al. 2021, unbiased estimator",
    .needs_target = false,
    .options = options_of,
    .epochs = make_epochs};

}  // namespace assay::metrics
