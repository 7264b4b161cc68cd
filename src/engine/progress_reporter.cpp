#include "engine/progress_reporter.hpp"

#include "async/task_group.hpp"

#include <utility>

namespace assay::engine {
namespace {

constexpr std::chrono::milliseconds interval{100};
constexpr std::chrono::seconds silence_max{1};

}  // namespace

ProgressReporter::ProgressReporter(Listener listener,
                                   std::function<void(Progress&)> refresh,
                                   const Clock& clock,
                                   Progress start)
    : listener_(std::move(listener)),
      refresh_(std::move(refresh)),
      clock_(clock),
      progress_(std::move(start)),
      started_at_(clock.monotonic()),
      reported_at_(started_at_) {}

void ProgressReporter::answered(const SampleResult& result) {
    ++progress_.done_count;
    if (result.error) ++progress_.error_count;
    if (result.completion && result.completion->is_cached) ++progress_.cached_count;
    report(false);
}

void ProgressReporter::judging(std::uint64_t due_count) {
    refresh_(progress_);
    progress_.is_judging = true;
    progress_.due_count = due_count;
    progress_.cost_before_judging = progress_.cost;
    started_at_ = clock_.monotonic();
}

void ProgressReporter::judged() {
    ++progress_.judged_count;
    report(false);
}

void ProgressReporter::waiting_for(const std::optional<BatchProgress>& batch) {
    progress_.batch = batch;
    report(false);
}

void ProgressReporter::report(bool is_due) {
    if (!listener_) return;
    const MonotonicTime now = clock_.monotonic();
    if (!is_due && now - reported_at_ < interval) return;
    reported_at_ = now;
    progress_.elapsed_s = std::chrono::duration<double>(now - started_at_).count();
    refresh_(progress_);
    listener_(progress_);
}

async::Task<void> ProgressReporter::tick(async::Alarm& done) {
    while (true) {
        CO_TRY(const bool has_ended, co_await done.wait(silence_max));
        if (has_ended) co_return Result<void>{};
        report(clock_.monotonic() - reported_at_ >= silence_max);
    }
}

async::Task<void> ProgressReporter::beside(async::Task<void> work) {
    if (!listener_) co_return co_await std::move(work);
    async::Alarm done;
    async::TaskGroup group;
    CO_CHECK_OK(co_await group.start(tick(done)));
    auto worked = co_await std::move(work);
    done.ring();
    auto ended = co_await group.join();
    CO_CHECK_OK(std::move(worked));
    co_return ended;
}

}  // namespace assay::engine
