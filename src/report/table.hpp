#pragma once
// A run's headline for a terminal.

#include "report/run_report.hpp"

#include <cstddef>
#include <string>

namespace assay::report {

struct TableStyle {
    bool has_color = false;           ///< ANSI colours
    std::size_t width_columns = 100;  ///< messages are wrapped, names cut, columns dropped
};

/// Aligned text with a newline at the end. Control characters of the report are left out.
std::string to_table(const RunReport& report, TableStyle style);

}  // namespace assay::report
