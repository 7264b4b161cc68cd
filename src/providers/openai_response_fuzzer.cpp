// Any bytes are an answer or a clear error, for chat and for completions, and messages stay short.
#include "core/assert.hpp"
#include "providers/openai/openai_answer.hpp"

#include <cstddef>
#include <cstdint>

using namespace assay::providers;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count) {
    const std::string_view body(reinterpret_cast<const char*>(bytes), count);
    for (const bool is_prompt : {false, true}) {
        Request request{.model = "m", .settings = {.wants_logprobs = true}};
        if (is_prompt) request.prompt = "p";
        const auto completion = read_openai_answer(body, request);
        ASSAY_ASSERT(completion || completion.error().message.size() < 2000, "a bounded message");
    }
    (void)read_openai_error(body);
    return 0;
}
