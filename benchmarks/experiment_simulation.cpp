// Do the tests and the sequential rules keep what they promise? Draws data with a known truth
// thousands of times: false alarms, coverage and power, with 95 % bands of the simulation itself.
//
//   experiment_simulation [--replications 10000] [--pairs 2500] [--seed 1] [--check]
//
// --check fails when a figure is not as expected, within what chance does to so few replications.
#include "experiment_simulation_report.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cstdio>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::benchmarks {
namespace {

struct Options {
    SimulationOptions simulation;
    bool is_checked = false;
};

template <typename Number>
bool read_number(std::string_view text, Number& out) {
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), out);
    return parsed.ec == std::errc{} && parsed.ptr == text.data() + text.size() && out > 0;
}

std::optional<Options> read_options(const std::vector<std::string>& words) {
    constexpr std::size_t pair_count_min = 500;
    Options options;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (words[i] == "--check") {
            options.is_checked = true;
            continue;
        }
        const std::string& name = words[i];
        if (++i == words.size()) return std::nullopt;
        bool is_read = false;
        if (name == "--replications")
            is_read = read_number(words[i], options.simulation.replication_count);
        else if (name == "--pairs")
            is_read = read_number(words[i], options.simulation.pair_count) &&
                      options.simulation.pair_count >= pair_count_min;
        else if (name == "--seed")
            is_read = read_number(words[i], options.simulation.seed);
        if (!is_read) return std::nullopt;
    }
    return options;
}

}  // namespace
}  // namespace assay::benchmarks

int main(int argument_count, char** arguments) {
    using namespace assay::benchmarks;
    const auto options = read_options({arguments + 1, arguments + argument_count});
    if (!options) {
        fmt::print(stderr,
                   "usage: experiment_simulation [--replications N] [--pairs N, at least 500] "
                   "[--seed N] [--check]\n");
        return 2;
    }
    Simulation simulation(options->simulation);
    simulate_fixed(simulation);
    simulate_power(simulation);
    simulate_looking(simulation);
    simulate_stopping(simulation);
    for (const std::string& failure : simulation.failures())
        fmt::print(stderr, "unexpected: {}\n", failure);
    return options->is_checked && !simulation.failures().empty() ? 1 : 0;
}
