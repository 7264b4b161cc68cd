#include "engine/tier_forecast.hpp"

#include "async/compute_pool.hpp"
#include "async/event_loop.hpp"
#include "engine/asker.hpp"
#include "engine/judges.hpp"
#include "engine/model_hub.hpp"
#include "engine/sample_feed.hpp"
#include "providers/factory.hpp"
#include "providers/provider_spec.hpp"
#include "stats/tier_plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace assay::engine {
namespace {

/// Samples whose judge prompts are built to learn their size.
constexpr std::size_t probed_sample_count = 200;
constexpr double bytes_per_token = 4;

/// Remembers how long the prompts are that a judge would send; never answers with a verdict.
class SizingModel final : public judge::Model {
  public:
    explicit SizingModel(providers::Capabilities capabilities) : capabilities_(capabilities) {}

    async::Task<judge::Reply> ask(judge::Call call) override {
        // A repair turn holds an answer that was never given.
        const bool is_repair = std::ranges::any_of(
            call.messages, [](const Message& one) { return one.role == Role::assistant; });
        if (!is_repair && !call.messages.empty()) {
            ++call_count;
            for (const Message& message : call.messages)
                bytes += static_cast<double>(message.content.size());
        }
        co_return judge::Reply{.completion = Completion{.text = "?"}, .model = {}};
    }
    [[nodiscard]] providers::Capabilities capabilities() const override { return capabilities_; }

    double bytes = 0;
    double call_count = 0;

  private:
    providers::Capabilities capabilities_;
};

/// What the dataset tells.
struct Population {
    std::uint64_t count = 0;
    double prompt_bytes = 0;
    std::vector<SampleResult> probes;  ///< as the judges will see them
    bool lacks_outputs = false;
};

async::Task<void> read_population(SampleFeed& feed,
                                  const Preparer& preparer,
                                  bool asks_model,
                                  Population& population) {
    while (true) {
        CO_TRY(std::vector<PreparedSample> batch, co_await feed.next_batch());
        if (batch.empty()) co_return Result<void>{};
        for (PreparedSample& prepared : batch) {
            ++population.count;
            population.prompt_bytes += static_cast<double>(prepared.result.input.size());
            if (population.probes.size() == probed_sample_count) continue;
            if (!asks_model) {
                prepared.result.completion = Completion{.text = std::move(prepared.output)};
                extract_answer(preparer.filters(), prepared.result);
            }
            population.probes.push_back(std::move(prepared.result));
        }
    }
}

struct PricedModel {
    providers::Capabilities capabilities;
    std::optional<providers::Price> price;
};

Result<PricedModel> priced(const ModelSpec& spec) {
    TRY(const auto name, providers::parse_model_name(spec.model));
    TRY(const auto prices, read_prices(spec.provider));
    PricedModel model{.capabilities = {}, .price = prices.find(name.provider, name.model)};
    if (model.price && spec.provider.batch) model.price = providers::in_batch(*model.price);
    for (const providers::ProviderSpec* one : providers::all_providers()) {
        if (one->name == name.provider) model.capabilities = one->capabilities;
    }
    if (spec.provider.has_logprobs) model.capabilities.logprobs = *spec.provider.has_logprobs;
    if (spec.provider.has_output_schema)
        model.capabilities.output_schema = *spec.provider.has_output_schema;
    return model;
}

const report::TierResult* tier_of(const report::EvaluatorResult* pilot, std::string_view tier) {
    if (pilot == nullptr || !pilot->judge) return nullptr;
    const auto found = std::ranges::find(pilot->judge->tiers, tier, &report::TierResult::tier);
    return found == pilot->judge->tiers.end() || found->call_count == 0 ? nullptr : &*found;
}

/// How one judge's calls look in one tier.
struct CallSize {
    double calls_per_sample;
    double prompt_tokens;  ///< of a sample's calls
};

Result<CallSize> size_calls(const JudgeRequest& request,
                            const PricedModel& model,
                            const Population& population) {
    TRY(const judge::JudgeSpec* kind, judge::find_judge(request.kind));
    TRY(const auto judge, kind->make(request.options));
    TRY(const auto templates, QuestionTemplates::compile(request));
    SizingModel sizing(model.capabilities);
    const std::vector<judge::Model*> models(judge->model_count(), &sizing);
    async::EventLoop loop;
    for (const SampleResult& probe : population.probes) {
        TRY(auto question, templates.question(probe));
        CHECK_OK(
            loop.run(judge->judge(std::move(question), {.models = models, .fence_secret = ""})));
    }
    const double count = std::max(1.0, static_cast<double>(population.probes.size()));
    return CallSize{.calls_per_sample = sizing.call_count / count,
                    .prompt_tokens = sizing.bytes / count / bytes_per_token};
}

class Forecaster {
  public:
    Forecaster(const RunSpec& spec, const report::RunReport* pilot, const Population& population)
        : spec_(spec), pilot_(pilot), population_(population) {}

