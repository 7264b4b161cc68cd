// Any bytes are an answer or a clear error, and messages stay short.
#include "core/assert.hpp"
#include "providers/anthropic/anthropic.hpp"

#include <cstddef>
#include <cstdint>

using namespace assay::providers;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count) {
    const std::string_view body(reinterpret_cast<const char*>(bytes), count);
    const auto completion = read_anthropic_answer(body, Request{.model = "m"});
    ASSAY_ASSERT(completion || completion.error().message.size() < 2000, "a bounded message");
    (void)read_anthropic_error(body);
    return 0;
}
