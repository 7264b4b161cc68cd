#include "tier_simulation_draw.hpp"

#include "stats/difference_estimator.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <numeric>
#include <thread>

namespace assay::benchmarks {
namespace {

constexpr double disagreement_least = 0.5;
constexpr double passed_least = 0.5;
constexpr double tolerance_ratio = 0.05;
constexpr double effective_count_min = 30;

/// SplitMix64 (Steele, Lea & Flood 2014): cheap to start, so that each replication has its own.
class Random {
  public:
    explicit Random(std::uint64_t seed) : state_(seed) {}
    std::uint64_t next() {
        std::uint64_t bits = (state_ += 0x9e3779b97f4a7c15U);
        bits = (bits ^ (bits >> 30U)) * 0xbf58476d1ce4e5b9U;
        bits = (bits ^ (bits >> 27U)) * 0x94d049bb133111ebU;
        return bits ^ (bits >> 31U);
    }
    bool chance(double ratio) { return static_cast<double>(next() >> 11U) * 0x1p-53 < ratio; }
    /// How many samples are passed over before the next one is drawn, each with `ratio`: drawing
    /// each on its own, at the cost of the drawn ones only. At most `most`.
    std::size_t gap(double ratio, std::size_t most) {
        const double uniform = static_cast<double>((next() >> 11U) + 1) * 0x1p-53;
        const double passed = std::floor(std::log(uniform) / std::log1p(-ratio));
        return passed < static_cast<double>(most) ? static_cast<std::size_t>(passed) : most;
    }
    /// Below `count`; the bias of the remainder is under count / 2^64.
    std::size_t below(std::size_t count) { return next() % count; }

  private:
    std::uint64_t state_;
};

struct Replication {
    double value = 0;
    double half_width = 0;
    double effective_count = 0;
    double label_count = 0;
    double fast_count = 0;
    double gain = 1;
    bool is_covered = false;
    double naive_value = 0;
    double naive_full_count = 0;
    bool is_naive_covered = false;
};

/// One thread's work: the columns that the estimator reads, refilled for every replication.
class Drawing {
  public:
    Drawing(const Recorded& population, const Trial& trial, double truth)
        : population_(population), trial_(trial), truth_(truth) {
        rows_.resize(population.size());
        std::iota(rows_.begin(), rows_.end(), std::size_t{0});
        fast_.resize(rows_.size());
        full_.resize(rows_.size());
        phase_.resize(rows_.size(), stats::Phase::cheap);
        full_ratio_.resize(rows_.size(), trial.design.full_share);
        fast_ratio_.assign(rows_.size(), trial.design.fast_share);
        cheap_ = population.cheap;
        cluster_ = population.cluster;
        if (trial.population == stats::Population::superpopulation)
            for (std::size_t row = 0; row < rows_.size(); ++row) {
                members_.resize(std::max<std::size_t>(members_.size(), cluster_[row] + 1));
                members_[cluster_[row]].push_back(row);
            }
    }

    Replication replicate(std::size_t index) {
        Random random(trial_.seed ^ Random(index).next());
        if (!members_.empty()) draw_clusters(random);
        Replication out;
        draw_tiers(random, out);
        estimate(out);
        return out;
    }

  private:
    void draw_clusters(Random& random);
    void draw_tiers(Random& random, Replication& out);
    void estimate(Replication& out) const;
    void conclude_naive(double count, double sum, double squares, Replication& out) const;
    [[nodiscard]] double full_ratio(std::size_t row) const;