    Result<Forecast> run(const ForecastGoal& goal) {
        out_.sample_count = population_.count;
        if (pilot_ != nullptr) out_.pilot_run = pilot_->run_id;
        if (spec_.model) CHECK_OK(add_answers());
        for (const JudgeRequest& request : spec_.judging.judges) CHECK_OK(add_judge(request));
        if (spec_.model && !spec_.judging.judges.empty())
            out_.notes.emplace_back(
                "Judges will read answers that do not exist yet: their prompts are reckoned "
                "without "
                "them, so judging will cost somewhat more.");
        if (pilot_ == nullptr && !spec_.judging.judges.empty())
            out_.notes.emplace_back(
                "Without an earlier run of the same judges nothing is known of their spread, their "
                "answers' length and their speed: run a part first (--limit 200), then plan "
                "again.");
        if (goal.budget_usd || goal.half_width) CHECK_OK(solve(goal));
        return std::move(out_);
    }

  private:
    Result<void> add_answers() {
        TRY(ModelSpec spec, resolve_model(spec_.judging, *spec_.model));
        if (!spec_.judging.models.contains(*spec_.model)) spec.provider = spec_.provider;
        TRY(const PricedModel model, priced(spec));
        ForecastRow row{.judge = {}, .tier = "answers", .model = *spec_.model};
        row.sample_count = static_cast<double>(population_.count);
        row.call_count = row.sample_count;
        row.prompt_tokens = population_.prompt_bytes / bytes_per_token;
        if (spec_.settings.completion_tokens_max)
            row.completion_tokens =
                row.call_count * static_cast<double>(*spec_.settings.completion_tokens_max);
        if (pilot_ != nullptr && pilot_->spending && pilot_->samples.answered > 0 &&
            pilot_->samples.cached == 0)
            row.completion_tokens = row.call_count *
                                    static_cast<double>(pilot_->spending->completion_tokens) /
                                    static_cast<double>(pilot_->samples.answered);
        if (pilot_ != nullptr && pilot_->latency)
            row.duration_s = row.call_count * pilot_->latency->p50_ms / 1000 /
                             static_cast<double>(spec_.connection_count_max);
        price(row, model);
        out_.rows.push_back(std::move(row));
        return {};
    }

    Result<void> add_judge(const JudgeRequest& request) {
        const report::EvaluatorResult* known = nullptr;
        if (pilot_ != nullptr) {
            TRY(known, pilot_of(*pilot_, spec_.judging, request));
        }
        const auto count = static_cast<double>(population_.count);
        double fast_count = 0;
        if (spec_.judging.fast) {
            fast_count = drawn(known, fast_tier, spec_.judging.fast->share) * count;
            TRY(unit_costs_.fast,
                add_tier(request, known, fast_tier, *spec_.judging.fast, fast_count));
        }
        const double full_count = drawn(known, full_tier, spec_.judging.full.share) * count;
        TRY(unit_costs_.full, add_tier(request, known, full_tier, spec_.judging.full, full_count));
        IntervalForecast interval{.judge = request.name};
        if (unit_costs_.full) interval.full_coverage_usd = *unit_costs_.full * count;
        if (known != nullptr && known->judge && known->judge->pilot) {
            unit_costs_.pilot = known->judge->pilot;
            const auto planned = stats::forecast_tiers(*known->judge->pilot,
                                                       plan_options(),
                                                       static_cast<std::size_t>(fast_count),
                                                       static_cast<std::size_t>(full_count));
            if (planned) interval.half_width = planned->half_width;
        }
        out_.intervals.push_back(std::move(interval));
        return {};
    }

