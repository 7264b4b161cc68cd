#include "experiment_simulation_report.hpp"

#include "stats/arm_effect.hpp"
#include "stats/bayes_effect.hpp"
#include "stats/bounded_sequence.hpp"
#include "stats/confidence_sequence.hpp"
#include "stats/group_sequential.hpp"
#include "stats/sample_ratio.hpp"

#include <array>
#include <cmath>

namespace assay::benchmarks {
namespace {

using stats::ArmEffect;
using stats::Moments;
using stats::SequentialLook;

constexpr double alpha = 0.05;
constexpr double z_fixed = 1.959963984540054;
constexpr double baseline = 1;
constexpr double margin = 0.1;
constexpr std::size_t pair_count_min = 100;  ///< units an arm before the first decision
constexpr double effect_variance = 0.01;

enum class Shape { normal, skewed, yes_no };

/// Of variance 1 around `mean`, or 1 with a chance of 10 % above it.
double outcome(Draws& draws, Shape shape, double mean) {
    switch (shape) {
        case Shape::normal:
            return mean + draws.normal();
        case Shape::skewed:
            return mean + draws.skewed();
        case Shape::yes_no:
            return draws.happens(0.1) ? mean + 1 : mean;
    }
    return mean;
}

double excludes(const std::optional<stats::Interval>& interval, double truth) {
    return interval && (interval->low > truth || interval->high < truth) ? 1 : 0;
}

void raise(double& number, double to) { number = std::max(number, to); }

/// All rules on one stream of pairs, looked at after each: which was ever wrong.
void look_always(Draws& draws, Shape shape, std::size_t pair_count, std::span<double> numbers) {
    const stats::ConfidenceSequenceOptions options{
        .alpha = alpha, .planned_count = 2 * static_cast<double>(pair_count)};
    const stats::Guardrail guardrail{.margin = margin, .sequence = options};
    Moments control;
    Moments treatment;
    for (std::size_t pair = 1; pair <= pair_count; ++pair) {
        control.add(outcome(draws, shape, baseline));
        treatment.add(outcome(draws, shape, baseline));
        if (pair < pair_count_min) continue;
        const ArmEffect effect =
            stats::arm_effect(control, treatment, stats::EffectScale::absolute);
        if (effect.status != stats::Status::ok) continue;
        const double value = *effect.value;
        const double error = *effect.standard_error;
        raise(numbers[0], std::abs(value) > z_fixed * error ? 1 : 0);
        const double better = *stats::probability_above_zero(value, error);
        const stats::ExpectedLoss loss = *stats::expected_loss(value, error);
        const auto decision = stats::decide_to_ship(better, loss, baseline, {});
        raise(numbers[1], decision == stats::ShipDecision::ship ? 1 : 0);
        raise(
            numbers[2],
            excludes(stats::confidence_sequence(value, error, effect.count, options).interval, 0));
        raise(
            numbers[3],
            excludes(stats::mixture_ratio_test(value,
                                               error,
                                               effect.count,
                                               {.alpha = alpha, .effect_variance = effect_variance})
                         .interval,
                     0));
        // A treatment that is exactly as bad as is still accepted.
        raise(numbers[4],
              stats::guardrail_look(margin - value, error, effect.count, guardrail).is_breached
                  ? 1
                  : 0);
    }
}

void look_at_rates(Draws& draws, std::span<double> numbers) {
    constexpr std::size_t unit_count = 1000;
    constexpr double ratio = 0.1;
    stats::BoundedSum control{.sum = 0, .count = 0};
    stats::BoundedSum treatment{.sum = 0, .count = 0};
    stats::BoundedSum graded{.sum = 0, .count = 0};
    std::size_t next_difference = 4;
    for (std::size_t unit = 1; unit <= unit_count; ++unit) {
        control.sum += draws.happens(ratio) ? 1 : 0;
        treatment.sum += draws.happens(ratio) ? 1 : 0;
        graded.sum += std::floor(5 * draws.uniform()) / 4;
        control.count = treatment.count = graded.count = unit;
        raise(numbers[0], *stats::bounded_mean_look(control, ratio).p_value <= alpha ? 1 : 0);
        raise(numbers[1], *stats::bounded_mean_look(graded, 0.5).p_value <= alpha ? 1 : 0);
        if (unit != next_difference) continue;
        next_difference += next_difference / 4;
        raise(numbers[2], excludes(stats::bounded_difference_look(control, treatment).interval, 0));
    }
}

void look_at_traffic(Draws& draws, std::span<double> numbers) {
    constexpr std::size_t unit_count = 2000;
    const std::array shares = {0.5, 0.5};
    stats::SequentialSampleRatio sequence(shares, 100, {.mismatch_p_value = alpha});
    std::array<std::size_t, 2> counts = {0, 0};
    for (std::size_t unit = 1; unit <= unit_count; ++unit) {
        ++counts[draws.happens(0.5) ? 0 : 1];
        const bool is_alarm = sequence.look(counts).verdict == stats::SampleRatioVerdict::mismatch;
        raise(numbers[0], is_alarm ? 1 : 0);
        raise(numbers[1], *stats::sample_ratio_test(counts, shares).p_value <= alpha ? 1 : 0);
    }
}

stats::GroupSequentialDesign design(stats::SpendingShape shape) {
    const std::array fifths = {0.2, 0.4, 0.6, 0.8, 1.0};
    return stats::spending_design(fifths, alpha, stats::Sides::two, {.shape = shape});
}

/// First pairs at which each rule says that there is an effect; 0 when none does.
struct Stops {
    std::size_t obrien_fleming = 0;
    std::size_t pocock = 0;
    std::size_t sequence = 0;
    std::size_t mixture = 0;
    std::size_t end = 0;
};

/// The rules on one stream of normal pairs with this effect.
class StoppingRules {
  public:
    explicit StoppingRules(std::size_t pair_count)
        : pair_count_(pair_count),
          late_(design(stats::SpendingShape::obrien_fleming)),
          even_(design(stats::SpendingShape::pocock)) {}

