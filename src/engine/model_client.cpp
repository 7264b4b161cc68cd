#include "engine/model_client.hpp"

#include "async/gate.hpp"
#include "core/hash.hpp"
#include "core/log.hpp"

#include <vector>

namespace assay::engine {
namespace {

using providers::RoutedCompletion;

/// A token has at least this many bytes in nearly every text; so prompts are never estimated short
/// by much.
constexpr double prompt_bytes_per_token = 2.5;
/// What an answer is reckoned with when its length is not limited.
constexpr double completion_tokens_unlimited = 4096;

/// 2 MB of bits: a million keys leave most look-ups of new ones out.
constexpr std::size_t put_mark_count = std::size_t{1} << 24U;

std::size_t prompt_bytes(const providers::Request& request) {
    std::size_t bytes = request.prompt ? request.prompt->size() : 0;
    for (const Message& message : request.messages) bytes += message.content.size() + 16;
    return bytes;
}

}  // namespace

/// One call that others alike wait for.
struct ModelClient::UnderWay {
    std::vector<async::Gate*> waiting;
    std::optional<Result<RoutedCompletion>> result;
};

ModelClient::ModelClient(std::unique_ptr<providers::Route> route,
                         store::ResponseCache* cache,
                         Budget& budget,
                         const redaction::Redactor* redactor)
    : route_(std::move(route)),
      cache_(cache),
      budget_(budget),
      redactor_(redactor),
      was_empty_(false) {
    if (cache_ == nullptr) return;
    const auto statistics = cache_->statistics();
    was_empty_ = statistics && statistics->entry_count == 0;
    if (was_empty_) put_marks_.resize(put_mark_count);
}

bool ModelClient::may_be_cached(std::string_view key) const {
    return !was_empty_ || put_marks_[hash64(key) % put_mark_count];
}

ModelClient::~ModelClient() = default;

std::optional<Usd> ModelClient::cost_bound(const providers::Request& request) const {
    const auto price = route_->price();
    if (!price) return std::nullopt;
    const double prompt_tokens =
        static_cast<double>(prompt_bytes(request)) / prompt_bytes_per_token;
    const double completion_tokens =
        request.settings.completion_tokens_max
            ? static_cast<double>(*request.settings.completion_tokens_max)
            : completion_tokens_unlimited;
    return Usd::from_dollars(
        (prompt_tokens * price->input_usd + completion_tokens * price->output_usd) * 1e-6 *
        route_->cost_factor_max());
}

async::Task<RoutedCompletion> ModelClient::complete(providers::Request request) {
    if (redactor_ == nullptr) co_return co_await coalesced(std::move(request));
    redaction::Redactions taken;
    if (request.prompt) request.prompt = redactor_->redact(*request.prompt, taken);
    for (Message& message : request.messages)
        message.content = redactor_->redact(message.content, taken);
    auto routed = co_await coalesced(std::move(request));
    if (routed && !taken.empty())
        routed->completion.text = redaction::restore(routed->completion.text, taken);
    co_return routed;
}

async::Task<RoutedCompletion> ModelClient::coalesced(providers::Request request) {
    request.model = route_->model(0);
    if (cache_ == nullptr) co_return co_await paid(std::move(request));
    const std::string key = route_->request_key(0, request);
    if (const auto found = under_way_.find(key); found != under_way_.end()) {
        const std::shared_ptr<UnderWay> other = found->second;
        async::Gate gate;
        other->waiting.push_back(&gate);
        CO_CHECK_OK(co_await gate.wait());
        ++coalesced_count_;
        auto result = *other->result;
        // Paid once, by the other.
        if (result) result->completion.is_cached = true;
        co_return result;
    }
    const auto own = std::make_shared<UnderWay>();
    under_way_.emplace(key, own);
    own->result = co_await cached(std::move(request), key);
    under_way_.erase(key);
    for (async::Gate* gate : own->waiting) gate->open();
    co_return *own->result;
}

async::Task<RoutedCompletion> ModelClient::cached(providers::Request request,
                                                  const std::string& key) {
    if (may_be_cached(key)) {
        for (std::size_t index = 0; index < route_->size(); ++index) {
            CO_TRY(const auto stored,
                   cache_->get(index == 0 ? key : route_->request_key(index, request)));
            if (!stored) continue;
            CO_TRY(const Json value, parse_json(*stored));
            CO_TRY(Completion completion, completion_from_json(value));
            completion.is_cached = true;
            co_return RoutedCompletion{.completion = std::move(completion), .stop_index = index};
        }
    }
    CO_TRY(RoutedCompletion routed, co_await paid(request));
    const std::string stored_key =
        routed.stop_index == 0 ? key : route_->request_key(routed.stop_index, request);
    if (was_empty_) put_marks_[hash64(key) % put_mark_count] = true;
    // A cache that cannot be written costs money on the next run, not correctness in this one.
    if (auto put = cache_->put(stored_key, to_json_text(to_json(routed.completion))); !put)
        log_warning("the response cache could not store an answer: {}", put.error().message);
    co_return routed;
}

async::Task<RoutedCompletion> ModelClient::paid(providers::Request request) {
    if (!budget_.has_limit()) {
        auto routed = co_await route_->complete(std::move(request));
        if (routed) budget_.settle(Usd{}, routed->completion.cost.value_or(Usd{}));
        co_return routed;
    }
    const auto bound = cost_bound(request);
    ASSAY_ASSERT(bound.has_value(), "a budget is refused at the start when a price is unknown");
    CO_CHECK_OK(budget_.reserve(*bound));
    auto routed = co_await route_->complete(std::move(request));
    // A call that failed may have been billed or not; servers say nothing, and most do not bill.
    const Usd spent = routed ? routed->completion.cost.value_or(*bound) : Usd{};
    budget_.settle(*bound, spent);
    co_return routed;
}

}  // namespace assay::engine
