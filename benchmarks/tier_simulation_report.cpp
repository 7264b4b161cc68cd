#include "tier_simulation_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdio>

namespace assay::benchmarks {
namespace {

constexpr std::size_t grid_population_count = 6'000;
constexpr std::size_t curve_population_count = 10'000;
constexpr double label_count_min = 30;
constexpr double cost_goal_ratio = 0.03;

std::vector<Design> designs(bool is_escalating) {
    std::vector<Design> all;
    for (const double fast : {0.05, 0.10, 0.20, 0.50})
        for (const double full : {0.005, 0.01, 0.02, 0.05, 0.10}) {
            if (full > fast) continue;
            all.push_back({.fast_share = fast, .full_share = full});
            if (is_escalating && full < 0.5 * fast)
                all.push_back({.fast_share = fast, .full_share = full, .escalate_share = 0.5});
        }
    return all;
}

}  // namespace

std::string Ranged::text() const {
    if (count_ == 0) return "no design";
    return fmt::format(
        "{:.1f}-{:.1f} %, {} of {} within 93-97 %", 100 * low_, 100 * high_, inside_count_, count_);
}

Simulation::Simulation(const SimulationOptions& options) : options_(options) {
    if (!options.csv.empty()) csv_.open(options.csv);
    csv_ << "part,data,dimension,population,count,fast_share,full_share,escalate_share,truth,"
            "coverage,coverage_30_effective,share_30_effective,half_width,bias,full_count,cost,"
            "gain,within_5_percent,error_95,naive_bias,naive_coverage,naive_cost\n";
}

void Simulation::cover(const Recorded& recorded) {
    fmt::print(
        "\n{}: {}\n{:<7} {:>6} {:>5} {:>6} {:>5} {:>6} {:>6} {:>7} {:>8} {:>6} {:>6} {:>5} {:>8} "
        "{:>6} {:>6}\n",
        recorded.data,
        recorded.dimension,
        "about",
        "N",
        "fast",
        "full",
        "escal",
        "labels",
        "covers",
        "width",
        "bias",
        "cost",
        "n_eff>",
        "gain",
        "naive",
        "covers",
        "cost");
    cover_population(resample(recorded, grid_population_count, options_.seed),
                     stats::Population::finite);
    cover_population(recorded, stats::Population::finite);
    cover_population(recorded, stats::Population::superpopulation);
}

void Simulation::cover_population(const Recorded& population, stats::Population kind) {
    const bool is_finite = kind == stats::Population::finite;
    for (const Design& design : designs(!population.cheap.empty())) {
        // Escalation only adds labels, so a design is known to be too small when it is not.
        const double planned = design.full_share * static_cast<double>(population.size());
        if (planned < label_count_min) continue;
        const Outcome outcome = simulate(population,
                                         {.design = design,
                                          .population = kind,
                                          .replication_count = options_.replication_count,
                                          .seed = options_.seed,
                                          .price_ratio = options_.price_ratio});
        CoverageSummary& summary = is_finite ? finite_ : superpopulation_;
        summary.naive.add(outcome.naive_coverage_ratio);
        if (design.escalate_share == 0) {
            summary.even.add(outcome.coverage_ratio);
        } else {
            summary.escalated.add(outcome.coverage_ratio);
            if (outcome.labelled_ratio >= 0.5)
                summary.escalated_labelled.add(outcome.coverage_labelled_ratio);
        }
        record("coverage", population, kind, design, outcome);
        fmt::print(
            "{:<7} {:>6} {:>4.0f}% {:>5.1f}% {:>5} {:>6.0f} {:>5.1f}% {:>7.4f} {:>8.5f} {:>5.1f}% "
            "{:>5.0f}% {:>5.2f} {:>8.4f} {:>5.1f}% {:>5.1f}%\n",
            is_finite ? "these" : "source",
            population.size(),
            100 * design.fast_share,
            100 * design.full_share,
            design.escalate_share > 0 ? "0.5" : "",
            outcome.label_count,
            100 * outcome.coverage_ratio,
            outcome.half_width,
            outcome.bias,
            100 * outcome.cost_ratio,
            100 * outcome.labelled_ratio,
            outcome.gain,
            outcome.naive_bias,
            100 * outcome.naive_coverage_ratio,
            100 * outcome.naive_cost_ratio);
    }
    std::fflush(stdout);
}

void Simulation::price(const Recorded& recorded, std::size_t population_count) {
    const Recorded population = resample(recorded, population_count, options_.seed);
    const auto priced = cheapest_within(population, cost_options());
    if (!priced) return;
    const Outcome& outcome = priced->outcome;
    costs_[population_count].push_back(outcome.cost_ratio);
    record("cost", population, stats::Population::finite, priced->design, outcome);
    fmt::print("{:<29} {:<17} {:>6} {:>5.1f}% {:>6.2f}% {:>6.0f} {:>6.2f}% {:>6.1f}% {:>6.1f}%\n",
               recorded.data,
               recorded.dimension,
               population_count,
               100 * priced->design.fast_share,
               100 * priced->design.full_share,
               outcome.label_count,
               100 * outcome.cost_ratio,
               100 * outcome.within_ratio,
               100 * outcome.coverage_ratio);
    std::fflush(stdout);
}

void Simulation::trace(const Recorded& recorded) {
    const Recorded population = resample(recorded, curve_population_count, options_.seed);
    fmt::print("{:<29} {:<17}", recorded.data, recorded.dimension);
    for (const double cost : {0.005, 0.01, 0.02, 0.03, 0.05, 0.10}) {
        const auto priced = at_cost(population, cost, cost_options());
        if (priced)
            record("curve", population, stats::Population::finite, priced->design, priced->outcome);
        fmt::print(" {:>6}", priced ? fmt::format("{:.1f}%", 100 * priced->outcome.error_95) : "-");
    }
    fmt::print("\n");
    std::fflush(stdout);
}

void Simulation::record(std::string_view part,
                        const Recorded& population,
                        stats::Population kind,
                        const Design& design,
                        const Outcome& outcome) {
    csv_ << fmt::format("{},\"{}\",{},{},{},{},{},{}",
                        part,
                        population.data,
                        population.dimension,
                        kind == stats::Population::finite ? "finite" : "superpopulation",
                        population.size(),
                        design.fast_share,
                        design.full_share,
                        design.escalate_share);
    for (const double number : {outcome.truth,
                                outcome.coverage_ratio,
                                outcome.coverage_labelled_ratio,
                                outcome.labelled_ratio,
                                outcome.half_width,
                                outcome.bias,
                                outcome.label_count,
                                outcome.cost_ratio,
                                outcome.gain,
                                outcome.within_ratio,
                                outcome.error_95,
                                outcome.naive_bias,
                                outcome.naive_coverage_ratio,
                                outcome.naive_cost_ratio})
        csv_ << ',' << fmt::format("{:.6g}", number);
    csv_ << '\n';
}

void Simulation::print_summary() const {
    for (const CoverageSummary* summary : {&finite_, &superpopulation_})
        fmt::print(
            "\nCoverage of 95 % intervals about {}, designs with 30 full labels and more\n"
            "  even shares                       {}\n"
            "  with escalation                   {}\n"
            "  with it, n_eff of 30 and more     {}\n"
            "  naive cascade                     {}\n",
            summary == &finite_ ? "these samples" : "their source",
            summary->even.text(),
            summary->escalated.text(),
            summary->escalated_labelled.text(),
            summary->naive.text());
    fmt::print(
        "\nCost of being within 5 % of full judging with 95 % probability, lowest to highest\n");
    for (const auto& [count, costs] : costs_)
        fmt::print(
            "  N = {:>6}: {:.2f}-{:.2f} % of full judging; {} of {} at most {:.0f} %\n",
            count,
            100 * std::ranges::min(costs),
            100 * std::ranges::max(costs),
            std::ranges::count_if(costs, [](double cost) { return cost <= cost_goal_ratio; }),
            costs.size(),
            100 * cost_goal_ratio);
}

bool Simulation::is_as_expected() const {
    constexpr double low = 0.90;
    constexpr double high = 0.99;
    bool is_fine = true;
    for (const CoverageSummary* summary : {&finite_, &superpopulation_})
        is_fine = is_fine && summary->even.is_within(low, high) &&
                  summary->escalated_labelled.is_within(low, high);
    // A simulation that could not tell a biased mean from a good one would prove nothing.
    return is_fine && finite_.naive.is_within(0, 0.5);
}

}  // namespace assay::benchmarks
