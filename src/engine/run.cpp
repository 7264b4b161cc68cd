#include "engine/run.hpp"

#include "async/compute_pool.hpp"
#include "async/sleep.hpp"
#include "async/task_group.hpp"
#include "core/log.hpp"
#include "engine/asker.hpp"
#include "engine/gate.hpp"
#include "engine/recorder.hpp"
#include "engine/sample_feed.hpp"
#include "engine/summary.hpp"
#include "net/http_client.hpp"
#include "providers/factory.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <random>

namespace assay::engine {
namespace {

constexpr std::chrono::milliseconds progress_interval{100};

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
    const RunControl& control;
    Progress progress;
    MonotonicTime started_at;
    MonotonicTime reported_at;

    [[nodiscard]] bool must_stop() const {
        return control.stop_requested != nullptr && control.stop_requested->load();
    }

    void count(const SampleResult& result) {
        ++progress.done_count;
        if (result.error) ++progress.error_count;
        if (!result.completion) return;
        if (result.completion->is_cached) ++progress.cached_count;
        if (result.completion->cost && !result.completion->is_cached)
            progress.cost += *result.completion->cost;
    }

    void report_progress() {
        if (!control.on_progress) return;
        const MonotonicTime now = control.clock.monotonic();
        if (now - reported_at < progress_interval) return;
        reported_at = now;
        progress.elapsed_s = std::chrono::duration<double>(now - started_at).count();
        progress.read_ratio = feed.read_ratio();
        control.on_progress(progress);
    }
};

/// One connection's worth of work: takes a sample, asks, and takes the next only when the answer is
/// journaled. So what a crash can cost is bounded by the number of lanes.
async::Task<void> ask_lane(Work& work, Asker& asker, const async::TaskGroup& group) {
    while (!work.must_stop() && !group.has_failed()) {
        CO_TRY(auto prepared, co_await work.feed.next());
        if (!prepared) break;
        CO_TRY(SampleResult result, co_await asker.ask(*std::move(prepared)));
        work.count(result);
        std::vector<SampleResult> results;
        results.push_back(std::move(result));
        CO_CHECK_OK(co_await work.recorder.record(std::move(results)));
        work.report_progress();
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
            work.count(result);
        }
        CO_CHECK_OK(co_await work.recorder.record(std::move(results)));
        work.report_progress();
    }
    co_return Result<void>{};
}

Result<std::unique_ptr<providers::Provider>> open_provider(const RunSpec& spec,
                                                           const providers::ModelName& name,
                                                           net::HttpClient& client) {
    providers::ProviderOptions options;
    options.model = spec.provider.rules.value_or(name.model);
    options.base_url = spec.provider.base_url;
    options.connection_count_max = spec.connection_count_max;
    if (spec.provider.requests_per_minute)
        options.limits.requests_per_minute =
            static_cast<double>(*spec.provider.requests_per_minute);
    if (spec.provider.tokens_per_minute)
        options.limits.tokens_per_minute = static_cast<double>(*spec.provider.tokens_per_minute);
    if (spec.provider.attempt_count_max)
        options.retries.attempt_count_max =
            static_cast<std::uint32_t>(*spec.provider.attempt_count_max);
    if (spec.provider.timeout_s)
        options.request_timeout =
            std::chrono::milliseconds(static_cast<std::int64_t>(*spec.provider.timeout_s * 1000));
    options.seed = spec.seed;
    return providers::make_provider(name.provider, std::move(options), client);
}

Result<DoneSet> read_done(store::JournalStore& journals, const Run& run, const RunSpec& spec) {
    DoneSet done(spec.epoch_count);
    TRY(const auto source, journals.read(run.id));
    while (true) {
        TRY(const auto result, source());
        if (!result) return done;
        done.add(*result);
    }
}

struct Answered {
    std::uint64_t skipped_row_count = 0;
    std::vector<std::string> skip_reasons;
    std::string dataset_version;
    bool was_stopped = false;
};

/// read → render → ask → extract → score → journal.
Result<Answered> answer_samples(const Run& run,
                                const RunSpec& spec,
                                Stores stores,
                                const RunControl& control) {
    TRY(const Preparer preparer, Preparer::make(spec));
    TRY(const metrics::Scoring scoring, metrics::Scoring::make(spec.evaluators));
    TRY(DoneSet done, read_done(stores.journals, run, spec));
    TRY(const auto journal, stores.journals.open(run.id));
    const std::uint64_t earlier_count = done.count();
    // The loop comes first: the pool and the client post to it from their own threads.
    async::EventLoop loop;
    async::ComputePool pool;
    TRY(const auto feed, SampleFeed::open(spec, preparer, std::move(done), pool));
    Recorder recorder(scoring, *journal, pool);
    const MonotonicTime now = control.clock.monotonic();
    Work work{.feed = *feed,
              .recorder = recorder,
              .control = control,
              .progress = {.earlier_count = earlier_count},
              .started_at = now,
              .reported_at = now};
    if (spec.model) {
        TRY(const providers::ModelName name, providers::parse_model_name(*spec.model));
        net::HttpClient client({.connection_count_max = spec.connection_count_max,
                                .host_connection_count_max = spec.connection_count_max});
        TRY(const auto provider, open_provider(spec, name, client));
        Asker asker(
            *provider, name.model, preparer.filters(), spec.uses_cache ? &stores.cache : nullptr);
        CHECK_OK(loop.run(ask_all(work, asker, spec.connection_count_max)));
    } else {
        CHECK_OK(loop.run(record_all(work, preparer)));
    }
    CHECK_OK(journal->sync());
    return Answered{.skipped_row_count = feed->skipped_row_count(),
                    .skip_reasons = feed->skip_reasons(),
                    .dataset_version = feed->dataset_version(),
                    .was_stopped = work.must_stop()};
}

Result<std::optional<report::RunReport>> baseline_report(const RunSpec& spec,
                                                         store::MetaStore& meta) {
    if (!spec.baseline) return std::optional<report::RunReport>{};
    TRY(const Run run, meta.resolve_run(*spec.baseline));
    TRY(report::RunReport report, stored_report(run));
    return std::optional{std::move(report)};
}

Result<void> check_gates(const RunSpec& spec) {
    std::vector<std::string> names;
    for (const metrics::EvaluatorRequest& request : spec.evaluators)
        names.push_back(request.name.empty() ? request.metric : request.name);
    TRY(const auto gates, parse_gates(spec.gate, names));
    const auto relative = std::ranges::find(gates, true, &GateCondition::is_relative);
    if (relative != gates.end() && !spec.baseline)
        return fail(ErrorKind::invalid_input,
                    "gate '{}' compares with a baseline: name the run with --baseline RUN or "
                    "'baseline:' in the run file",
                    relative->text);
    return {};
}

}  // namespace

Result<Run> start_run(const RunSpec& spec, Stores stores, const Clock& clock) {
    CHECK_OK(Preparer::make(spec));
    CHECK_OK(check_gates(spec));
    CHECK_OK(baseline_report(spec, stores.meta));
    const WallTime now = clock.wall();
    Run run{
        .id = new_run_id(now), .name = spec.name, .state = RunState::running, .created_at = now};
    run.dataset = spec.dataset;
    run.model = spec.model.value_or("");
    run.config = to_json(spec);
    CHECK_OK(stores.meta.put_run(run));
    return run;
}

Result<report::RunReport> execute(Run run, const RunSpec& spec, Stores stores, RunControl control) {
    const MonotonicTime started_at = control.clock.monotonic();
    TRY(auto baseline, baseline_report(spec, stores.meta));
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
                   .baseline = std::move(baseline)}));
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
