// Compiles and renders whatever it is given, with fixed variables and small bounds.

#include "prompts/template.hpp"

#include <cstddef>
#include <cstdint>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace assay;
    using namespace assay::prompts;
    static const JsonObject fields =
        parse_json(
            R"j({"s": "Some téxt", "n": 3, "f": 0.5, "b": true, "z": null, "xs": [1, "two", [3]],
                 "d": {"k": "v", "items": [1]}, "rows": [{"a": 1}, {"a": 2}]})j")
            .value()
            .as_object();
    TemplateOptions options;
    options.trim_blocks = size % 2 == 1;
    options.lstrip_blocks = size % 3 == 1;
    options.undefined = size % 5 == 0 ? UndefinedPolicy::lenient : UndefinedPolicy::strict;
    options.loop_iterations_max = 1000;
    options.output_bytes_max = 65536;
    const auto compiled =
        Template::compile(std::string(reinterpret_cast<const char*>(data), size), "fuzz", options);
    if (!compiled) return 0;
    const auto text = compiled->render(fields);
    if (text && text->size() > options.output_bytes_max) __builtin_trap();
    static_cast<void>(compiled->evaluate(fields));
    return 0;
}
