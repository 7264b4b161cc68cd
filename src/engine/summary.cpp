#include "engine/summary.hpp"

#include "engine/cost_table.hpp"
#include "engine/gate.hpp"
#include "engine/judge_calibration.hpp"
#include "engine/judge_summary.hpp"
#include "engine/judging.hpp"
#include "engine/observation.hpp"
#include "metrics/aggregation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>
#include <thread>

namespace assay::engine {
namespace {

constexpr std::size_t page_result_count = 4096;
constexpr std::size_t histogram_bin_count = 20;
constexpr std::size_t error_group_count_max = 20;

/// The values of one evaluator, for its histogram.
struct Values {
    std::vector<float> values;  ///< half the memory of doubles; bins need no more precision

    [[nodiscard]] report::Histogram histogram(const metrics::Range& range) const {
        if (values.empty()) return {};
        const auto [least, most] = std::ranges::minmax(values);
        report::Histogram histogram{
            .low = std::isfinite(range.low) ? range.low : static_cast<double>(least),
            .high = std::isfinite(range.high) ? range.high : static_cast<double>(most)};
        if (histogram.high <= histogram.low) histogram.high = histogram.low + 1;
        histogram.counts.resize(histogram_bin_count);
        const double width =
            (histogram.high - histogram.low) / static_cast<double>(histogram_bin_count);
        for (const float value : values) {
            const double bin = std::floor((static_cast<double>(value) - histogram.low) / width);
            ++histogram.counts[static_cast<std::size_t>(
                std::clamp(bin, 0.0, static_cast<double>(histogram_bin_count - 1)))];
        }
        return histogram;
    }
};

/// Nearest-rank percentile of sorted values.
double percentile(const std::vector<float>& sorted, double ratio) {
    const auto rank =
        static_cast<std::size_t>(std::ceil(ratio * static_cast<double>(sorted.size())));
    return static_cast<double>(sorted[std::max<std::size_t>(rank, 1) - 1]);
}

class Summary {
  public:
    Summary(const metrics::Scoring& scoring,
            metrics::AggregationOptions options,
            JudgeSummary judges,
            CostTable costs)
        : scoring_(scoring),
          aggregation_(scoring, options),
          values_(scoring.evaluators().size()),
          judges_(std::move(judges)),
          costs_(std::move(costs)) {}

    void add(const SampleResult& result) {
        ++samples_.total;
        std::optional<std::string_view> cluster;
        if (result.cluster) cluster = *result.cluster;
        if (result.error) {
            ++samples_.errors;
            add_error(result, *result.error);
            aggregation_.add_unscored(result.sample_id.view(), cluster);
        } else {
            ++samples_.answered;
            const ResultView view(result);
            aggregation_.add(result.sample_id.view(), cluster, view.observation(), result.scores);
            add_values(result);
            judges_.add(result);
        }
        if (result.completion) add_completion(*result.completion);
        costs_.add(result);
    }

    /// Samples that an evaluator could not score because it broke down, by evaluator.
    [[nodiscard]] const std::map<std::string, std::uint64_t>& deferred_counts() const {
        return deferred_counts_;
    }

    Result<report::RunReport> finish() {
        report::RunReport report;
        report.samples = samples_;
        auto evaluators = aggregation_.finish();
        for (std::size_t i = 0; i < evaluators.size(); ++i) {
            metrics::EvaluatorReport& found = evaluators[i];
            report.evaluators.push_back(
                {.evaluator = std::move(found.evaluator),
                 .better = std::string(metrics::to_string(found.metric->better)),
                 .signature = std::move(found.signature),
                 .estimate = std::move(found.estimate),
                 .histogram = values_[i].histogram(found.metric->range)});
        }
        TRY(auto judged, judges_.finish());
        std::ranges::move(judged, std::back_inserter(report.evaluators));
        report.judging = judges_.spending();
        report.costs = costs_.rows();
        if (!latencies_ms_.empty()) report.latency = latency();
        if (spending_.request_count > 0 || samples_.cached > 0) report.spending = spending_;
        for (const auto& [key, group] : errors_) report.errors.push_back(group);
        std::ranges::sort(report.errors, std::greater{}, &report::ErrorGroup::count);
        if (report.errors.size() > error_group_count_max)
            report.errors.resize(error_group_count_max);
        return report;
    }

