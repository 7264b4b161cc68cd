#include "engine/judge_summary.hpp"

#include "engine/judges.hpp"
#include "engine/judging.hpp"
#include "stats/difference_estimator.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace assay::engine {
namespace {

using stats::Phase;

constexpr std::size_t histogram_bin_count = 20;
constexpr std::size_t hash_shown = 12;

/// Adds one judgement to its tier's counts.
void count(const Judgement& judgement, report::TierResult& tier) {
    ++tier.drawn_count;
    if (judgement.mode == JudgeMode::distilled) tier.mode = to_string(judgement.mode);
    if (judgement.value) {
        ++tier.judged_count;
    } else if (judgement.has(JudgeFlag::deferred)) {
        ++tier.deferred_count;
    } else if (judgement.has(JudgeFlag::pending)) {
        ++tier.pending_count;
    } else {
        ++tier.unscored_count;
    }
    if (judgement.call_count > 0) {
        const bool is_known = judgement.cost && (tier.cost || tier.call_count == 0);
        tier.cost =
            is_known ? std::optional(tier.cost.value_or(Usd{}) + *judgement.cost) : std::nullopt;
        tier.call_count += judgement.call_count;
        const std::string_view mode = to_string(judgement.mode);
        if (!judgement.has(JudgeFlag::deferred) && tier.mode.find(mode) == std::string::npos)
            tier.mode += (tier.mode.empty() ? "" : " and ") + std::string(mode);
    }
    tier.latency_ms_sum += judgement.latency_ms;
    tier.prompt_tokens += judgement.prompt_tokens;
    tier.completion_tokens += judgement.completion_tokens;
    for (const JudgeFlag flag : judgement.flags) ++tier.flag_counts[std::string(to_string(flag))];
}

std::string joined(const std::vector<std::string>& names) {
    return fmt::format("{}", fmt::join(names, ", "));
}

/// Of those that are there; nothing without one.
std::optional<double> mean_of(const std::vector<std::optional<double>>& scores) {
    double sum = 0;
    std::size_t scored_count = 0;
    for (const auto& score : scores) {
        if (!score) continue;
        sum += *score;
        ++scored_count;
    }
    if (scored_count == 0) return std::nullopt;
    return sum / static_cast<double>(scored_count);
}

void put_bin(double value, std::vector<std::uint64_t>& bins) {
    if (bins.empty()) bins.resize(histogram_bin_count);
    const auto bin = static_cast<std::size_t>(value * static_cast<double>(histogram_bin_count));
    ++bins[std::min(bin, histogram_bin_count - 1)];
}

}  // namespace

JudgeSummary::JudgeSummary(const RunSpec& spec,
                           const Tiering& tiering,
                           const DistilledTier* distilled)
    : spec_(spec), tiering_(tiering), columns_(spec.judging.judges.size()) {
    if (distilled == nullptr) return;
    distilled_name_ = distilled->judge_name();
    watch_.emplace(*distilled, tiering);
}

std::uint32_t JudgeSummary::cluster_of(const SampleResult& result) {
    // Repeats of a sample are not independent either.
    const std::string key =
        result.cluster ? "c" + *result.cluster : "s" + std::string(result.sample_id.view());
    const auto [found, is_new] =
        cluster_numbers_.emplace(key, static_cast<std::uint32_t>(cluster_numbers_.size()));
    has_repeated_cluster_ = has_repeated_cluster_ || !is_new;
    return found->second;
}

void JudgeSummary::add(const SampleResult& result) {
    cheap_.push_back(tiering_.cheap_score(result));
    if (watch_) watch_->add(result);
    if (spec_.cluster_field || spec_.epoch_count > 1) clusters_.push_back(cluster_of(result));
    for (std::size_t i = 0; i < columns_.size(); ++i)
        add_row(result, spec_.judging.judges[i], columns_[i]);
}

void JudgeSummary::add_distilled(const SampleResult& result,
                                 const JudgeRequest& request,
                                 Columns& columns) {
    const Judgement* distilled = find_judgement(result, request.name, distilled_tier);
    columns.distilled.push_back(distilled != nullptr ? distilled->value : std::nullopt);
    if (distilled == nullptr) return;
    count(*distilled, columns.distilled_tier);
    columns.distilled_sum += distilled->value.value_or(0);
}

void JudgeSummary::add_row(const SampleResult& result,
                           const JudgeRequest& request,
                           Columns& columns) {
    const bool has_fast = spec_.judging.fast.has_value();
    const Lot lot = tiering_.first(result);
    const Judgement* fast = find_judgement(result, request.name, fast_tier);
    const Judgement* full = find_judgement(result, request.name, full_tier);
    const Judgement* human = find_judgement(result, request.name, human_tier);
    const Judgement* first = has_fast ? fast : full;
    // Drawn, yet nobody was asked: the budget, or the user, ended the work before its turn.
    if (lot.is_drawn() && first == nullptr) columns.end = std::min(columns.end, lot.order);
    if (request.name == distilled_name_) add_distilled(result, request, columns);
    columns.order.push_back(lot.order);
    columns.first_ratio.push_back(lot.inclusion_ratio);
    columns.fast.push_back(fast != nullptr ? fast->value : std::nullopt);
    columns.full.push_back(full != nullptr ? full->value : std::nullopt);
    columns.full_ratio.push_back(full != nullptr && has_fast ? full->inclusion_ratio : 1);
    columns.phase.push_back(static_cast<std::uint8_t>(full != nullptr   ? Phase::labelled
                                                      : fast != nullptr ? Phase::judged
                                                                        : Phase::cheap));
    if (fast != nullptr) {
        count(*fast, columns.fast_tier);
        columns.fast_sum += fast->value.value_or(0);
    }
    if (full != nullptr) {
        count(*full, columns.full_tier);
        columns.full_sum += full->value.value_or(0);
        if (full->value) put_bin(*full->value, columns.histogram);
    }
    if (human != nullptr) count(*human, columns.human_tier);
}