    /// The share that a tier will judge: as in the pilot, whose escalations are known, when it had
    /// the same tier; else as the file says.
    double drawn(const report::EvaluatorResult* known, std::string_view tier, double share) {
        const report::TierResult* found = tier_of(known, tier);
        const bool escalates = spec_.judging.full.escalation.is_on() ||
                               (spec_.judging.fast && spec_.judging.fast->escalation.is_on());
        if (!escalates) return share;
        if (found == nullptr || known->judge->end_ratio < 1) {
            constexpr std::string_view note =
                "How many samples will be escalated is unknown; they come on top of the shares.";
            if (std::ranges::find(out_.notes, note) == out_.notes.end())
                out_.notes.emplace_back(note);
            return share;
        }
        return std::max(
            share,
            static_cast<double>(found->drawn_count) /
                static_cast<double>(std::max<std::uint64_t>(1, pilot_->samples.answered)));
    }

    /// What judging one sample costs in a tier, when that is known.
    Result<std::optional<double>> add_tier(const JudgeRequest& request,
                                           const report::EvaluatorResult* known,
                                           std::string_view tier,
                                           const TierSpec& tier_spec,
                                           double sample_count) {
        const auto models = models_of(request, tier_spec);
        TRY(const ModelSpec spec, resolve_model(spec_.judging, models.front()));
        TRY(const PricedModel model, priced(spec));
        TRY(const CallSize size, size_calls(request, model, population_));
        ForecastRow row{.judge = request.name,
                        .tier = std::string(tier),
                        .model = fmt::format("{}", fmt::join(models, ", "))};
        row.sample_count = sample_count;
        row.call_count = sample_count * size.calls_per_sample;
        row.prompt_tokens = sample_count * size.prompt_tokens;
        if (const report::TierResult* found = tier_of(known, tier)) {
            const auto calls = static_cast<double>(found->call_count);
            row.call_count = sample_count * calls / static_cast<double>(found->drawn_count);
            row.prompt_tokens = row.call_count * static_cast<double>(found->prompt_tokens) / calls;
            row.completion_tokens =
                row.call_count * static_cast<double>(found->completion_tokens) / calls;
            if (found->latency_ms_sum > 0)
                row.duration_s = row.call_count * found->latency_ms_sum / calls / 1000 /
                                 static_cast<double>(spec_.connection_count_max);
        }
        price(row, model);
        out_.rows.push_back(row);
        if (!row.cost_usd || sample_count <= 0) return std::optional<double>{};
        return std::optional(*row.cost_usd / sample_count);
    }

    static void price(ForecastRow& row, const PricedModel& model) {
        if (!model.price || !row.completion_tokens) return;
        row.cost_usd = (row.prompt_tokens * model.price->input_usd +
                        *row.completion_tokens * model.price->output_usd) *
                       1e-6;
    }

    [[nodiscard]] stats::TierPlanOptions plan_options() const {
        return {.sample_count = population_.count,
                .judged_cost = unit_costs_.fast.value_or(0),
                .label_cost = std::max(unit_costs_.full.value_or(1), 1e-12)};
    }

