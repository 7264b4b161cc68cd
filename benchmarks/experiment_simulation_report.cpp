#include "experiment_simulation_report.hpp"

#include "stats/proportion.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string_view>
#include <thread>

namespace assay::benchmarks {
namespace {

/// A different number for each pair, spread over all 64 bits.
std::uint64_t mixed(std::uint64_t a, std::uint64_t b) {
    std::uint64_t x = a * 0x9E3779B97F4A7C15 + b + 1;
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
    return x ^ (x >> 31);
}

/// Whether the figure is as expected, given what chance does to so few replications.
bool holds(const Figure& figure, double measured, double replication_count) {
    constexpr double deviations = 3.3;
    const double expected = figure.expected;
    const double noise =
        deviations * std::sqrt(std::max(expected * (1 - expected), 0.0) / replication_count);
    switch (figure.expectation) {
        case Expectation::near:
            return std::abs(measured - expected) <= figure.slack + noise;
        case Expectation::at_most:
            return measured <= expected + noise;
        case Expectation::at_least:
            return measured >= expected - noise;
        case Expectation::above:
            return measured > expected + figure.slack;
        case Expectation::shown:
            return true;
    }
    return false;
}

std::string wanted(const Figure& figure) {
    switch (figure.expectation) {
        case Expectation::near:
            return fmt::format("{:.1f} %", 100 * figure.expected);
        case Expectation::at_most:
            return fmt::format("<= {:.1f} %", 100 * figure.expected);
        case Expectation::at_least:
            return fmt::format(">= {:.1f} %", 100 * figure.expected);
        case Expectation::above:
            return fmt::format("not {:.1f} %", 100 * figure.expected);
        case Expectation::shown:
            return "";
    }
    return "";
}

/// The mean with its band; a mean above 1 is one of units, not of what happened.
std::string measured_text(double measured, std::size_t replication_count) {
    if (measured > 1) return fmt::format("{:>7.0f}", measured);
    const auto hit_count =
        static_cast<std::size_t>(std::llround(measured * static_cast<double>(replication_count)));
    const auto band = stats::wilson_interval(hit_count, replication_count, 0.95);
    if (!band) return "";
    return fmt::format(
        "{:>5.1f} %  ({:.1f} to {:.1f})", 100 * measured, 100 * band->low, 100 * band->high);
}

}  // namespace

double Draws::skewed() {
    // Of the exponential of a standard normal number: mean sqrt(e), variance e (e - 1).
    static const double mean = std::exp(0.5);
    static const double deviation = std::sqrt(std::exp(1.0) * (std::exp(1.0) - 1));
    return (std::exp(normal()) - mean) / deviation;
}

void Simulation::run(const Scenario& scenario) {
    const std::uint64_t stream = mixed(options_.seed, ++scenario_count_);
    const std::size_t thread_count = std::max(1U, std::thread::hardware_concurrency());
    const std::size_t figure_count = scenario.figures.size();
    std::vector<std::vector<double>> sums(thread_count, std::vector<double>(figure_count));
    {
        std::vector<std::jthread> threads;
        for (std::size_t thread = 0; thread < thread_count; ++thread) {
            threads.emplace_back([&, thread] {
                std::vector<double> numbers(figure_count);
                for (std::size_t i = thread; i < options_.replication_count; i += thread_count) {
                    std::ranges::fill(numbers, 0);
                    Draws draws(mixed(stream, i));
                    scenario.replicate(draws, numbers);
                    for (std::size_t f = 0; f < figure_count; ++f) sums[thread][f] += numbers[f];
                }
            });
        }
    }
    fmt::print("\n{}\n", scenario.title);
    for (std::size_t f = 0; f < figure_count; ++f) {
        double sum = 0;
        for (const auto& part : sums) sum += part[f];
        const auto count = static_cast<double>(options_.replication_count);
        const Figure& figure = scenario.figures[f];
        const bool is_good = holds(figure, sum / count, count);
        fmt::print("  {:<34} {:<36} {:>10} {:<26}{}\n",
                   figure.rule,
                   figure.setting,
                   wanted(figure),
                   measured_text(sum / count, options_.replication_count),
                   is_good ? "" : "UNEXPECTED");
        if (!is_good) failures_.push_back(fmt::format("{}, {}", figure.rule, figure.setting));
    }
    std::fflush(stdout);
}

}  // namespace assay::benchmarks
