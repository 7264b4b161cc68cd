#include "engine/asker.hpp"

namespace assay::engine {

async::Task<SampleResult> Asker::ask(PreparedSample prepared) {
    SampleResult result = std::move(prepared.result);
    auto routed = co_await client_.complete(std::move(prepared.request));
    if (!routed) {
        const ErrorKind kind = routed.error().kind;
        const bool is_final = kind == ErrorKind::denied || kind == ErrorKind::not_found ||
                              kind == ErrorKind::exhausted || kind == ErrorKind::cancelled;
        if (is_final) co_return std::move(routed).error();
        refusals_.failed(routed.error());
        if (refusals_.verdict()) co_return *refusals_.verdict();
        result.error = std::move(routed).error();
        co_return result;
    }
    refusals_.answered();
    result.completion = std::move(routed->completion);
    // A reader must see that another model answered.
    if (routed->stop_index > 0)
        result.completion->served_model = client_.route().name(routed->stop_index);
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