    const Recorded& population_;
    const Trial& trial_;
    double truth_;
    std::vector<std::size_t> rows_;
    std::vector<std::size_t> drawn_;  ///< positions in the columns that are not empty
    std::vector<std::vector<std::size_t>> members_;  ///< rows of each cluster; empty when finite
    std::vector<std::optional<double>> cheap_, fast_, full_;
    std::vector<double> fast_ratio_, full_ratio_;
    std::vector<stats::Phase> phase_;
    std::vector<std::uint32_t> cluster_;
};

void Drawing::draw_clusters(Random& random) {
    rows_.clear();
    cluster_.clear();
    cheap_.clear();
    for (std::uint32_t id = 0; id < members_.size(); ++id)
        for (const std::size_t row : members_[random.below(members_.size())]) {
            rows_.push_back(row);
            cluster_.push_back(id);
            if (!population_.cheap.empty()) cheap_.push_back(population_.cheap[row]);
        }
    // Clusters differ in size, and what lies beyond the end must not be taken up again.
    drawn_.clear();
    fast_.assign(rows_.size(), std::nullopt);
    full_.assign(rows_.size(), std::nullopt);
    phase_.assign(rows_.size(), stats::Phase::cheap);
    full_ratio_.assign(rows_.size(), trial_.design.full_share);
    fast_ratio_.assign(rows_.size(), trial_.design.fast_share);
}

/// Probability that the full judge sees what the fast one saw.
double Drawing::full_ratio(std::size_t row) const {
    const Design& design = trial_.design;
    const double even = std::min(1.0, design.full_share / design.fast_share);
    if (design.escalate_share <= even) return even;
    const auto& fast = population_.fast[row];
    if (!fast) return design.escalate_share;
    const bool disagrees = !population_.cheap.empty() && population_.cheap[row] &&
                           std::abs(*population_.cheap[row] - *fast) > disagreement_least;
    return disagrees ? design.escalate_share : even;
}

void Drawing::draw_tiers(Random& random, Replication& out) {
    const Design& design = trial_.design;
    const double first_ratio = design.fast_share > 0 ? design.fast_share : design.full_share;
    for (const std::size_t i : drawn_) {
        phase_[i] = stats::Phase::cheap;
        fast_[i].reset();
        full_[i].reset();
    }
    drawn_.clear();
    double naive_sum = 0;
    double naive_squares = 0;
    const std::size_t count = rows_.size();
    for (std::size_t i = random.gap(first_ratio, count); i < count;
         i += 1 + random.gap(first_ratio, count)) {
        const std::size_t row = rows_[i];
        drawn_.push_back(i);
        if (design.fast_share > 0) {
            phase_[i] = stats::Phase::judged;
            fast_[i] = population_.fast[row];
            full_ratio_[i] = full_ratio(row);
            out.fast_count += 1;
            const bool passed = fast_[i] && *fast_[i] >= passed_least;
            if (!passed) out.naive_full_count += 1;
            const double naive = passed ? *fast_[i] : population_.full[row];
            naive_sum += naive;
            naive_squares += naive * naive;
            if (!random.chance(full_ratio_[i])) continue;
        }
        phase_[i] = stats::Phase::labelled;
        full_[i] = population_.full[row];
        out.label_count += 1;
    }
    if (out.fast_count > 1) conclude_naive(out.fast_count, naive_sum, naive_squares, out);
}

/// The mean of a cascade that re-judges failures only, as if all its scores were of one kind.
void Drawing::conclude_naive(double count, double sum, double squares, Replication& out) const {
    constexpr double normal_quantile = 1.959963984540054;
    out.naive_value = sum / count;
    const double variance = (squares - sum * sum / count) / (count - 1);
    const double unseen = trial_.population == stats::Population::finite
                              ? 1 - count / static_cast<double>(rows_.size())
                              : 1;
    out.is_naive_covered = std::abs(out.naive_value - truth_) <=
                           normal_quantile * std::sqrt(std::max(0.0, variance * unseen) / count);
}

void Drawing::estimate(Replication& out) const {
    stats::TieredSamples samples{
        .cheap = cheap_, .label = full_, .label_ratio = full_ratio_, .phase = phase_};
    if (trial_.design.fast_share > 0) {
        samples.judged = fast_;
        samples.judged_ratio = fast_ratio_;
    }
    if (trial_.population == stats::Population::superpopulation) samples.cluster = cluster_;
    const auto estimated = stats::difference_estimate(samples, {.population = trial_.population});
    out.value = estimated.estimate.value.value_or(0);
    out.effective_count = estimated.effective_label_count;
    out.gain = estimated.effective_gain.value_or(1);
    // A draw too small for an interval does not cover.
    if (const auto& interval = estimated.estimate.interval) {
        out.half_width = (interval->high - interval->low) / 2;
        out.is_covered = interval->low <= truth_ && truth_ <= interval->high;
    }
}

std::vector<Replication> replicate(const Recorded& population, const Trial& trial, double truth) {
    constexpr std::size_t block_count = 50;
    std::vector<Replication> all(trial.replication_count);
    std::atomic<std::size_t> next = 0;
    const auto work = [&] {
        Drawing drawing(population, trial, truth);
        for (std::size_t begin = 0; (begin = next.fetch_add(block_count)) < all.size();)
            for (std::size_t i = begin; i < std::min(begin + block_count, all.size()); ++i)
                all[i] = drawing.replicate(i);
    };
    std::vector<std::jthread> threads;
    for (unsigned i = 1; i < std::max(1U, std::thread::hardware_concurrency()); ++i)
        threads.emplace_back(work);
    work();
    threads.clear();
    return all;
}

Outcome summarize(const std::vector<Replication>& all,
                  const Trial& trial,
                  double truth,
                  std::size_t population_count) {
    Outcome out{.truth = truth};
    std::vector<double> errors;
    double labelled_covered = 0;
    for (const Replication& one : all) {
        const double error = std::abs(one.value - truth) / truth;
        errors.push_back(error);
        const bool is_labelled = one.effective_count >= effective_count_min;
        out.coverage_ratio += one.is_covered ? 1 : 0;
        out.labelled_ratio += is_labelled ? 1 : 0;
        labelled_covered += is_labelled && one.is_covered ? 1 : 0;
        out.half_width += one.half_width;
        out.bias += one.value - truth;
        out.label_count += one.label_count;
        out.cost_ratio += one.fast_count / trial.price_ratio + one.label_count;
        out.gain += one.gain;
        out.within_ratio += error <= tolerance_ratio ? 1 : 0;
        out.naive_bias += one.naive_value - truth;
        out.naive_coverage_ratio += one.is_naive_covered ? 1 : 0;
        out.naive_cost_ratio += one.fast_count / trial.price_ratio + one.naive_full_count;
    }
    const auto count = static_cast<double>(all.size());
    out.coverage_labelled_ratio =
        out.labelled_ratio > 0 ? labelled_covered / out.labelled_ratio : 0;
    for (double* sum : {&out.coverage_ratio,
                        &out.labelled_ratio,
                        &out.half_width,
                        &out.bias,
                        &out.label_count,
                        &out.cost_ratio,
                        &out.gain,
                        &out.within_ratio,
                        &out.naive_bias,
                        &out.naive_coverage_ratio,
                        &out.naive_cost_ratio})
        *sum /= count;
    out.cost_ratio /= static_cast<double>(population_count);
    out.naive_cost_ratio /= static_cast<double>(population_count);
    const auto rank = errors.begin() + static_cast<std::ptrdiff_t>(0.95 * (count - 1));
    std::ranges::nth_element(errors, rank);
    out.error_95 = *rank;
    return out;
}

}  // namespace

Recorded resample(const Recorded& recorded, std::size_t count, std::uint64_t seed) {
    Random random(seed);
    Recorded out{.data = recorded.data, .dimension = recorded.dimension};
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t row = random.below(recorded.size());
        if (!recorded.cheap.empty()) out.cheap.push_back(recorded.cheap[row]);
        out.fast.push_back(recorded.fast[row]);
        out.full.push_back(recorded.full[row]);
    }
    return out;
}

double mean(const Recorded& population) {
    return std::accumulate(population.full.begin(), population.full.end(), 0.0) /
           static_cast<double>(population.size());
}

Outcome simulate(const Recorded& population, const Trial& trial) {
    const double truth = mean(population);
    return summarize(replicate(population, trial, truth), trial, truth, population.size());
}

}  // namespace assay::benchmarks
