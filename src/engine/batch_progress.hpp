#pragma once
// How far a batch is, for whoever waits for it. A value.

#include <cstdint>
#include <string>

namespace assay::engine {

struct BatchProgress {
    std::string id;  ///< as the provider names it
    std::uint64_t done_count = 0;
    std::uint64_t request_count = 0;

    bool operator==(const BatchProgress&) const = default;
};

}  // namespace assay::engine
