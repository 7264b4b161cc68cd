#include "engine/run_comparison.hpp"

#include "engine/observation.hpp"
#include "engine/run.hpp"
#include "engine/summary.hpp"
#include "metrics/scoring.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

namespace assay::engine {
namespace {

void describe_column(ScoreColumn& column,
                     const report::RunReport& report,
                     const metrics::Scoring& scoring) {
    for (const report::EvaluatorResult& result : report.evaluators) {
        if (result.evaluator.name != column.evaluator.name ||
            result.judge.has_value() == column.tier.empty())
            continue;
        column.evaluator = result.evaluator;
        column.better = result.better;
        if (!result.judge) continue;
        for (const report::TierResult& tier : result.judge->tiers)
            if (tier.tier == column.tier)
                column.is_of_a_draw = tier.drawn_count < report.samples.answered;
    }
    if (!column.tier.empty()) return;
    for (std::size_t i = 0; i < scoring.evaluators().size(); ++i)
        if (scoring.evaluators()[i].name == column.evaluator.name)
            column.is_of_corpus = scoring.configured()[i].corpus != nullptr;
}

/// Replaces the empty values of a metric of repeats by what it makes of each sample's scores.
void reduce_repeats(ScoreTable& table,
                    ScoreColumn& column,
                    const ScoreColumn& of,
                    const metrics::EpochScorer& scorer) {
    struct Repeats {
        std::size_t first_row;
        std::vector<double> scores;
    };
    std::unordered_map<std::string_view, Repeats> samples;
    for (std::size_t row = 0; row < table.row_count(); ++row) {
        Repeats& repeats =
            samples.try_emplace(table.sample_ids[row], Repeats{.first_row = row, .scores = {}})
                .first->second;
        if (!of.values[row]) continue;
        if (repeats.scores.empty()) repeats.first_row = row;
        repeats.scores.push_back(*of.values[row]);
    }
    for (const auto& [id, repeats] : samples)
        column.values[repeats.first_row] = scorer.reduce(repeats.scores).value;
}

/// The observations of one metric of the corpus in both runs.
class CorpusPairing {
  public:
    CorpusPairing(const metrics::ConfiguredMetric& first, const metrics::ConfiguredMetric& second)
        : first_(first.corpus->start()), second_(second.corpus->start()) {}

    void add_first(const SampleResult& result) {
        Place& place = places_.try_emplace(key_of(result)).first->second;
        place.standing =
            add(*first_, result, Standing::failed_in_first, Standing::unscored_in_first);
        if (place.standing == Standing::paired) place.index = first_count_++;
    }

    void add_second(const SampleResult& result) {
        const auto found = places_.find(key_of(result));
        if (found == places_.end()) {
            ++counts_.only_in_second;
            return;
        }
        found->second.is_in_second = true;
        if (found->second.standing != Standing::paired) return;
        const Standing standing =
            add(*second_, result, Standing::failed_in_second, Standing::unscored_in_second);
        found->second.standing = standing;
        if (standing != Standing::paired) return;
        first_indices_.push_back(found->second.index);
        const std::string unit =
            result.cluster ? "c" + *result.cluster : "s" + std::string(result.sample_id.view());
        const auto next = static_cast<std::uint32_t>(units_.size());
        clusters_.push_back(units_.try_emplace(unit, next).first->second);
    }

    experiment::MetricComparison compare(const std::string& name,
                                         const std::string& better,
                                         const experiment::ComparisonOptions& options) {
        for (const auto& [key, place] : places_) count(place);
        const bool is_clustered = units_.size() < clusters_.size();
        const experiment::CorpusPair pair{
            .metric = name,
            .better = better,
            .pairs = counts_,
            .first =
                [this](std::span<const std::uint32_t> weights) {
                    // The first run's samples that did not pair weigh nothing.
                    std::vector<std::uint32_t> all(first_count_);
                    for (std::size_t i = 0; i < weights.size(); ++i)
                        all[first_indices_[i]] = weights[i];
                    return first_->value(all);
                },
            .second =
                [this](std::span<const std::uint32_t> weights) { return second_->value(weights); },
            .clusters = is_clustered ? std::span<const std::uint32_t>(clusters_)
                                     : std::span<const std::uint32_t>()};
        return experiment::compare_corpus(pair, options);
    }

  private:
    enum class Standing {
        paired,
        failed_in_first,
        unscored_in_first,
        failed_in_second,
        unscored_in_second
    };
    struct Place {
        Standing standing = Standing::paired;
        std::uint32_t index = 0;  ///< in first_
        bool is_in_second = false;
    };

