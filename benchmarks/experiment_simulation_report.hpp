#pragma once
// What the experiment simulation measures, how it is repeated, and how it is printed.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <random>
#include <span>
#include <string>
#include <vector>

namespace assay::benchmarks {

struct SimulationOptions {
    std::size_t replication_count = 10'000;
    std::size_t pair_count = 2'500;  ///< units an arm in the sequential part
    std::uint64_t seed = 1;
};

/// Random numbers of one replication.
class Draws {
  public:
    explicit Draws(std::uint64_t seed) : engine_(seed) {}
    double normal() { return normal_(engine_); }
    double uniform() { return std::uniform_real_distribution<double>(0, 1)(engine_); }
    bool happens(double ratio) { return uniform() < ratio; }
    /// Skewed, with mean 0 and variance 1: the exponential of a normal number, standardised.
    double skewed();

  private:
    std::mt19937_64 engine_;
    std::normal_distribution<double> normal_;
};

/// What a figure is held against.
enum class Expectation {
    near,      ///< within `slack` of the expected
    at_most,   ///< a promise: not above
    at_least,  ///< a promise: not below
    above,     ///< what must not be done: far above, by more than the slack
    shown,     ///< for information
};

struct Figure {
    std::string rule;
    std::string setting;
    Expectation expectation;
    double expected = 0;
    double slack = 0.01;
};

/// One way to draw data, and what is counted in it: replicate() fills one number a figure, 0 or 1
/// for what happened and any number for a mean.
struct Scenario {
    std::string title;
    std::vector<Figure> figures;
    std::function<void(Draws& draws, std::span<double> numbers)> replicate;
};

/// Repeats scenarios on all cores, prints their means with 95 % bands and keeps what failed.
class Simulation {
  public:
    explicit Simulation(const SimulationOptions& options) : options_(options) {}
    void run(const Scenario& scenario);
    [[nodiscard]] const SimulationOptions& options() const { return options_; }
    [[nodiscard]] const std::vector<std::string>& failures() const { return failures_; }

  private:
    SimulationOptions options_;
    std::uint64_t scenario_count_ = 0;
    std::vector<std::string> failures_;
};

/// False alarms and coverage of tests and intervals at a size fixed before.
void simulate_fixed(Simulation& simulation);
/// Power of tests at the size that was planned for it.
void simulate_power(Simulation& simulation);
/// False alarms of rules that are looked at after every unit.
void simulate_looking(Simulation& simulation);
/// How soon sequential rules find an effect that a test at the end finds in 80 %.
void simulate_stopping(Simulation& simulation);

}  // namespace assay::benchmarks
