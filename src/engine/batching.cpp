#include "engine/batching.hpp"

#include "async/gate.hpp"
#include "core/log.hpp"

#include <algorithm>

namespace assay::engine {
namespace {

using providers::BatchAnswer;
using providers::BatchShape;
using std::chrono::milliseconds;

/// How often a request is handed over when batches expire before its turn.
constexpr std::uint32_t round_count_max = 3;
/// Bytes of one batch; what waits in memory is a small multiple.
constexpr std::size_t batch_bytes_max = std::size_t{32} << 20U;
/// A batch goes out when no call has joined it for so long.
constexpr milliseconds quiet_max{1000};

/// Answers that an earlier part of the run paid for lie apart from those that cost nothing.
std::string collected_key(std::string_view key) { return fmt::format("batch/{}", key); }

}  // namespace

struct BatchingProvider::Call {
    std::string text;
    std::vector<async::Gate*> waiting;
    std::optional<Result<Completion>> result;
    std::optional<Error> last_error;  ///< why it has no answer yet
};

struct BatchingProvider::Batch {
    BatchShape shape;
    std::map<std::string, Call> calls;  ///< by key
    std::size_t bytes = 0;
    bool has_leader = false;
};

BatchingProvider::BatchingProvider(std::unique_ptr<providers::Provider> inner,
                                   std::string name,
                                   std::string model,
                                   const BatchSpec& spec,
                                   const BatchContext& context)
    : inner_(std::move(inner)),
      api_(*inner_->batch_api()),
      name_(std::move(name)),
      identity_(inner_->identity()),
      spec_(spec),
      cache_(context.cache),
      timeline_(context.timeline),
      exchange_(api_, identity_, name_, std::move(model), spec, context) {
    const auto count_max = static_cast<std::int64_t>(api_.limits().request_count_max);
    spec_.request_count_max = std::min(spec_.request_count_max, count_max);
}

BatchingProvider::~BatchingProvider() = default;

std::optional<providers::Price> BatchingProvider::price(std::string_view model) const {
    const auto price = inner_->price(model);
    if (!price) return std::nullopt;
    return providers::in_batch(*price);
}

async::Task<Completion> BatchingProvider::complete(providers::Request request) {
    const std::string key = providers::request_key(identity_, request);
    CO_TRY(auto collected, take_collected(key));
    if (collected) co_return *std::move(collected);
    if (exchange_.must_stop()) co_return exchange_.is_to_stop();
    CO_TRY(std::string text, api_.write(key, request));
    const std::shared_ptr<Batch> batch =
        join(key, std::move(text), providers::batch_shape(request));
    if (!batch->has_leader) {
        batch->has_leader = true;
        CO_CHECK_OK(co_await lead(*batch));
    } else {
        async::Gate gate;
        batch->calls.at(key).waiting.push_back(&gate);
        CO_CHECK_OK(co_await gate.wait());
    }
    co_return *batch->calls.at(key).result;
}

Result<std::optional<Completion>> BatchingProvider::take_collected(const std::string& key) {
    if (collected_.erase(key) == 0) return std::optional<Completion>{};
    TRY(const auto stored, cache_.get(collected_key(key)));
    if (!stored) return std::optional<Completion>{};
    TRY(const Json value, parse_json(*stored));
    TRY(Completion completion, completion_from_json(value));
    return std::optional{std::move(completion)};
}

std::shared_ptr<BatchingProvider::Batch> BatchingProvider::join(const std::string& key,
                                                                std::string text,
                                                                BatchShape shape) {
    std::shared_ptr<Batch>& batch = gathering_[shape];
    const std::size_t bytes_max = std::min(batch_bytes_max, api_.limits().body_bytes_max);
    const bool is_full =
        batch && (batch->calls.size() >= static_cast<std::size_t>(spec_.request_count_max) ||
                  batch->bytes + text.size() > bytes_max);
    if (!batch || is_full) {
        batch = std::make_shared<Batch>();
        batch->shape = shape;
    }
    const std::size_t bytes = text.size();
    if (batch->calls.try_emplace(key, Call{.text = std::move(text)}).second) batch->bytes += bytes;
    return batch;
}

/// Until the batch is full or nobody has joined for a while.
async::Task<void> BatchingProvider::gather(Batch& batch) {
    const auto poll = std::chrono::duration<double>(spec_.poll_s);
    const auto quiet = std::min<std::chrono::nanoseconds>(
        quiet_max, std::chrono::duration_cast<std::chrono::nanoseconds>(poll));
    const auto is_gathering = [&] {
        const auto found = gathering_.find(batch.shape);
        return found != gathering_.end() && found->second.get() == &batch;
    };
    // One that is full stays the one to join until the next call comes; that must not wait for it.
    const auto is_full = [&] {
        return batch.calls.size() >= static_cast<std::size_t>(spec_.request_count_max);
    };
    std::size_t known_count = 0;
    while (is_gathering() && !is_full() && known_count != batch.calls.size() &&
           !exchange_.must_stop()) {
        known_count = batch.calls.size();
        CO_CHECK_OK(co_await timeline_.sleep(quiet));
    }
    if (is_gathering()) gathering_.erase(batch.shape);
    co_return Result<void>{};
}

async::Task<void> BatchingProvider::lead(Batch& batch) {
    Result<void> asked = co_await gather(batch);
    const auto has_unanswered = [&] {
        return std::ranges::any_of(batch.calls,
                                   [](const auto& call) { return !call.second.result; });
    };
    for (std::uint32_t round = 1; asked && round <= round_count_max && has_unanswered(); ++round)
        asked = co_await ask(batch, round);
    exchange_.report(std::nullopt);
    for (auto& [key, call] : batch.calls) {
        if (!call.result && !asked) call.result = asked.error();
        if (!call.result)
            call.result = make_error(
                ErrorKind::timed_out,
                "{}: no answer in {} batches; the last one said: {}",
                name_,
                round_count_max,
                call.last_error ? call.last_error->message : "nothing about this request");
        call.text = {};
        for (async::Gate* gate : call.waiting) gate->open();
    }
    co_return Result<void>{};
}

async::Task<void> BatchingProvider::ask(Batch& batch, std::uint32_t round) {
    std::vector<std::string> texts;
    for (const auto& [key, call] : batch.calls)
        if (!call.result) texts.push_back(call.text);
    std::uint64_t unknown_count = 0;
    const auto take = [&](BatchAnswer answer) {
        const auto found = batch.calls.find(answer.custom_id);
        if (found == batch.calls.end()) {
            ++unknown_count;
            return;
        }
        Call& call = found->second;
        if (call.result) return;
        if (answer.completion) answer.completion->attempt_count = round;
        const bool may_come =
            !answer.completion && (is_passing(answer.completion.error().kind) ||
                                   answer.completion.error().kind == ErrorKind::cancelled);
        if (may_come)
            call.last_error = std::move(answer.completion).error();
        else
            call.result = std::move(answer.completion);
    };
    CO_TRY(const providers::BatchStatus status,
           co_await exchange_.ask(std::move(texts), batch.shape, take));
    if (unknown_count > 0)
        log_warning("{}: batch {} has {} answers that nobody asked for; they are left out",
                    name_,
                    status.id,
                    unknown_count);
    // Who cancelled it does not want it asked again.
    if (status.was_cancelled)
        co_return make_error(ErrorKind::cancelled,
                             "{}: batch {} was cancelled at the provider; 'assay resume' asks "
                             "again what it did not answer",
                             name_,
                             status.id);
    co_return Result<void>{};
}

async::Task<void> BatchingProvider::collect() {
    Result<void> put;
    CO_CHECK_OK(co_await exchange_.collect([&](BatchAnswer answer) {
        if (!answer.completion || !put || collected_.contains(answer.custom_id)) return;
        put =
            cache_.put(collected_key(answer.custom_id), to_json_text(to_json(*answer.completion)));
        collected_.insert(std::move(answer.custom_id));
    }));
    co_return put;
}

}  // namespace assay::engine
