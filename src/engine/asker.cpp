#include "engine/asker.hpp"

#include "core/log.hpp"

namespace assay::engine {

Asker::Asker(providers::Provider& provider,
             std::string model,
             const prompts::FilterChain& filters,
             store::ResponseCache* cache)
    : provider_(provider),
      model_(std::move(model)),
      filters_(filters),
      cache_(cache),
      identity_(provider.identity()),
      reads_cache_(cache != nullptr) {
    if (cache_ == nullptr) return;
    const auto statistics = cache_->statistics();
    reads_cache_ = !statistics || statistics->entry_count > 0;
}

async::Task<Completion> Asker::complete(providers::Request request) {
    if (cache_ == nullptr) co_return co_await provider_.complete(std::move(request));
    const std::string key = providers::request_key(identity_, request);
    if (reads_cache_) {
        CO_TRY(const auto stored, cache_->get(key));
        if (stored) {
            CO_TRY(const Json value, parse_json(*stored));
            CO_TRY(Completion completion, completion_from_json(value));
            completion.is_cached = true;
            co_return completion;
        }
    }
    CO_TRY(Completion completion, co_await provider_.complete(std::move(request)));
    // A cache that cannot be written costs money on the next run, not correctness in this one.
    if (auto put = cache_->put(key, to_json_text(to_json(completion))); !put)
        log_warning("the response cache could not store an answer: {}", put.error().message);
    co_return completion;
}

async::Task<SampleResult> Asker::ask(PreparedSample prepared) {
    SampleResult result = std::move(prepared.result);
    providers::Request request = std::move(prepared.request);
    request.model = model_;
    auto completion = co_await complete(std::move(request));
    if (!completion) {
        const ErrorKind kind = completion.error().kind;
        if (kind == ErrorKind::denied || kind == ErrorKind::not_found)
            co_return std::move(completion).error();
        result.error = std::move(completion).error();
        co_return result;
    }
    result.completion = *std::move(completion);
    extract_answer(filters_, result);
    co_return result;
}

void extract_answer(const prompts::FilterChain& filters, SampleResult& result) {
    if (filters.is_empty()) {
        result.answer = result.completion->text;
        return;
    }
    auto extraction = filters.apply(result.completion->text);
    if (extraction) {
        result.answer = std::move(extraction->text);
    } else {
        result.error = std::move(extraction).error().in("answer filter");
    }
}

}  // namespace assay::engine