    Result<void> solve(const ForecastGoal& goal) {
        if (spec_.judging.judges.size() != 1)
            return fail(ErrorKind::invalid_input,
                        "shares are solved for one judge, and the run file has {}",
                        spec_.judging.judges.size());
        if (!unit_costs_.pilot || !unit_costs_.full)
            return fail(ErrorKind::invalid_input,
                        "to solve for shares, what judging costs and how judgements spread must be "
                        "known: run a part first ('assay run FILE --limit 200'), with prices");
        const auto plan =
            goal.budget_usd
                ? stats::tier_plan_for_budget(*unit_costs_.pilot, plan_options(), *goal.budget_usd)
                : stats::tier_plan_for_half_width(
                      *unit_costs_.pilot, plan_options(), *goal.half_width);
        if (!plan)
            return goal.budget_usd
                       ? fail(ErrorKind::invalid_input,
                              "${} do not pay for the least number of judgements: a full one costs "
                              "${:.3g}",
                              *goal.budget_usd,
                              *unit_costs_.full)
                       : fail(
                             ErrorKind::invalid_input,
                             "an interval of ±{} is out of reach, even judging every sample in the "
                             "full tier",
                             *goal.half_width);
        const auto count = static_cast<double>(population_.count);
        SolvedShares solved{.fast_share = std::nullopt,
                            .full_share = static_cast<double>(plan->label_count) / count,
                            .cost_usd = plan->cost,
                            .half_width = plan->half_width};
        if (plan->judged_count > 0)
            solved.fast_share = static_cast<double>(plan->judged_count) / count;
        out_.solved = solved;
        return {};
    }

    struct UnitCosts {
        std::optional<double> fast;
        std::optional<double> full;
        std::optional<stats::TierPilot> pilot;
    };

    const RunSpec& spec_;
    const report::RunReport* pilot_;
    const Population& population_;
    UnitCosts unit_costs_;  ///< of the judge added last
    Forecast out_;
};

}  // namespace

std::optional<double> Forecast::cost_usd() const {
    double sum = 0;
    for (const ForecastRow& row : rows) {
        if (!row.cost_usd) return std::nullopt;
        sum += *row.cost_usd;
    }
    return sum;
}

Result<const report::EvaluatorResult*> pilot_of(const report::RunReport& pilot,
                                                const JudgingSpec& spec,
                                                const JudgeRequest& request) {
    TRY(const Evaluator wanted, evaluator_of(spec, request));
    for (const report::EvaluatorResult& result : pilot.evaluators)
        if (result.judge && result.evaluator.hash == wanted.hash) return &result;
    return static_cast<const report::EvaluatorResult*>(nullptr);
}

Result<Forecast> forecast(const RunSpec& spec,
                          const report::RunReport* pilot,
                          const ForecastGoal& goal) {
    TRY(const Preparer preparer, Preparer::make(spec));
    async::EventLoop loop;
    async::ComputePool pool;
    TRY(const auto feed, SampleFeed::open(spec, preparer, DoneSet(spec.epoch_count), pool));
    Population population;
    CHECK_OK(loop.run(read_population(*feed, preparer, spec.model.has_value(), population)));
    return Forecaster(spec, pilot, population).run(goal);
}

Json to_json(const Forecast& forecast) {
    JsonArray rows;
    for (const ForecastRow& row : forecast.rows)
        rows.push_back({{"judge", row.judge.empty() ? Json(nullptr) : Json(row.judge)},
                        {"tier", row.tier},
                        {"model", row.model},
                        {"samples", row.sample_count},
                        {"calls", row.call_count},
                        {"prompt_tokens", row.prompt_tokens},
                        {"completion_tokens", json_number_or_null(row.completion_tokens)},
                        {"cost_usd", json_number_or_null(row.cost_usd)},
                        {"duration_s", json_number_or_null(row.duration_s)}});
    JsonArray intervals;
    for (const IntervalForecast& interval : forecast.intervals)
        intervals.push_back(
            {{"judge", interval.judge},
             {"half_width", json_number_or_null(interval.half_width)},
             {"full_coverage_usd", json_number_or_null(interval.full_coverage_usd)}});
    JsonArray notes;
    for (const std::string& note : forecast.notes) notes.emplace_back(note);
    JsonObject object{
        {"samples", forecast.sample_count},
        {"rows", std::move(rows)},
        {"cost_usd", json_number_or_null(forecast.cost_usd())},
        {"intervals", std::move(intervals)},
        {"pilot_run", forecast.pilot_run.empty() ? Json(nullptr) : Json(forecast.pilot_run)},
        {"notes", std::move(notes)}};
    if (forecast.solved)
        object["solved"] = {{"fast_share", json_number_or_null(forecast.solved->fast_share)},
                            {"full_share", forecast.solved->full_share},
                            {"cost_usd", forecast.solved->cost_usd},
                            {"half_width", forecast.solved->half_width}};
    return object;
}

}  // namespace assay::engine
