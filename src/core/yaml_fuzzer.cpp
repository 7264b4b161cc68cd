// Any bytes as YAML: nothing crashes or runs away, an error names its place, and what was read,
// written as JSON (which YAML 1.2 contains), reads the same again.
#include "core/assert.hpp"
#include "core/yaml.hpp"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    // Aliases multiply: short inputs reach every bound of the reader, long ones only take time.
    if (size > 1000) return 0;
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    const auto document = assay::parse_yaml(bytes, "fuzz.yaml");
    if (!document) {
        ASSAY_ASSERT(document.error().kind == assay::ErrorKind::invalid_input,
                     "bad text is the writer's fault");
        ASSAY_ASSERT(document.error().message.starts_with("fuzz.yaml:"), "errors name the file");
        return 0;
    }
    for (const auto& [path, line] : document->lines) {
        ASSAY_ASSERT(line > 0, "lines count from 1");
        ASSAY_ASSERT(document->place(path).starts_with("fuzz.yaml:"), "a known path has a place");
    }
    const std::string written = assay::to_json_text(document->value);
    // The JSON parser has bounds of its own, and a value that aliases made large takes long.
    if (written.size() > 4096) return 0;
    const auto again = assay::parse_json(written);
    ASSAY_ASSERT(again.has_value(), "values of a document are JSON values");
    ASSAY_ASSERT(*again == document->value, "written values read the same");
    return 0;
}
