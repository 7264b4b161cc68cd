#pragma once
// The simulation's three parts, printed as they are done: coverage over a grid of designs, the
// cheapest designs, and what can be had for a given cost.

#include "tier_simulation_cost.hpp"

#include <algorithm>
#include <fstream>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace assay::benchmarks {

/// What holds for all trials.
struct SimulationOptions {
    std::size_t replication_count = 10'000;
    std::uint64_t seed = 1;
    double price_ratio = 25;
    std::string csv;  ///< file for every outcome; empty: none
};

/// Lowest and highest coverage of several designs.
class Ranged {
  public:
    void add(double number) {
        low_ = std::min(low_, number);
        high_ = std::max(high_, number);
        count_ += 1;
        inside_count_ += number >= aim_low && number <= aim_high ? 1 : 0;
    }
    [[nodiscard]] bool is_within(double low, double high) const {
        return count_ > 0 && low_ >= low && high_ <= high;
    }
    [[nodiscard]] std::string text() const;

  private:
    static constexpr double aim_low = 0.93;
    static constexpr double aim_high = 0.97;

    double low_ = 2;
    double high_ = -1;
    int count_ = 0;
    int inside_count_ = 0;
};

struct CoverageSummary {
    Ranged even, escalated, escalated_labelled, naive;
};

class Simulation {
  public:
    /// `options` must outlive this.
    explicit Simulation(const SimulationOptions& options);

    /// Every design's coverage, bias and cost.
    void cover(const Recorded& recorded);
    /// The cheapest design that comes within 5 % of full judging in 95 % of its replications.
    void price(const Recorded& recorded, std::size_t population_count);
    /// The error at costs from 0.5 to 10 % of full judging.
    void trace(const Recorded& recorded);
    void print_summary() const;
    /// Whether intervals cover and the naive mean does not, within bands for few replications.
    [[nodiscard]] bool is_as_expected() const;
    [[nodiscard]] bool is_csv_written() { return options_.csv.empty() || csv_.flush().good(); }

  private:
    void cover_population(const Recorded& population, stats::Population kind);
    void record(std::string_view part,
                const Recorded& population,
                stats::Population kind,
                const Design& design,
                const Outcome& outcome);
    [[nodiscard]] CostOptions cost_options() const {
        return {options_.replication_count, options_.seed, options_.price_ratio};
    }

    const SimulationOptions& options_;
    std::ofstream csv_;
    CoverageSummary finite_, superpopulation_;
    std::map<std::size_t, std::vector<double>> costs_;  ///< by population size
};

}  // namespace assay::benchmarks