    [[nodiscard]] Stops follow(Draws& draws, double mean_effect) const {
        const stats::ConfidenceSequenceOptions options{
            .alpha = alpha, .planned_count = 2 * static_cast<double>(pair_count_)};
        Stops stops;
        Moments control;
        Moments treatment;
        for (std::size_t pair = 1; pair <= pair_count_; ++pair) {
            control.add(draws.normal());
            treatment.add(mean_effect + draws.normal());
            if (pair < pair_count_min) continue;
            const ArmEffect effect =
                stats::arm_effect(control, treatment, stats::EffectScale::absolute);
            const double value = *effect.value;
            const double error = *effect.standard_error;
            const auto stop = [&](std::size_t& at, bool is_found) {
                if (is_found && at == 0) at = pair;
            };
            stop(stops.sequence,
                 excludes(stats::confidence_sequence(value, error, effect.count, options).interval,
                          0) > 0);
            stop(stops.mixture,
                 excludes(
                     stats::mixture_ratio_test(value,
                                               error,
                                               effect.count,
                                               {.alpha = alpha, .effect_variance = effect_variance})
                         .interval,
                     0) > 0);
            if (pair % (pair_count_ / 5) != 0) continue;
            const std::size_t look = pair / (pair_count_ / 5) - 1;
            const auto crosses = [&](const stats::GroupSequentialDesign& one) {
                return stats::group_sequential_look(one, look, value, error).is_crossed;
            };
            stop(stops.obrien_fleming, crosses(late_));
            stop(stops.pocock, crosses(even_));
            if (pair == pair_count_) stop(stops.end, std::abs(value) > z_fixed * error);
        }
        return stops;
    }

    [[nodiscard]] double theory(stats::SpendingShape shape, double drift) const {
        return *stats::group_sequential_power(shape == stats::SpendingShape::pocock ? even_ : late_,
                                              drift)
                    .power_ratio;
    }

    /// Found or not by each rule, and then the mean units an arm.
    void count(const Stops& stops, std::span<double> numbers) const {
        const std::array found = {
            stops.end, stops.obrien_fleming, stops.pocock, stops.sequence, stops.mixture};
        for (std::size_t i = 0; i < found.size(); ++i) {
            numbers[i] = found[i] > 0 ? 1 : 0;
            const std::size_t used = i == 0 || found[i] == 0 ? pair_count_ : found[i];
            numbers[found.size() + i] = static_cast<double>(used);
        }
    }

