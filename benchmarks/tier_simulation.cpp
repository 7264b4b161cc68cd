// Do tiered estimates cover, and what do they cost? Draws tiers over recorded judge and human
// scores, whose full mean is known, thousands of times for each of many designs.
//
//   tier_simulation [--replications 10000] [--seed 1] [--price-ratio 25] [--csv FILE]
//                   [--data FOLDER | --synthetic] [--check]
//
// FOLDER holds the recorded data sets (default $ASSAY_SHARED/data, ../shared/data); without them a
// synthetic population stands in. --check fails unless intervals cover and the naive mean does not,
// within a band for few replications.
#include "tier_simulation_report.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

namespace assay::benchmarks {
namespace {

struct Options {
    SimulationOptions simulation;
    std::string folder;
    bool is_synthetic = false;
    bool is_checked = false;
};

template <typename Number>
bool read_number(std::string_view text, Number& out) {
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), out);
    return parsed.ec == std::errc{} && parsed.ptr == text.data() + text.size() && out > 0;
}

std::optional<Options> read_options(const std::vector<std::string>& words) {
    const char* shared = std::getenv("ASSAY_SHARED");
    Options options{.simulation = {},
                    .folder = std::string(shared != nullptr ? shared : "../shared") + "/data"};
    for (std::size_t i = 0; i < words.size(); ++i) {
        const std::string& name = words[i];
        if (name == "--synthetic" || name == "--check") {
            (name == "--check" ? options.is_checked : options.is_synthetic) = true;
            continue;
        }
        if (++i == words.size()) return std::nullopt;
        const std::string& value = words[i];
        bool is_read = true;
        if (name == "--replications")
            is_read = read_number(value, options.simulation.replication_count);
        else if (name == "--seed")
            is_read = read_number(value, options.simulation.seed);
        else if (name == "--price-ratio")
            is_read = read_number(value, options.simulation.price_ratio);
        else if (name == "--csv")
            options.simulation.csv = value;
        else if (name == "--data")
            options.folder = value;
        else
            is_read = false;
        if (!is_read) return std::nullopt;
    }
    return options;
}

int simulate_all(const Options& options) {
    std::vector<Recorded> all;
    if (!options.is_synthetic) {
        auto recorded = read_recorded(options.folder);
        if (!recorded) {
            fmt::print(stderr, "{}\n", recorded.error().message);
            return 1;
        }
        all = *std::move(recorded);
        if (all.empty())
            fmt::print("No recorded data in {}; a synthetic population stands in.\n",
                       options.folder);
    }
    if (all.empty()) all.push_back(make_synthetic(options.simulation.seed));
    Simulation simulation(options.simulation);
    for (const Recorded& recorded : all) simulation.cover(recorded);
    fmt::print("\n{:<29} {:<17} {:>6} {:>6} {:>7} {:>6} {:>7} {:>7} {:>7}\n",
               "cheapest within 5 %",
               "",
               "N",
               "fast",
               "full",
               "labels",
               "cost",
               "within",
               "covers");
    for (const Recorded& recorded : all)
        for (const std::size_t count : {1'200U, 10'000U, 100'000U})
            simulation.price(recorded, count);
    fmt::print("\n{:<47} {:>6} {:>6} {:>6} {:>6} {:>6} {:>6}\n",
               "95th percentile of the error at a cost of",
               "0.5%",
               "1%",
               "2%",
               "3%",
               "5%",
               "10%");
    for (const Recorded& recorded : all) simulation.trace(recorded);
    simulation.print_summary();
    if (!simulation.is_csv_written()) {
        fmt::print(stderr, "cannot write {}\n", options.simulation.csv);
        return 1;
    }
    if (!options.is_checked || simulation.is_as_expected()) return 0;
    fmt::print(stderr, "The coverage is not what it should be.\n");
    return 1;
}

}  // namespace
}  // namespace assay::benchmarks

int main(int argument_count, char** arguments) {
    using namespace assay::benchmarks;
    const auto options = read_options({arguments + 1, arguments + argument_count});
    if (!options) {
        fmt::print(stderr,
                   "usage: tier_simulation [--replications N] [--seed N] [--price-ratio X] "
                   "[--csv FILE] [--data FOLDER | --synthetic] [--check]\n");
        return 2;
    }
    return simulate_all(*options);
}
