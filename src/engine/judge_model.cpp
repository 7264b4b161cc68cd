#include "engine/judge_model.hpp"

namespace assay::engine {

async::Task<judge::Reply> JudgeModel::ask(judge::Call call) {
    providers::Request request{.model = {},
                               .messages = std::move(call.messages),
                               .prompt = std::nullopt,
                               .settings = settings_,
                               .repeat_index = call.repeat_index};
    // What the user fixed for the model wins; what the judge needs to work does not ask.
    if (!request.settings.temperature) request.settings.temperature = call.temperature;
    if (!request.settings.completion_tokens_max || call.wants_logprobs)
        request.settings.completion_tokens_max = call.tokens_max;
    request.settings.output_schema = std::move(call.schema);
    request.settings.wants_logprobs = call.wants_logprobs;
    if (call.wants_logprobs) request.settings.top_logprob_count = judge::top_token_count;
    CO_TRY(providers::RoutedCompletion routed, co_await client_.complete(std::move(request)));
    co_return judge::Reply{.completion = std::move(routed.completion),
                           .model = client_.route().name(routed.stop_index),
                           .is_fallback = routed.stop_index > 0};
}

}  // namespace assay::engine