  private:
    void add_error(const SampleResult& result, const Error& error) {
        const std::string kind(to_string(error.kind));
        report::ErrorGroup& group = errors_[{kind, error.message}];
        if (group.count++ > 0) return;
        group.kind = kind;
        group.message = error.message;
        group.first_sample_id = result.sample_id.view();
    }

    void add_deferred(const SampleResult& result, std::size_t index) {
        const Score& score = result.scores[index];
        ++deferred_counts_[score.evaluator];
        add_error(result, {ErrorKind::unavailable, score.reason});
    }

    void add_values(const SampleResult& result) {
        bool is_unscored = false;
        for (std::size_t i = 0; i < result.scores.size() && i < values_.size(); ++i) {
            const auto& value = result.scores[i].value;
            if (value) values_[i].values.push_back(static_cast<float>(*value));
            if (result.scores[i].is_deferred)
                add_deferred(result, i);
            else
                is_unscored = is_unscored || (!value && scoring_.is_per_sample(i));
        }
        if (is_unscored) ++samples_.unscored;
    }

    void add_completion(const Completion& completion) {
        if (completion.is_cached) ++samples_.cached;
        if (completion.attempt_count == 0 || completion.is_cached) return;
        // An answer of a batch has none.
        if (completion.latency_ms > 0)
            latencies_ms_.push_back(static_cast<float>(completion.latency_ms));
        spending_.request_count += completion.attempt_count;
        if (completion.usage) {
            spending_.prompt_tokens += completion.usage->prompt_tokens;
            spending_.completion_tokens += completion.usage->completion_tokens;
        }
        if (completion.cost) {
            spending_.cost = spending_.cost.value_or(Usd{}) + *completion.cost;
        } else {
            ++spending_.unknown_price_count;
        }
    }

    report::LatencyResult latency() {
        std::ranges::sort(latencies_ms_);
        return {.count = latencies_ms_.size(),
                .p50_ms = percentile(latencies_ms_, 0.5),
                .p90_ms = percentile(latencies_ms_, 0.9),
                .p95_ms = percentile(latencies_ms_, 0.95),
                .p99_ms = percentile(latencies_ms_, 0.99),
                .max_ms = static_cast<double>(latencies_ms_.back())};
    }