  private:
    std::size_t pair_count_;
    stats::GroupSequentialDesign late_;
    stats::GroupSequentialDesign even_;
};

}  // namespace

void simulate_looking(Simulation& simulation) {
    using enum Expectation;
    // Fixed for the whole program, as each run of it has one number of pairs.
    const std::size_t pair_count = simulation.options().pair_count;
    for (const Shape shape : {Shape::normal, Shape::skewed, Shape::yes_no}) {
        const std::string data = shape == Shape::normal   ? "normal"
                                 : shape == Shape::skewed ? "skewed"
                                                          : "rates of 10 %";
        simulation.run(
            {.title = "False alarms, looked at after every pair from 100 on, no effect: " + data,
             .figures = {{"z test at every look", data, above, alpha, 0.1},
                         {"Bayes, ship at 95 % and small loss", data, shown},
                         {"asymptotic confidence sequence", data, at_most, alpha},
                         {"mSPRT", data, at_most, alpha},
                         {"guardrail, harm at the margin", data, at_most, alpha}},
             .replicate = [shape, pair_count](Draws& draws, std::span<double> numbers) {
                 look_always(draws, shape, pair_count, numbers);
             }});
    }
    simulation.run(
        {.title = "False alarms, looked at from the first unit on",
         .figures = {{"beta-binomial, one arm", "rate 10 %, 1,000 looks", at_most, alpha},
                     {"beta-binomial, one arm", "scores in fifths, 1,000 looks", at_most, alpha},
                     {"beta-binomial, difference", "rates of 10 %, 27 looks", at_most, alpha}},
         .replicate = look_at_rates});
    simulation.run({.title = "False alarms of the sample ratio, looked at after every unit",
                    .figures = {{"sequential multinomial", "2,000 units", at_most, alpha},
                                {"chi2 at every look", "2,000 units", above, alpha, 0.1}},
                    .replicate = look_at_traffic});
}

void simulate_stopping(Simulation& simulation) {
    using enum Expectation;
    const std::size_t pair_count = simulation.options().pair_count;
    const StoppingRules rules(pair_count);
    const auto run = [&](double drift, const std::string& setting, std::vector<Figure> figures) {
        const double effect = drift * std::sqrt(2 / static_cast<double>(pair_count));
        for (const char* rule : {"test at the end",
                                 "O'Brien-Fleming, 5 looks",
                                 "Pocock, 5 looks",
                                 "asymptotic confidence sequence",
                                 "mSPRT"})
            figures.push_back({rule, "mean units an arm", shown});
        simulation.run({.title = setting,
                        .figures = std::move(figures),
                        .replicate = [&rules, effect](Draws& draws, std::span<double> numbers) {
                            rules.count(rules.follow(draws, effect), numbers);
                        }});
    };
    const std::string size = std::to_string(pair_count) + " an arm at most";
    run(0,
        "Group sequential rules and others, no effect",
        {{"test at the end", size, near, alpha},
         {"O'Brien-Fleming, 5 looks", size, near, alpha},
         {"Pocock, 5 looks", size, near, alpha},
         {"asymptotic confidence sequence", size, at_most, alpha},
         {"mSPRT", size, at_most, alpha}});
    constexpr double drift = 2.801585218;  // 80 % power of one test at the end
    run(drift,
        "The effect that a test at the end finds in 80 %",
        {{"test at the end", size, near, 0.8},
         {"O'Brien-Fleming, 5 looks",
          size,
          near,
          rules.theory(stats::SpendingShape::obrien_fleming, drift)},
         {"Pocock, 5 looks", size, near, rules.theory(stats::SpendingShape::pocock, drift)},
         {"asymptotic confidence sequence", size, shown},
         {"mSPRT", size, shown}});
    run(2 * drift,
        "Twice that effect",
        {{"test at the end", size, shown},
         {"O'Brien-Fleming, 5 looks", size, shown},
         {"Pocock, 5 looks", size, shown},
         {"asymptotic confidence sequence", size, shown},
         {"mSPRT", size, shown}});
}

}  // namespace assay::benchmarks
