#include "engine/recorder.hpp"

#include "engine/observation.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace assay::engine {
namespace {

/// How much work power loss (not a crash of the process) may cost: such answers are asked again.
constexpr std::chrono::milliseconds sync_interval{250};
constexpr std::size_t scoring_chunk_size = 64;

}  // namespace

Recorder::Recorder(const metrics::Scoring& scoring,
                   const DistilledTier* distilled,
                   store::Journal& journal,
                   async::ComputePool& pool)
    : scoring_(scoring), distilled_(distilled), journal_(journal), pool_(pool) {}

async::Task<void> Recorder::record(std::vector<SampleResult> results) {
    if (failure_) co_return *failure_;
    Waiting own{.results = std::move(results)};
    waiting_.push_back(&own);
    if (!is_writing_) {
        CO_CHECK_OK(co_await write_waiting());
    }
    CO_CHECK_OK(co_await own.written.wait());
    if (own.error) co_return *own.error;
    co_return Result<void>{};
}

/// The first to arrive writes for all, until nobody waits.
async::Task<void> Recorder::write_waiting() {
    is_writing_ = true;
    while (!waiting_.empty()) {
        const std::vector<Waiting*> callers = std::exchange(waiting_, {});
        std::vector<SampleResult> batch;
        for (Waiting* caller : callers)
            std::ranges::move(caller->results, std::back_inserter(batch));
        auto written = failure_ ? Result<void>(*failure_) : Result<void>{};
        if (written && batch.size() > 2 * scoring_chunk_size) {
            written = co_await pool_.for_each_chunk(
                batch.size(),
                scoring_chunk_size,
                [&](std::size_t begin, std::size_t end) -> Result<void> {
                    for (std::size_t i = begin; i < end; ++i) score(batch[i]);
                    return {};
                });
        }
        if (written) written = co_await pool_.run([&] { return score_and_append(batch); });
        if (!written) failure_ = written.error();
        for (Waiting* caller : callers) {
            caller->error = failure_;
            caller->written.open();
        }
    }
    is_writing_ = false;
    co_return Result<void>{};
}

Result<void> Recorder::score_and_append(std::vector<SampleResult>& results) {
    for (SampleResult& result : results) {
        if (result.scores.size() < scoring_.evaluators().size()) score(result);
        // Also of a run without metrics.
        if (distilled_ != nullptr) distilled_->judge(result);
    }
    CHECK_OK(journal_.append(results));
    const auto now = std::chrono::steady_clock::now();
    if (now - synced_at_ < sync_interval) return {};
    synced_at_ = now;
    return journal_.sync();
}

void Recorder::score(SampleResult& result) const {
    if (result.error) return;
    std::vector<Score> made_elsewhere =
        std::exchange(result.scores, scoring_.score(ResultView(result).observation()));
    for (Score& score : made_elsewhere) {
        const auto place = std::ranges::find(result.scores, score.evaluator, &Score::evaluator);
        if (place != result.scores.end()) *place = std::move(score);
    }
    if (distilled_ != nullptr) distilled_->judge(result);
}

}  // namespace assay::engine
