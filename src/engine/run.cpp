#include "engine/run.hpp"

#include "async/compute_pool.hpp"
#include "async/task_group.hpp"
#include "core/log.hpp"
#include "engine/asker.hpp"
#include "engine/custom_scoring.hpp"
#include "engine/gate.hpp"
#include "engine/judge_steps.hpp"
#include "engine/judging.hpp"
#include "engine/lanes.hpp"
#include "engine/model_hub.hpp"
#include "engine/panel_weights.hpp"
#include "engine/progress_reporter.hpp"
#include "engine/recorder.hpp"
#include "engine/sample_feed.hpp"
#include "engine/spending.hpp"
#include "engine/summary.hpp"
#include "providers/factory.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <random>

namespace assay::engine {
namespace {

RunId new_run_id(WallTime now) {
    std::random_device random;
    const auto seconds = std::chrono::floor<std::chrono::seconds>(now);
    return RunId{fmt::format("{:%Y%m%d-%H%M%S}-{:04x}",
                             fmt::gmtime(std::chrono::system_clock::to_time_t(seconds)),
                             random() & 0xffffU)};
}

/// What the lanes of a run share. One event loop.
struct Work {
    SampleFeed& feed;
    Recorder& recorder;
    CustomScoring& custom;
    const RunControl& control;
    const Budget& budget;
    ProgressReporter& progress;

