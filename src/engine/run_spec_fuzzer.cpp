// Any bytes as a run file: nothing crashes, an error names the file, and a run file that is
// accepted is kept with its run in a form that a resume accepts and reads the same.
#include "core/assert.hpp"
#include "engine/run_spec.hpp"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size > 2000) return 0;
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    const auto document = assay::parse_yaml(bytes, "fuzz.yaml");
    if (!document) return 0;
    const auto spec = assay::engine::run_spec_from_yaml(*document);
    if (!spec) {
        ASSAY_ASSERT(spec.error().kind == assay::ErrorKind::invalid_input,
                     "a bad run file is the writer's fault");
        ASSAY_ASSERT(spec.error().message.starts_with("fuzz.yaml"), "errors name the file");
        return 0;
    }
    const assay::Json kept = assay::engine::to_json(*spec);
    const auto parsed = assay::parse_json(assay::to_json_text(kept));
    ASSAY_ASSERT(parsed.has_value(), "what is kept with a run is JSON");
    const auto again = assay::engine::run_spec_from_json(*parsed);
    ASSAY_ASSERT(again.has_value(), "a run that started can be resumed");
    ASSAY_ASSERT(assay::engine::to_json(*again) == kept, "a resume does what the run did");
    return 0;
}
