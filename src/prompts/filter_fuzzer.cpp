// The first line is a filter specification, the rest an output.

#include "prompts/filter_chain.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace assay;
    using namespace assay::prompts;
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    const std::size_t end = input.find('\n');
    if (end == std::string_view::npos) return 0;
    const auto spec = parse_json(input.substr(0, end));
    if (!spec) return 0;
    const auto filters = FilterChain::make(*spec, "fuzz");
    if (!filters) return 0;
    const std::array<std::string, 2> choices = {"yes", "no (maybe)"};
    static_cast<void>(filters->apply(input.substr(end + 1), FilterContext{choices}));
    return 0;
}