    static std::string key_of(const SampleResult& result) {
        return fmt::format("{} {}", result.epoch, result.sample_id.view());
    }
    static Standing add(metrics::CorpusAccumulator& corpus,
                        const SampleResult& result,
                        Standing failed,
                        Standing unscored) {
        if (result.error) return failed;
        const ResultView view(result);
        return corpus.add(view.observation()) ? unscored : Standing::paired;
    }
    void count(const Place& place) {
        if (!place.is_in_second) {
            ++counts_.only_in_first;
            return;
        }
        switch (place.standing) {
            case Standing::paired:
                ++counts_.paired;
                return;
            case Standing::failed_in_first:
                ++counts_.failed_in_first;
                return;
            case Standing::unscored_in_first:
                ++counts_.unscored_in_first;
                return;
            case Standing::failed_in_second:
                ++counts_.failed_in_second;
                return;
            case Standing::unscored_in_second:
                ++counts_.unscored_in_second;
                return;
        }
    }

    std::unique_ptr<metrics::CorpusAccumulator> first_;
    std::unique_ptr<metrics::CorpusAccumulator> second_;
    std::unordered_map<std::string, Place> places_;
    std::uint32_t first_count_ = 0;
    std::vector<std::uint32_t> first_indices_;  ///< of each pair
    std::unordered_map<std::string, std::uint32_t> units_;
    std::vector<std::uint32_t> clusters_;  ///< of each pair
    experiment::PairCounts counts_;
};

bool is_wanted(const experiment::ComparisonOptions& options, const std::string& name) {
    return options.metrics.empty() ||
           std::ranges::find(options.metrics, name) != options.metrics.end();
}

struct CorpusMetric {
    std::string name;
    std::string better;
    CorpusPairing pairing;
};

std::vector<CorpusMetric> common_corpus_metrics(const metrics::Scoring& first,
                                                const metrics::Scoring& second,
                                                const experiment::ComparisonOptions& options) {
    std::vector<CorpusMetric> common;
    for (std::size_t i = 0; i < first.evaluators().size(); ++i) {
        const std::string& name = first.evaluators()[i].name;
        if (!first.configured()[i].corpus || !is_wanted(options, name)) continue;
        for (std::size_t j = 0; j < second.evaluators().size(); ++j) {
            if (second.evaluators()[j].name == name && second.configured()[j].corpus)
                common.push_back(
                    {.name = name,
                     .better =
                         std::string(metrics::to_string(first.configured()[i].metric->better)),
                     .pairing = CorpusPairing(first.configured()[i], second.configured()[j])});
        }
    }
    return common;
}

}  // namespace

Result<ScoreTable> run_scores(const Run& run,
                              store::ResultStore& results,
                              const store::ScoreQuery& query) {
    TRY(const report::RunReport report, stored_report(run));
    TRY(const RunSpec spec, run_spec_from_json(run.config));
    TRY(const metrics::Scoring scoring, metrics::Scoring::make(spec.evaluators));
    TRY(ScoreTable table, results.scores(run.id, query));
    table.name = run.name;
    table.model = run.model;
    table.dataset = run.dataset;
    table.dataset_version = run.dataset_version;
    for (ScoreColumn& column : table.columns) describe_column(column, report, scoring);
    for (std::size_t i = 0; i < scoring.evaluators().size(); ++i) {
        const metrics::ConfiguredMetric& configured = scoring.configured()[i];
        if (!configured.epochs) continue;
        const auto column_of = [&table](const std::string& name) {
            return std::ranges::find_if(table.columns, [&](const ScoreColumn& column) {
                return column.tier.empty() && column.evaluator.name == name;
            });
        };
        const auto column = column_of(scoring.evaluators()[i].name);
        const auto of = column_of(scoring.evaluators()[configured.of_index].name);
        if (column != table.columns.end() && of != table.columns.end())
            reduce_repeats(table, *column, *of, *configured.epochs);
    }
    return table;
}

Result<void> add_corpus_metrics(experiment::RunComparison& comparison,
                                const Run& first,
                                const Run& second,
                                store::ResultStore& results,
                                const experiment::ComparisonOptions& options) {
    TRY(const RunSpec first_spec, run_spec_from_json(first.config));
    TRY(const RunSpec second_spec, run_spec_from_json(second.config));
    TRY(const metrics::Scoring first_scoring, metrics::Scoring::make(first_spec.evaluators));
    TRY(const metrics::Scoring second_scoring, metrics::Scoring::make(second_spec.evaluators));
    auto common = common_corpus_metrics(first_scoring, second_scoring, options);
    if (common.empty()) return {};
    CHECK_OK(
        for_each_result(results, first.id, [&common](const SampleResult& result) -> Result<void> {
            for (CorpusMetric& metric : common) metric.pairing.add_first(result);
            return {};
        }));
    CHECK_OK(
        for_each_result(results, second.id, [&common](const SampleResult& result) -> Result<void> {
            for (CorpusMetric& metric : common) metric.pairing.add_second(result);
            return {};
        }));
    for (CorpusMetric& metric : common)
        comparison.metrics.push_back(metric.pairing.compare(metric.name, metric.better, options));
    return {};
}

Result<std::string> stored_output(const Run& run,
                                  const std::string& sample_id,
                                  store::ResultStore& results) {
    TRY(const auto page, results.page(run.id, {.sample_id = SampleId{sample_id}, .count_max = 1}));
    return page.empty() ? std::string() : page.front().answer;
}

}  // namespace assay::engine
