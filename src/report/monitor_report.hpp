#pragma once
// What watched streams say, for people and programs.

#include "experiment/monitor.hpp"

#include "core/json.hpp"
#include "report/table.hpp"

#include <cstdint>
#include <span>
#include <string>

namespace assay::report {

struct MonitorPage {
    std::string source;  ///< what was read
    std::string metric;
    std::uint64_t unscored_count = 0;
    experiment::MonitorOptions options;
    std::span<const experiment::StreamReport> streams;
};

Json to_json(const MonitorPage& page);
/// A line a stream, then every alarm in words.
std::string to_table(const MonitorPage& page, TableStyle style);
/// One page with a chart a stream.
std::string to_html(const MonitorPage& page);

/// `cusum: down since 2041 (2026-03-01T10:00), noticed at 2055: 0.62 lower [0.35, 0.89] …`.
std::string alarm_text(const experiment::MonitorAlarm& alarm);

}  // namespace assay::report
