// Any line of results and any description of a batch is understood or a clear error, in both
// formats; ids can stand in a path.
#include "core/assert.hpp"
#include "providers/anthropic/anthropic.hpp"
#include "providers/batch_format.hpp"
#include "providers/openai/openai.hpp"

#include <cstddef>
#include <cstdint>

using namespace assay::providers;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count) {
    const std::string_view text(reinterpret_cast<const char*>(bytes), count);
    for (const WireFormat* format : {&openai_format, &anthropic_format}) {
        for (const BatchShape shape :
             {BatchShape{}, BatchShape{true, true}, BatchShape{false, true}}) {
            const auto answer = read_batch_line(*format, text, shape);
            if (!answer) {
                ASSAY_ASSERT(answer.error().message.size() < 2000, "a bounded message");
                continue;
            }
            ASSAY_ASSERT(answer->custom_id.find('/') == std::string::npos, "a plain id");
            if (!answer->completion)
                ASSAY_ASSERT(answer->completion.error().message.size() < 2000, "a bounded message");
        }
        const auto status = format->batch->read_status(text);
        if (status) {
            ASSAY_ASSERT(status->id.find('/') == std::string::npos, "a plain id");
            ASSAY_ASSERT(status->detail.size() < 4000, "a bounded reason");
        }
        (void)format->batch->read_list(text);
    }
    return 0;
}
