#include "report/monitor_report.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace assay::report {
namespace {

using testing::HasSubstr;
using testing::Not;

/// One stream that falls after 400 values, and one that has just begun.
std::vector<experiment::StreamReport> streams() {
    auto monitor = experiment::Monitor::make({}, {});
    for (int i = 0; i < 700; ++i) {
        const double value = (i % 10 < 9 ? 1.0 : 0.0) - (i >= 400 && i % 2 == 0 ? 0.6 : 0);
        EXPECT_TRUE(monitor->add("model=<b>m</b>", {.value = value, .label = "t<i>"}));
    }
    EXPECT_TRUE(monitor->add("model=new", {.value = 1}));
    return monitor->reports();
}

TEST(MonitorReport, says_since_when_and_how_much) {
    const auto found = streams();
    const MonitorPage page{.source = "s", .metric = "quality", .options = {}, .streams = found};
    const std::string table = to_table(page, {});
    EXPECT_THAT(table, HasSubstr("ALARM"));
    EXPECT_THAT(table, HasSubstr("cusum: down since value 40"));
    EXPECT_THAT(table, HasSubstr("moved by -0.3"));
    EXPECT_THAT(table, HasSubstr("insufficient_data"));
    const Json json = to_json(page);
    EXPECT_EQ(json.at("has_alarm"), true);
    const Json& alarm = json.at("streams").as_array()[0].at("alarms").as_array()[0];
    EXPECT_EQ(alarm.at("direction"), "down");
    EXPECT_TRUE(alarm.at("shift").at("ci").is_array());
    EXPECT_TRUE(json.at("streams").as_array()[1].at("reference").is_null());
}

TEST(MonitorReport, names_cannot_become_markup) {
    const auto found = streams();
    const std::string html =
        to_html({.source = "<a>.jsonl", .metric = "<x>", .options = {}, .streams = found});
    EXPECT_THAT(html, HasSubstr("model=&lt;b&gt;m&lt;/b&gt;"));
    EXPECT_THAT(html, Not(HasSubstr("<b>m</b>")));
    EXPECT_THAT(html, Not(HasSubstr("t<i>")));
    EXPECT_THAT(html, Not(HasSubstr("<x>")));
    EXPECT_THAT(html, HasSubstr("<svg"));
}

}  // namespace
}  // namespace assay::report
