#include "metrics/aggregation.hpp"

#include "metrics/unit_sums.hpp"
#include "stats/bootstrap.hpp"

#include <functional>
#include <unordered_map>
#include <utility>

namespace assay::metrics {
namespace {

struct StringHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
        return std::hash<std::string_view>{}(text);
    }
};

/// Where one observation belongs.
struct Place {
    std::optional<std::size_t> cluster_index;  ///< named clusters count from 0
    std::uint32_t unit_index;                  ///< named clusters and samples together
};

/// Renumbers the units from 0 in order of appearance; returns how many there are.
std::size_t number_densely(std::vector<std::uint32_t>& units) {
    std::unordered_map<std::uint32_t, std::uint32_t> numbers;
    for (std::uint32_t& unit : units)
        unit = numbers.try_emplace(unit, static_cast<std::uint32_t>(numbers.size())).first->second;
    return numbers.size();
}

/// What one evaluator has seen so far.
class Tally {
  public:
    explicit Tally(const ConfiguredMetric& configured) : configured_(configured) {
        if (configured.corpus) corpus_ = configured.corpus->start();
    }

    void add(const Place& place,
             const Observation& observation,
             const Score& own,
             const Score& of) {
        if (corpus_) {
            if (corpus_->add(observation))
                ++unscored_count_;
            else
                units_.push_back(place.unit_index);
        } else if (configured_.epochs) {
            if (of.value) repeats_.push_back(*of.value);
        } else if (own.value) {
            sums_.add(*own.value, place.cluster_index);
        } else {
            ++unscored_count_;
        }
    }

    void add_unscored() {
        if (!configured_.epochs) ++unscored_count_;
    }

    /// All repeats of the current sample, which belongs to this cluster, have been added.
    void close_sample(std::optional<std::size_t> cluster_index) {
        if (configured_.epochs) {
            const SampleValue reduced = configured_.epochs->reduce(repeats_);
            repeats_.clear();
            if (reduced.value)
                sums_.add(*reduced.value, cluster_index);
            else
                ++unscored_count_;
        }
        sums_.close_sample();
    }

    stats::Estimate finish(const AggregationOptions& options) {
        stats::Estimate estimate = corpus_ ? corpus_estimate(options)
                                           : sums_.finish(configured_.metric->scale == Scale::rate,
                                                          options.confidence_ratio);
        estimate.unscored_count = unscored_count_;
        return estimate;
    }

    [[nodiscard]] const ConfiguredMetric& configured() const { return configured_; }
    [[nodiscard]] std::string signature() const {
        return corpus_ ? corpus_->signature_start() + configured_.corpus->signature() : "";
    }

  private:
    stats::Estimate corpus_estimate(const AggregationOptions& options) {
        // Every sample a unit of its own is the plain bootstrap.
        const bool has_repeated_unit = number_densely(units_) < units_.size();
        return stats::bootstrap_corpus(
            corpus_->size(),
            [this](std::span<const std::uint32_t> weights) { return corpus_->value(weights); },
            {.resample_count = options.resample_count,
             .seed = options.seed,
             .confidence_ratio = options.confidence_ratio,
             .thread_count = options.thread_count,
             .clusters = has_repeated_unit ? std::span<const std::uint32_t>(units_)
                                           : std::span<const std::uint32_t>()});
    }

    const ConfiguredMetric& configured_;
    UnitSums sums_;
    std::unique_ptr<CorpusAccumulator> corpus_;
    std::vector<std::uint32_t> units_;  ///< of each sample in corpus_
    std::vector<double> repeats_;       ///< scores of the current sample, for a metric of epochs
    std::size_t unscored_count_ = 0;
};

}  // namespace

struct Aggregation::State {
    State(const Scoring& scoring_in, AggregationOptions options_in)
        : scoring(scoring_in), options(options_in) {
        for (const ConfiguredMetric& configured : scoring.configured())
            tallies.emplace_back(configured);
    }

    /// Closes the sample before if this is another one, and says where this one belongs.
    Place enter(std::string_view sample_id, std::optional<std::string_view> cluster) {
        if (!has_sample || current_sample != sample_id) {
            close_sample();
            current_sample = sample_id;
            has_sample = true;
            current = place_of(cluster);
        }
        return current;
    }

    void close_sample() {
        if (!has_sample) return;
        for (Tally& tally : tallies) tally.close_sample(current.cluster_index);
    }

    Place place_of(std::optional<std::string_view> cluster) {
        if (!cluster) return {.cluster_index = std::nullopt, .unit_index = unit_count++};
        auto found = clusters.find(*cluster);
        if (found == clusters.end()) {
            const Place added{.cluster_index = clusters.size(), .unit_index = unit_count++};
            found = clusters.emplace(std::string(*cluster), added).first;
        }
        return found->second;
    }

    const Scoring& scoring;
    AggregationOptions options;
    std::vector<Tally> tallies;
    std::unordered_map<std::string, Place, StringHash, std::equal_to<>> clusters;
    std::uint32_t unit_count = 0;
    bool has_sample = false;
    std::string current_sample;
    Place current{};
};

Aggregation::Aggregation(const Scoring& scoring, AggregationOptions options)
    : state_(std::make_unique<State>(scoring, options)) {}
Aggregation::~Aggregation() = default;
Aggregation::Aggregation(Aggregation&&) noexcept = default;

void Aggregation::add(std::string_view sample_id,
                      std::optional<std::string_view> cluster,
                      const Observation& observation,
                      std::span<const Score> scores) {
    ASSAY_ASSERT(scores.size() == state_->tallies.size(), "there is one score per evaluator");
    const Place place = state_->enter(sample_id, cluster);
    for (std::size_t index = 0; index < scores.size(); ++index) {
        Tally& tally = state_->tallies[index];
        tally.add(place, observation, scores[index], scores[tally.configured().of_index]);
    }
}

void Aggregation::add_unscored(std::string_view sample_id,
                               std::optional<std::string_view> cluster) {
    state_->enter(sample_id, cluster);
    for (Tally& tally : state_->tallies) tally.add_unscored();
}

std::vector<EvaluatorReport> Aggregation::finish() {
    state_->close_sample();
    std::vector<EvaluatorReport> reports;
    for (std::size_t index = 0; index < state_->tallies.size(); ++index) {
        Tally& tally = state_->tallies[index];
        const ConfiguredMetric& configured = tally.configured();
        reports.push_back({.evaluator = state_->scoring.evaluators()[index],
                           .metric = configured.metric,
                           .signature = tally.signature(),
                           .estimate = tally.finish(state_->options)});
    }
    return reports;
}

}  // namespace assay::metrics