Result<std::vector<report::EvaluatorResult>> JudgeSummary::finish() {
    std::vector<report::EvaluatorResult> results;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
        TRY(results.emplace_back(), finish(spec_.judging.judges[i], columns_[i]));
    }
    return results;
}

Result<report::EvaluatorResult> JudgeSummary::finish(const JudgeRequest& request,
                                                     Columns& columns) {
    report::EvaluatorResult result;
    TRY(result.evaluator, evaluator_of(spec_.judging, request));
    result.better = "higher";
    const bool has_fast = spec_.judging.fast.has_value();
    std::vector<Phase> phases(columns.phase.size());
    std::uint64_t beyond_count = 0;
    for (std::size_t row = 0; row < phases.size(); ++row) {
        phases[row] = static_cast<Phase>(columns.phase[row]);
        // What was judged beyond the end is no random sample together with what was not.
        if (columns.order[row] >= columns.end && phases[row] != Phase::cheap) {
            phases[row] = Phase::cheap;
            ++beyond_count;
        }
        if (columns.end > 0) columns.first_ratio[row] *= std::min(1.0, columns.end);
    }
    const bool has_metric =
        std::ranges::any_of(cheap_, [](const auto& score) { return score.has_value(); });
    stats::TieredSamples samples{.label = columns.full, .phase = phases};
    // A distilled judge has read the metrics and tells more than their mean.
    if (!columns.distilled.empty()) {
        samples.cheap = columns.distilled;
    } else if (has_metric) {
        samples.cheap = cheap_;
    }
    if (has_fast) {
        samples.judged = columns.fast;
        samples.judged_ratio = columns.first_ratio;
        samples.label_ratio = columns.full_ratio;
    } else {
        samples.label_ratio = columns.first_ratio;
    }
    if (has_repeated_cluster_) samples.cluster = clusters_;
    stats::DifferenceEstimate found = stats::difference_estimate(samples, {});
    result.estimate = std::move(found.estimate);
    result.histogram = {.low = 0, .high = 1, .counts = std::move(columns.histogram)};
    result.signature = fmt::format("judge:{}|version:{}|model:{}|mode:{}",
                                   request.kind,
                                   result.evaluator.version,
                                   joined(models_of(request, spec_.judging.full)),
                                   columns.full_tier.mode);
    if (beyond_count > 0)
        result.estimate.warnings.push_back(fmt::format(
            "{} samples judged out of turn when the work ended are left out.", beyond_count));
    result.judge = judge_result(request, columns);
    result.judge->metric_mean = mean_of(cheap_);
    result.judge->effective_gain = found.effective_gain;
    result.judge->pilot = found.pilot;
    if (watch_ && request.name == distilled_name_)
        std::ranges::move(watch_->warnings(), std::back_inserter(result.estimate.warnings));
    return result;
}

report::JudgeResult JudgeSummary::judge_result(const JudgeRequest& request,
                                               Columns& columns) const {
    report::JudgeResult result{.end_ratio = columns.end};
    const auto add =
        [&](report::TierResult tier, std::string_view name, std::string model, double sum) {
            tier.tier = name;
            tier.model = std::move(model);
            if (tier.judged_count > 0) tier.mean = sum / static_cast<double>(tier.judged_count);
            result.tiers.push_back(std::move(tier));
        };
    if (!columns.distilled.empty())
        add(columns.distilled_tier,
            distilled_tier,
            spec_.judging.distilled->model.substr(0, hash_shown),
            columns.distilled_sum);
    if (spec_.judging.fast)
        add(columns.fast_tier,
            fast_tier,
            joined(models_of(request, *spec_.judging.fast)),
            columns.fast_sum);
    add(columns.full_tier,
        full_tier,
        joined(models_of(request, spec_.judging.full)),
        columns.full_sum);
    if (spec_.judging.human) add(columns.human_tier, human_tier, "", 0);
    Usd total;
    bool is_known = true;
    for (const report::TierResult& tier : result.tiers) {
        if (tier.call_count == 0) continue;
        is_known = is_known && tier.cost.has_value();
        total += tier.cost.value_or(Usd{});
    }
    if (is_known) result.cost = total;
    const report::TierResult& full = columns.full_tier;
    if (full.cost && full.judged_count > 0 && full.cost->nanos > 0)
        result.full_coverage_cost = Usd::from_dollars(
            full.cost->dollars() / static_cast<double>(full.judged_count + full.unscored_count) *
            static_cast<double>(columns.order.size()));
    return result;
}

std::optional<report::SpendingResult> JudgeSummary::spending() const {
    if (columns_.empty()) return std::nullopt;
    report::SpendingResult spending{.cost = Usd{}};
    for (const Columns& columns : columns_) {
        for (const report::TierResult* tier : {&columns.fast_tier, &columns.full_tier}) {
            spending.request_count += tier->call_count;
            spending.prompt_tokens += tier->prompt_tokens;
            spending.completion_tokens += tier->completion_tokens;
            if (tier->call_count == 0) continue;
            if (tier->cost) {
                *spending.cost += *tier->cost;
            } else {
                spending.unknown_price_count += tier->call_count;
            }
        }
    }
    return spending;
}

}  // namespace assay::engine
