#pragma once
// Assertions for our own bugs. They stay on in release and are never reachable from user input.

#include <string_view>

namespace assay {

/// Prints the condition, the reason and the place to stderr, then aborts.
[[noreturn]] void assertion_failed(std::string_view condition,
                                   std::string_view reason,
                                   std::string_view file,
                                   int line);

}  // namespace assay

/// `ASSAY_ASSERT(condition, "what must hold and why")`. Two conditions, two asserts.
#define ASSAY_ASSERT(condition, reason)                                        \
    do {                                                                       \
        if (!(condition)) [[unlikely]]                                         \
            ::assay::assertion_failed(#condition, reason, __FILE__, __LINE__); \
    } while (false)
