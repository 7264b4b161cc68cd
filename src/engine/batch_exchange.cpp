#include "engine/batch_exchange.hpp"

#include "core/log.hpp"

#include <algorithm>

namespace assay::engine {
namespace {

using providers::BatchShape;
using providers::BatchSink;
using providers::BatchState;
using providers::BatchStatus;
using std::chrono::milliseconds;

/// Results may take a little longer than the window of 24 hours.
constexpr std::chrono::hours wait_max{26};
constexpr milliseconds first_poll{1000};
/// How soon a request to stop is noticed.
constexpr milliseconds stop_interval{100};
/// How often results are read when some of them cannot be understood.
constexpr int read_count_max = 3;

}  // namespace

bool is_passing(ErrorKind kind) {
    return kind == ErrorKind::timed_out || kind == ErrorKind::rate_limited ||
           kind == ErrorKind::unavailable;
}

BatchExchange::BatchExchange(providers::BatchApi& api,
                             Json identity,
                             std::string name,
                             std::string model,
                             const BatchSpec& spec,
                             const BatchContext& context)
    : api_(api),
      identity_(canonical_json_text(identity)),
      name_(std::move(name)),
      model_(std::move(model)),
      poll_interval_(std::chrono::duration_cast<std::chrono::nanoseconds>(
          std::chrono::duration<double>(spec.poll_s))),
      context_(context),
      journal_(context.meta, context.run) {}

bool BatchExchange::must_stop() const {
    return context_.stop_requested != nullptr && context_.stop_requested->load();
}

Error BatchExchange::is_to_stop() const {
    return make_error(ErrorKind::cancelled, "{}: the run is to stop", name_);
}

void BatchExchange::report(const std::optional<BatchProgress>& progress) const {
    if (context_.on_progress) context_.on_progress(progress);
}

async::Task<void> BatchExchange::pause(std::chrono::nanoseconds time) {
    const MonotonicTime end = context_.timeline.clock().monotonic() + time;
    while (!must_stop()) {
        const auto left = end - context_.timeline.clock().monotonic();
        if (left <= std::chrono::nanoseconds::zero()) break;
        CO_CHECK_OK(co_await context_.timeline.sleep(
            std::min<std::chrono::nanoseconds>(left, stop_interval)));
    }
    co_return Result<void>{};
}

async::Task<BatchStatus> BatchExchange::ask(std::vector<std::string> texts,
                                            BatchShape shape,
                                            BatchSink sink) {
    if (must_stop()) co_return is_to_stop();
    BatchRecord record{.tag = journal_.new_tag(),
                       .provider = identity_,
                       .model = model_,
                       .shape = shape,
                       .request_count = texts.size()};
    CO_TRY(record.id, co_await submit(record, std::move(texts)));
    CO_TRY(BatchStatus status, co_await wait_until_ended(record));
    if (status.state == BatchState::failed)
        co_return make_error(ErrorKind::denied,
                             "{}: batch {} was refused as a whole: {}",
                             name_,
                             record.id,
                             status.detail);
    CO_CHECK_OK(co_await read(status, shape, std::move(sink)));
    co_return status;
}

/// Written down first, so that a crash on the way leaves a trace.
async::Task<std::string> BatchExchange::submit(BatchRecord& record,
                                               std::vector<std::string> texts) {
    CO_CHECK_OK(journal_.put(record));
    auto id = co_await api_.submit(std::move(texts), record.shape, record.tag);
    if (!id) {
        const ErrorKind kind = id.error().kind;
        if (kind == ErrorKind::invalid_input) {
            record.is_closed = true;
            CO_CHECK_OK(journal_.put(record));
            co_return make_error(
                ErrorKind::denied, "the batch was refused as a whole: {}", id.error().message);
        }
        if (!is_passing(kind) && kind != ErrorKind::corrupt) co_return id;
        auto found = co_await find_submitted(record);
        if (!found) co_return id;
        id = std::move(found);
    }
    record.id = *id;
    CO_CHECK_OK(journal_.put(record));
    open_.push_back(record);
    co_return id;
}

async::Task<std::string> BatchExchange::find_submitted(BatchRecord record) {
    CO_TRY(const auto known, journal_.records(record.provider, record.model));
    CO_TRY(const auto batches, co_await api_.newest());
    for (const BatchStatus& batch : batches) {
        const bool is_known = std::ranges::any_of(
            known, [&](const BatchRecord& other) { return other.id == batch.id; });
        // Without a mark the number of requests tells; the keys in the answers do the rest.
        const bool is_it = batch.tag.empty() ? batch.request_count == record.request_count
                                             : batch.tag == record.tag;
        if (is_it && !is_known) co_return batch.id;
    }
    co_return make_error(ErrorKind::not_found, "{}: the batch never arrived", name_);
}

async::Task<BatchStatus> BatchExchange::wait_until_ended(BatchRecord record) {
    const MonotonicTime give_up_at = context_.timeline.clock().monotonic() + wait_max;
    auto interval = std::min<std::chrono::nanoseconds>(poll_interval_, first_poll);
    while (true) {
        auto status = co_await api_.poll(record.id);
        if (!status && !is_passing(status.error().kind)) co_return status;
        if (!status) {
            log_warning("batch {}: {}; asking again", record.id, status.error().message);
        } else {
            report(BatchProgress{
                .id = record.id,
                .done_count = status->done_count,
                .request_count = std::max(status->request_count, record.request_count)});
            if (status->state != BatchState::in_progress) co_return status;
        }
        if (context_.timeline.clock().monotonic() > give_up_at)
            co_return make_error(ErrorKind::cancelled,
                                 "{}: batch {} has not ended; 'assay resume {}' looks again",
                                 name_,
                                 record.id,
                                 context_.run);
        CO_CHECK_OK(co_await pause(interval));
        if (must_stop()) {
            log_warning(
                "{}: batch {} of {} requests goes on at the provider; 'assay resume {}' "
                "collects it",
                name_,
                record.id,
                record.request_count,
                context_.run);
            co_return is_to_stop();
        }
        interval = std::min(interval * 2, poll_interval_);
    }
}

async::Task<void> BatchExchange::read(BatchStatus status, BatchShape shape, BatchSink sink) {
    for (int count = 1;; ++count) {
        CO_TRY(const providers::BatchReading reading,
               co_await api_.fetch(status, shape, model_, sink));
        if (reading.corrupt_count == 0) break;
        if (count < read_count_max) continue;
        log_warning("{}: {} results of batch {} cannot be read; {}",
                    name_,
                    reading.corrupt_count,
                    status.id,
                    reading.corrupt_reason);
        break;
    }
    co_return Result<void>{};
}

async::Task<void> BatchExchange::collect(BatchSink sink) {
    CO_TRY(std::vector<BatchRecord> records, journal_.records(identity_, model_));
    for (BatchRecord& record : records) {
        if (record.is_closed) continue;
        auto collected = co_await collect_one(record, sink);
        const bool is_gone = !collected && collected.error().kind == ErrorKind::not_found;
        if (!collected && !is_gone) co_return collected;
        if (is_gone)
            log_warning("a batch of {} requests is gone and they are asked again: {}",
                        record.request_count,
                        collected.error().message);
        record.is_closed = is_gone;
        CO_CHECK_OK(journal_.put(record));
        if (!is_gone) open_.push_back(record);
    }
    report(std::nullopt);
    co_return Result<void>{};
}

async::Task<void> BatchExchange::collect_one(BatchRecord& record, BatchSink sink) {
    if (record.id.empty()) {
        CO_TRY(record.id, co_await find_submitted(record));
    }
    CO_TRY(const BatchStatus status, co_await wait_until_ended(record));
    co_return co_await read(status, record.shape, std::move(sink));
}

Result<void> BatchExchange::close() {
    for (BatchRecord& record : open_) {
        record.is_closed = true;
        CHECK_OK(journal_.put(record));
    }
    open_.clear();
    return {};
}

}  // namespace assay::engine
