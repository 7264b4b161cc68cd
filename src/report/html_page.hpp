#pragma once
// What every web page begins and ends with: one file, no requests, no scripts.

#include <string>
#include <string_view>

namespace assay::report {

inline constexpr std::string_view page_end = "</main></body></html>\n";

/// Up to the opened `<main>`; the title is escaped here.
std::string page_start(std::string_view title);

}  // namespace assay::report