    const metrics::Scoring& scoring_;
    metrics::Aggregation aggregation_;
    std::vector<Values> values_;
    JudgeSummary judges_;
    CostTable costs_;
    report::SampleCounts samples_;
    report::SpendingResult spending_;
    std::vector<float> latencies_ms_;
    std::map<std::pair<std::string, std::string>, report::ErrorGroup> errors_;
    std::map<std::string, std::uint64_t> deferred_counts_;
};

/// What the card of a judge's very version says.
Result<void> add_cards(report::RunReport& report, const SummaryInput& input) {
    if (input.cards == nullptr) return {};
    for (report::EvaluatorResult& result : report.evaluators) {
        if (!result.judge) continue;
        TRY(const auto card, input.cards->document(card_kind, result.evaluator.hash));
        if (!card) continue;
        TRY(result.judge->calibration, judge::card_line(*card));
    }
    return {};
}

void add_judge_warnings(report::RunReport& report, const SummaryInput& input) {
    for (const report::EvaluatorResult& result : report.evaluators) {
        if (!result.judge) continue;
        const report::JudgeResult& judge = *result.judge;
        const std::string& name = result.evaluator.name;
        if (judge.calibration.empty())
            report.warnings.push_back(
                fmt::format("Judge '{}' is not calibrated: nobody has compared this version with "
                            "people ('assay "
                            "judge calibrate').",
                            name));
        if (judge.end_ratio < 1)
            report.warnings.push_back(
                fmt::format("Judge '{}' saw the first {:.1f} % of its draw before the {} ended the "
                            "work. What it "
                            "saw is a random sample, so the estimate holds, with a wider interval.",
                            name,
                            100 * judge.end_ratio,
                            input.is_budget_spent ? "budget" : "user"));
        std::uint64_t deferred_count = 0;
        for (const report::TierResult& tier : judge.tiers) {
            deferred_count += tier.deferred_count;
            if (tier.mode.find(" and ") != std::string::npos)
                report.warnings.push_back(
                    fmt::format("Judge '{}' made its numbers in several ways in the {} tier ({}); "
                                "they are not one instrument.",
                                name,
                                tier.tier,
                                tier.mode));
        }
        if (deferred_count > 0)
            report.warnings.push_back(
                fmt::format("Degraded: judge '{}' could not be reached for {} samples. 'assay "
                            "resume {}' asks again.",
                            name,
                            deferred_count,
                            report.run_id));
    }
}

void add_warnings(report::RunReport& report, const SummaryInput& input) {
    const report::SampleCounts& samples = report.samples;
    if (samples.errors > 0)
        report.warnings.push_back(
            fmt::format("{} of {} samples have no answer because of infrastructure errors; they "
                        "are unscored, not wrong. "
                        "'assay resume {}' asks them again.",
                        samples.errors,
                        samples.total,
                        report.run_id));
    if (samples.unscored > 0)
        report.warnings.push_back(fmt::format(
            "{} answered samples could not be scored by every evaluator.", samples.unscored));
    if (input.skipped_row_count > 0)
        report.warnings.push_back(fmt::format(
            "{} rows of the dataset were skipped; the first: {}",
            input.skipped_row_count,
            input.skip_reasons.empty() ? "(no reason kept)" : input.skip_reasons.front()));
    add_judge_warnings(report, input);
    if (samples.total == 0) report.warnings.emplace_back("No sample has a result.");
    if (report.spending && report.spending->unknown_price_count > 0)
        report.warnings.push_back(
            fmt::format("The price of {} answers is unknown and not in the cost.",
                        report.spending->unknown_price_count));
}

void add_run(report::RunReport& report, const SummaryInput& input) {
    const Run& run = input.run;
    report.run_id = run.id.view();
    report.name = run.name;
    report.state = to_string(run.state);
    report.created_at = to_rfc3339(run.created_at);
    report.duration_s = input.duration_s;
    report.assay_version = ASSAY_VERSION;
    report.dataset = run.dataset;
    report.dataset_version = run.dataset_version;
    report.model = run.model;
    report.epoch_count = input.spec.epoch_count;
    report.seed = input.spec.seed;
    report.samples.skipped_rows = input.skipped_row_count;
    report.models = input.models;
}

}  // namespace

Result<void> for_each_result(store::ResultStore& results,
                             const RunId& run,
                             const std::function<Result<void>(const SampleResult&)>& fn) {
    store::ResultQuery query{.count_max = page_result_count};
    while (true) {
        TRY(const auto page, results.page(run, query));
        for (const SampleResult& result : page) CHECK_OK(fn(result));
        if (page.size() < query.count_max) return {};
        // The next page starts at the last sample again, whose epochs may be only partly read.
        const std::uint64_t last_index = page.back().sample_index;
        std::size_t read_epoch_count = 0;
        for (const SampleResult& result : page)
            read_epoch_count += result.sample_index == last_index ? 1 : 0;
        query.skip_count =
            (last_index == query.from_sample_index ? query.skip_count : 0) + read_epoch_count;
        query.from_sample_index = last_index;
    }
}

Result<report::RunReport> summarize(store::ResultStore& results, const SummaryInput& input) {
    TRY(const metrics::Scoring scoring, metrics::Scoring::make(input.spec.evaluators));
    TRY(const Tiering tiering, make_tiering(input.spec, scoring));
    std::optional<DistilledTier> distilled;
    if (input.cards != nullptr) {
        TRY(distilled, DistilledTier::open(input.spec, scoring, *input.cards));
    }
    TRY(CostTable costs, CostTable::make(input.spec));
    Summary summary(scoring,
                    {.seed = input.spec.seed,
                     .thread_count = std::max(1U, std::thread::hardware_concurrency())},
                    JudgeSummary(input.spec, tiering, distilled ? &*distilled : nullptr),
                    std::move(costs));
    CHECK_OK(for_each_result(
        results, input.run.id, [&summary](const SampleResult& result) -> Result<void> {
            summary.add(result);
            return {};
        }));
    TRY(report::RunReport report, summary.finish());
    add_run(report, input);
    CHECK_OK(add_cards(report, input));
    add_warnings(report, input);
    for (const auto& [name, count] : summary.deferred_counts())
        report.warnings.push_back(
            fmt::format("Evaluator '{}' broke down over {} samples; they have no score from it, "
                        "which is not a low score. 'assay resume {}' asks it again.",
                        name,
                        count,
                        report.run_id));
    TRY(const auto gates, parse_gates(input.spec.gate, evaluator_names(input.spec)));
    report.gates = judge_gates(gates, report, input.baseline);
    return report;
}

}  // namespace assay::engine