    [[nodiscard]] bool must_stop() const {
        return control.stop_requested != nullptr && control.stop_requested->load();
    }
};

/// One connection's worth of work: takes a sample, asks, and takes the next only when the answer is
/// journaled. So what a crash can cost is bounded by the number of lanes.
async::Task<void> ask_lane(Work& work, Asker& asker, const async::TaskGroup& group) {
    while (!work.must_stop() && !group.has_failed() && !work.budget.is_exhausted()) {
        CO_TRY(auto prepared, co_await work.feed.next());
        if (!prepared) break;
        auto result = co_await asker.ask(*std::move(prepared));
        if (!result && (work.budget.is_exhausted() || work.must_stop())) break;
        if (!result) co_return std::move(result).error();
        work.progress.answered(*result);
        std::vector<SampleResult> results;
        results.push_back(*std::move(result));
        CO_CHECK_OK(co_await work.custom.score(results));
        CO_CHECK_OK(co_await work.recorder.record(std::move(results)));
    }
    co_return Result<void>{};
}

async::Task<void> ask_all(Work& work, Asker& asker, std::size_t lane_count) {
    async::TaskGroup group;
    for (std::size_t lane = 0; lane < lane_count; ++lane) {
        CO_CHECK_OK(co_await group.start(ask_lane(work, asker, group)));
    }
    co_return co_await group.join();
}

async::Task<void> record_all(Work& work, const Preparer& preparer) {
    while (!work.must_stop()) {
        CO_TRY(std::vector<PreparedSample> batch, co_await work.feed.next_batch());
        if (batch.empty()) break;
        std::vector<SampleResult> results;
        for (PreparedSample& prepared : batch) {
            SampleResult& result = results.emplace_back(std::move(prepared.result));
            result.completion = Completion{.text = std::move(prepared.output), .attempt_count = 0};
            extract_answer(preparer.filters(), result);
            work.progress.answered(result);
        }
        CO_CHECK_OK(co_await work.custom.score(results));
        CO_CHECK_OK(co_await work.recorder.record(std::move(results)));
    }
    co_return Result<void>{};
}

/// Beside the user's own evaluators, which score what comes; first what they could not score in an
/// earlier part of the run.
async::Task<void> answer_all(Work& work,
                             const Preparer& preparer,
                             std::optional<Asker>& asker,
                             store::JournalStore& journals,
                             const RunSpec& spec,
                             const RunId& run) {
    CO_TRY(const auto journal, journals.cursor(run));
    const UnscoredPart earlier{.journal = *journal,
                               .recorder = work.recorder,
                               .must_stop = [&work] { return work.must_stop(); }};
    auto answering =
        asker ? ask_all(work, *asker, answering_lane_count(spec)) : record_all(work, preparer);
    co_return co_await work.custom.beside(
        std::move(answering), work.progress.progress().earlier_count > 0 ? &earlier : nullptr);
}

/// What the journal tells about the run's earlier parts.
struct Earlier {
    DoneSet done;
    SpendingLedger spending;
};

Result<Earlier> read_earlier(store::JournalStore& journals, const Run& run, const RunSpec& spec) {
    Earlier earlier{.done = DoneSet(spec.epoch_count),
                    .spending = SpendingLedger(spec.epoch_count)};
    TRY(const auto source, journals.read(run.id));
    while (true) {
        TRY(const auto result, source());
        if (!result) return earlier;
        earlier.spending.add(*result, !result->error && earlier.done.contains(*result));
        earlier.done.add(*result);
    }
}

/// Asks every judge that the tiers drew for a sample. Judges that lack a part (steps of a
/// criterion) get it first, and the spec and the stored run keep it.
async::Task<void> judge_all(Run& run,
                            RunSpec& spec,
                            const Stores& stores,
                            Judges& judges,
                            JudgingWork& work,
                            ProgressReporter& progress) {
    CO_TRY(auto completed, co_await judges.complete());
    bool has_changed = false;
    for (std::size_t i = 0; i < completed.size(); ++i) {
        if (!completed[i]) continue;
        CO_CHECK_OK(keep_steps(spec.judging, spec.judging.judges[i], *completed[i], stores.meta));
        spec.judging.judges[i].options = *std::move(completed[i]);
        has_changed = true;
    }
    if (has_changed) {
        run.config = to_json(spec);
        CO_CHECK_OK(stores.meta.put_run(run));
    }
    CO_TRY(const auto due, due_samples(work.journal, spec, work.tiering));
    progress.judging(due.size());
    co_return co_await judge_samples(work, due, judging_lane_count(spec));
}

struct Answered {
    std::uint64_t skipped_row_count = 0;
    std::vector<std::string> skip_reasons;
    std::string dataset_version;
    bool was_stopped = false;
    bool is_budget_spent = false;
    std::vector<report::ModelHealth> models;
};

/// What the run's tiers have spent, earlier parts included.
std::vector<TierProgress> tiers_so_far(const std::optional<Judges>& judges,
                                       const SpendingLedger& earlier) {
    std::vector<TierProgress> tiers;
    for (const std::string_view name : {fast_tier, full_tier}) {
        TierProgress tier{.tier = std::string(name), .cost = earlier.of_tier(std::string(name))};
        if (judges) {
            const auto found = std::ranges::find(judges->tiers(), name, &TierProgress::tier);
            if (found != judges->tiers().end()) {
                tier.judged_count = found->judged_count;
                tier.cost += found->cost;
            }
        }
        if (tier.judged_count > 0 || tier.cost.nanos > 0) tiers.push_back(std::move(tier));
    }
    return tiers;
}

/// read → render → ask → extract → score → journal → judge → journal.
Result<Answered> answer_samples(Run& run,
                                RunSpec& spec,
                                const Stores& stores,
                                const RunControl& control) {
    TRY(const Preparer preparer, Preparer::make(spec));
    TRY(const metrics::Scoring scoring, metrics::Scoring::make(spec.evaluators));
    TRY(const Tiering tiering, make_tiering(spec, scoring));
    TRY(Earlier earlier, read_earlier(stores.journals, run, spec));
    TRY(const auto journal, stores.journals.open(run.id));
    const std::uint64_t earlier_count = earlier.done.count();
    Budget budget(spec.judging.budget, earlier.spending.total());
    // The loop comes first: the pool and the client post to it from their own threads.
    async::EventLoop loop;
    async::ComputePool pool;
    TRY(const auto feed, SampleFeed::open(spec, preparer, std::move(earlier.done), pool));
    TRY(const auto distilled, DistilledTier::open(spec, scoring, stores.meta));
    Recorder recorder(scoring, distilled ? &*distilled : nullptr, *journal, pool);
    ModelHub hub(spec, spec.uses_cache ? &stores.cache : nullptr, budget);
    CHECK_OK(hub.open_redactor());
    TRY(CustomScoring custom, CustomScoring::open(spec, hub.redactor()));
    std::optional<Judges> judges;
    ProgressReporter progress(control.on_progress,
                              [&](Progress& seen) {
                                  seen.read_ratio = feed->read_ratio();
                                  seen.cost = budget.spent();
                                  seen.tiers = tiers_so_far(judges, earlier.spending);
                                  seen.models = hub.health();
                              },
                              control.clock,
                              {.earlier_count = earlier_count, .budget = spec.judging.budget});
    Work work{.feed = *feed,
              .recorder = recorder,
              .custom = custom,
              .control = control,
              .budget = budget,
              .progress = progress};
    hub.use_batches({.meta = stores.meta,
                     .cache = stores.cache,
                     .run = run.id,
                     .stop_requested = control.stop_requested,
                     .on_progress = [&](const auto& batch) { progress.waiting_for(batch); }});
    TRY(judges, Judges::open(spec, hub, stores.fence_secret));
    std::optional<Asker> asker;
    if (spec.model) {
        TRY(ModelClient * client, hub.evaluated());
        asker.emplace(*client, preparer.filters());
    }
    if (auto collected = loop.run(progress.beside(hub.collect_batches()));
        !collected && !work.must_stop())
        return std::move(collected).error();
    CHECK_OK(loop.run(
        progress.beside(answer_all(work, preparer, asker, stores.journals, spec, run.id))));
    if (judges->size() > 0 && !work.must_stop()) {
        TRY(const auto cursor, stores.journals.cursor(run.id));
        JudgingWork judging{.spec = spec,
                            .tiering = tiering,
                            .judges = *judges,
                            .recorder = recorder,
                            .journal = *cursor,
                            .budget = budget,
                            .must_stop = [&work] { return work.must_stop(); },
                            .on_judged = [&progress](const SampleResult&) { progress.judged(); }};
        CHECK_OK(
            loop.run(progress.beside(judge_all(run, spec, stores, *judges, judging, progress))));
    }
    CHECK_OK(journal->sync());
    if (!work.must_stop()) CHECK_OK(hub.close_batches());
    return Answered{.skipped_row_count = feed->skipped_row_count(),
                    .skip_reasons = feed->skip_reasons(),
                    .dataset_version = feed->dataset_version(),
                    .was_stopped = work.must_stop(),
                    .is_budget_spent = budget.is_exhausted(),
                    .models = hub.health()};
}

Result<std::optional<report::RunReport>> baseline_report(const RunSpec& spec,
                                                         store::MetaStore& meta) {
    if (!spec.baseline) return std::optional<report::RunReport>{};
    TRY(const Run run, meta.resolve_run(*spec.baseline));
    TRY(report::RunReport report, stored_report(run));
    return std::optional{std::move(report)};
}

Result<void> check_gates(const RunSpec& spec) {
    TRY(const auto gates, parse_gates(spec.gate, evaluator_names(spec)));
    const auto relative = std::ranges::find(gates, true, &GateCondition::is_relative);
    if (relative != gates.end() && !spec.baseline)
        return fail(ErrorKind::invalid_input,
                    "gate '{}' compares with a baseline: name the run with --baseline RUN or "
                    "'baseline:' in the run file",
                    relative->text);
    return {};
}

}  // namespace

Result<void> check_run(const RunSpec& spec, const Stores& stores) {
    CHECK_OK(Preparer::make(spec));
    CHECK_OK(check_gates(spec));
    CHECK_OK(baseline_report(spec, stores.meta));
    return check_distilled(spec, stores.meta);
}

Result<Run> start_run(const RunSpec& spec, Stores stores, const Clock& clock) {
    CHECK_OK(check_run(spec, stores));
    const WallTime now = clock.wall();
    Run run{
        .id = new_run_id(now), .name = spec.name, .state = RunState::running, .created_at = now};
    run.dataset = spec.dataset;
    run.model = spec.model.value_or("");
    RunSpec pinned = spec;
    CHECK_OK(pin_custom(pinned));
    run.config = to_json(pinned);
    CHECK_OK(stores.meta.put_run(run));
    return run;
}

Result<report::RunReport> execute(Run run,
                                  const RunSpec& as_asked,
                                  Stores stores,
                                  RunControl control) {
    RunSpec spec = as_asked;
    CHECK_OK(pin_custom(spec));
    const MonotonicTime started_at = control.clock.monotonic();
    TRY(auto baseline, baseline_report(spec, stores.meta));
    TRY(const bool has_kept_steps, use_kept_steps(spec.judging, stores.meta));
    TRY(const bool has_measured_weights, use_measured_weights(spec.judging, stores.meta));
    TRY(const bool has_pinned, pin_distilled(spec, stores.meta));
    if (has_kept_steps || has_measured_weights || has_pinned) run.config = to_json(spec);
    run.state = RunState::running;
    CHECK_OK(stores.meta.put_run(run));
    auto answered = answer_samples(run, spec, stores, control);
    if (auto flushed = stores.cache.flush(); !flushed)
        log_warning("the response cache was not written: {}", flushed.error().message);
    run.state = !answered               ? RunState::failed
                : answered->was_stopped ? RunState::interrupted
                                        : RunState::finished;
    run.ended_at = control.clock.wall();
    if (!answered) {
        if (auto put = stores.meta.put_run(run); !put)
            log_warning("the run's state was not stored: {}", put.error().message);
        return std::move(answered).error();
    }
    run.dataset_version = answered->dataset_version;
    TRY(const auto source, stores.journals.read(run.id));
    CHECK_OK(stores.results.replace_run(run.id, source));
    const double duration_s =
        std::chrono::duration<double>(control.clock.monotonic() - started_at).count();
    TRY(report::RunReport report,
        summarize(stores.results,
                  {.run = run,
                   .spec = spec,
                   .duration_s = duration_s,
                   .skipped_row_count = answered->skipped_row_count,
                   .skip_reasons = answered->skip_reasons,
                   .baseline = std::move(baseline),
                   .is_budget_spent = answered->is_budget_spent,
                   .models = std::move(answered->models),
                   .cards = &stores.meta}));
    run.report = report::to_json(report);
    CHECK_OK(stores.meta.put_run(run));
    return report;
}

Result<report::RunReport> stored_report(const Run& run) {
    if (run.report.is_null())
        return fail(ErrorKind::not_found,
                    "run {} has no report yet: it is {}; 'assay resume {}' continues it",
                    run.id,
                    to_string(run.state),
                    run.id);
    return report::run_report_from_json(run.report);
}

}  // namespace assay::engine
