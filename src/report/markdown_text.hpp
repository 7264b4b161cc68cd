#pragma once
// Text that cannot break a Markdown page.

#include <string>
#include <string_view>

namespace assay::report {

/// One line of at most 400 code points, with everything that would be markup escaped.
std::string escaped_markdown(std::string_view text);

}  // namespace assay::report
