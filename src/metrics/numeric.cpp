#include "metrics/metric.hpp"
#include "metrics/normalize.hpp"
#include "metrics/numbers.hpp"
#include "metrics/option_values.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace assay::metrics {
namespace {

constexpr std::array options_of = {
    OptionSpec{"abs_tolerance", "number", "0", "Largest difference that still counts, at least 0."},
    OptionSpec{"rel_tolerance",
               "number",
               "1e-9",
               "The same as a share of the target's magnitude; the larger of the two applies."},
    OptionSpec{"pick",
               "string",
               "\"last\"",
               "Which number of the output answers: `last`, `first`, or `only` (there must be "
               "exactly one)."},
    OptionSpec{
        "percent", "string", "\"number\"", "How 50% reads: `number` (50) or `ratio` (0.5)."}};

struct Reading {
    Percent percent;
    std::string pick;

    /// The number that answers, or nothing.
    [[nodiscard]] std::optional<double> operator()(std::string_view text) const {
        const std::vector<double> numbers = find_numbers(text, percent);
        if (numbers.empty() || (pick == "only" && numbers.size() != 1)) return std::nullopt;
        return pick == "last" ? numbers.back() : numbers.front();
    }
};

class Scorer final : public SampleScorer {
  public:
    Scorer(Reading reading, double abs_tolerance, double rel_tolerance)
        : reading_(std::move(reading)),
          abs_tolerance_(abs_tolerance),
          rel_tolerance_(rel_tolerance) {}

    [[nodiscard]] SampleValue score(const Observation& observation) const override {
        const std::optional<double> output = reading_(observation.output);
        bool has_number = false;
        SampleValue value = match_any_target(observation, [&](std::string_view text) {
            const std::optional<double> target = reading_(text);
            has_number = has_number || target.has_value();
            return target && output && is_close(*output, *target);
        });
        if (!value.value) return value;
        if (!has_number) return SampleValue::unscored("no target holds a number");
        if (!output)
            return SampleValue::explained(0,
                                          reading_.pick == "only"
                                              ? "the output does not hold exactly one number"
                                              : "the output holds no number");
        return value;
    }

  private:
    [[nodiscard]] bool is_close(double output, double target) const {
        const double allowed = std::max(abs_tolerance_, rel_tolerance_ * std::abs(target));
        return std::abs(output - target) <= allowed;
    }

    Reading reading_;
    double abs_tolerance_;
    double rel_tolerance_;
};

Result<std::unique_ptr<SampleScorer>> make_sample(const JsonObject& options) {
    const OptionValues values("numeric", options);
    constexpr std::array<std::string_view, 3> picks = {"last", "first", "only"};
    constexpr std::array<std::string_view, 2> percents = {"number", "ratio"};
    TRY(std::string pick, values.one_of("pick", picks));
    TRY(const std::string percent, values.one_of("percent", percents));
    TRY(const double abs_tolerance, values.at_least("abs_tolerance", 0));
    TRY(const double rel_tolerance, values.at_least("rel_tolerance", 0));
    return std::make_unique<Scorer>(
        Reading{.percent = percent == "ratio" ? Percent::ratio : Percent::number,
                .pick = std::move(pick)},
        abs_tolerance,
        rel_tolerance);
}

}  // namespace

extern const Metric numeric;
constinit const Metric numeric{
    .name = "numeric",
    .version = 1,
    .range = {0, 1},
    .better = Better::higher,
    .scale = Scale::rate,
    .summary = "1 if the number in the output is that of any target, within a tolerance.",
    .source = "tolerance as Python's math.isclose, relative to the target alone",
    .options = options_of,
    .sample = make_sample};

}  // namespace assay::metrics
