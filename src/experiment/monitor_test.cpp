#include "experiment/monitor.hpp"

#include "experiment/traffic_draw.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

namespace assay::experiment {
namespace {

using testing::HasSubstr;

double uniform(std::mt19937_64& random) { return static_cast<double>(random() >> 11) * 0x1p-53; }

double normal(std::mt19937_64& random) {
    return std::sqrt(-2 * std::log(1 - uniform(random))) *
           std::cos(6.283185307179586 * uniform(random));
}

/// Values before either sum raises a false alarm, on average over `stream_count` streams of at most
/// `length` values (a stream without alarm counts its length: the average is at least this).
template <typename Next>
double run_length(Next next, MonitorRule rule, std::size_t stream_count, std::size_t length) {
    double values = 0;
    double alarms = 0;
    for (std::size_t seed = 0; seed < stream_count; ++seed) {
        std::mt19937_64 random(seed);
        StreamMonitor stream("s", {.false_alarm_every = 1000});
        bool is_over = false;
        for (std::size_t i = 0; i < 200 + length && !is_over; ++i) {
            EXPECT_TRUE(stream.add({.value = next(random)}, [&](const MonitorAlarm& alarm) {
                is_over = is_over || alarm.rule == rule;
            }));
            if (i >= 200) values += 1;
        }
        alarms += is_over ? 1 : 0;
    }
    return values / std::max(alarms, 1.0);
}

TEST(Monitor, false_alarms_are_no_more_frequent_than_promised) {
    const auto rate = [](double p) {
        return [p](std::mt19937_64& random) { return uniform(random) < p ? 1.0 : 0.0; };
    };
    for (const MonitorRule rule : {MonitorRule::cusum, MonitorRule::page_hinkley}) {
        EXPECT_GT(run_length(normal, rule, 150, 4000), 1000) << to_string(rule);
        EXPECT_GT(run_length(rate(0.5), rule, 150, 4000), 1000) << to_string(rule);
        EXPECT_GT(run_length(rate(0.9), rule, 150, 4000), 1000) << to_string(rule);
        EXPECT_GT(run_length(rate(0.03), rule, 150, 4000), 1000) << to_string(rule);
    }
}

TEST(Monitor, confidence_sequence_raises_a_false_alarm_in_few_streams) {
    int alarm_count = 0;
    constexpr int stream_count = 200;
    for (int seed = 0; seed < stream_count; ++seed) {
        std::mt19937_64 random(static_cast<std::uint64_t>(seed));
        StreamMonitor stream("s", {.alpha = 0.05});
        for (int i = 0; i < 3000; ++i)
            ASSERT_TRUE(stream.add({.value = uniform(random) < 0.8 ? 1.0 : 0.0},
                                   [&](const MonitorAlarm& alarm) {
                                       if (alarm.rule == MonitorRule::sequence) ++alarm_count;
                                   }));
    }
    EXPECT_LE(alarm_count, 0.05 * stream_count);
}

TEST(Monitor, says_since_when_and_by_how_much) {
    double since = 0;
    int held_count = 0;
    int found_count = 0;
    constexpr int stream_count = 100;
    for (int seed = 0; seed < stream_count; ++seed) {
        std::mt19937_64 random(static_cast<std::uint64_t>(seed));
        StreamMonitor stream("s", {});
        for (int i = 1; i <= 3000; ++i) {
            const double value = normal(random) + (i > 2000 ? -0.7 : 0);
            ASSERT_TRUE(stream.add({.value = value, .label = fmt::format("t{}", i)}, {}));
        }
        const StreamReport report = stream.report();
        ASSERT_FALSE(report.alarms.empty());
        const MonitorAlarm& alarm = report.alarms.front();
        if (alarm.number <= 2000) continue;  // a false alarm
        ++found_count;
        EXPECT_EQ(alarm.direction, stats::DriftDirection::down);
        EXPECT_EQ(alarm.since_label, fmt::format("t{}", alarm.since_number));
        since += static_cast<double>(alarm.since_number);
        const double truth = -0.7;
        held_count += alarm.shift.interval->low <= truth && truth <= alarm.shift.interval->high;
    }
    EXPECT_GE(found_count, 75);
    EXPECT_NEAR(since / found_count, 2001, 30);
    EXPECT_GE(held_count, 0.9 * found_count);
}

TEST(Monitor, finds_a_fall_in_a_stream_that_never_failed) {
    StreamMonitor stream("s", {});
    for (int i = 0; i < 600; ++i) ASSERT_TRUE(stream.add({.value = 1}, {}));
    EXPECT_FALSE(stream.has_alarm());
    for (int i = 0; i < 40; ++i) ASSERT_TRUE(stream.add({.value = i % 4 == 0 ? 0.0 : 1.0}, {}));
    EXPECT_TRUE(stream.has_alarm());
    EXPECT_THAT(stream.report().warnings, testing::Contains(HasSubstr("are 1: its spread")));
}

TEST(Monitor, gives_a_status_where_nothing_can_be_said) {
    StreamMonitor few("s", {});
    ASSERT_TRUE(few.add({.value = 1}, {}));
    EXPECT_EQ(few.report().status, stats::Status::insufficient_data);
    EXPECT_EQ(few.report().mean.interval, std::nullopt);
    StreamMonitor constant("s", {});
    for (int i = 0; i < 300; ++i) ASSERT_TRUE(constant.add({.value = 0.3}, {}));
    EXPECT_EQ(constant.report().status, stats::Status::zero_variance);
    EXPECT_FALSE(constant.has_alarm());
}

TEST(Monitor, refuses_what_is_no_value) {
    StreamMonitor stream("s", {});
    for (const double value : {std::nan(""), std::numeric_limits<double>::infinity(), 1e200})
        EXPECT_FALSE(stream.add({.value = value}, {}));
    for (const double ratio : {0.0, -0.5, 1.5, std::nan("")})
        EXPECT_FALSE(stream.add({.value = 1, .inclusion_ratio = ratio}, {}));
    EXPECT_FALSE(Monitor::make({.reference_count = 3}, {}));
    EXPECT_FALSE(Monitor::make({.false_alarm_every = 1}, {}));
    EXPECT_FALSE(Monitor::make({.alpha = 0}, {}));
}

TEST(Monitor, measures_against_a_reference_of_another_time) {
    auto monitor = Monitor::make({}, {});
    ASSERT_TRUE(monitor);
    std::mt19937_64 random(5);
    for (int i = 0; i < 1000; ++i)
        ASSERT_TRUE(monitor->add_reference("s", {.value = normal(random)}));
    monitor->end_reference();
    for (int i = 0; i < 300; ++i) ASSERT_TRUE(monitor->add("s", {.value = normal(random) + 0.6}));
    ASSERT_TRUE(monitor->has_alarm());
    const StreamReport report = monitor->reports().front();
    EXPECT_EQ(report.reference_count, 1000U);
    EXPECT_EQ(report.count, 300U);
    EXPECT_LT(report.alarms.front().since_number, 30U);
}

TEST(Monitor, keeps_few_buckets_of_any_stream) {
    StreamMonitor stream("s", {});
    std::mt19937_64 random(1);
    for (int i = 0; i < 50'000; ++i) ASSERT_TRUE(stream.add({.value = normal(random)}, {}));
    const StreamReport report = stream.report();
    EXPECT_LE(report.buckets.size(), 240U);
    std::uint64_t count = 0;
    for (const StreamBucket& bucket : report.buckets) count += bucket.count;
    EXPECT_EQ(count, 50'000U);
}

TEST(Monitor, bounds_the_number_of_streams) {
    auto monitor = Monitor::make({}, {});
    for (std::size_t i = 0; i < Monitor::stream_count_max; ++i)
        ASSERT_TRUE(monitor->add(std::to_string(i), {.value = 1}));
    EXPECT_FALSE(monitor->add("more", {.value = 1}));
    EXPECT_TRUE(monitor->add("5", {.value = 1}));
}

TEST(TrafficDraw, estimates_the_whole_from_a_few_without_bias) {
    // A tenth of the traffic fails, and all of that is drawn: the plain mean would be far off.
    const DrawPolicy policy{.share = 0.05, .shares = {{"vip", 0.3}}, .seed = 9};
    int held_count = 0;
    double plain = 0;
    constexpr int trial_count = 100;
    for (int trial = 0; trial < trial_count; ++trial) {
        std::mt19937_64 random(static_cast<std::uint64_t>(trial));
        StreamMonitor stream("s", {});
        double sum = 0;
        double drawn_sum = 0;
        double drawn_count = 0;
        constexpr int count = 4000;
        for (int i = 0; i < count; ++i) {
            const bool is_failure = uniform(random) < 0.1;
            const bool is_vip = uniform(random) < 0.2;
            const double value = is_failure ? 0.2 * uniform(random) : 1 - 0.3 * uniform(random);
            sum += value;
            const Draw draw = draw_from_traffic(
                fmt::format("{}-{}", trial, i), is_vip ? "vip" : "", is_failure, policy);
            if (!draw.is_drawn) continue;
            drawn_sum += value;
            drawn_count += 1;
            ASSERT_TRUE(stream.add({.value = value, .inclusion_ratio = draw.inclusion_ratio}, {}));
        }
        const StreamReport report = stream.report();
        held_count +=
            report.mean.interval->low <= sum / count && sum / count <= report.mean.interval->high;
        plain += drawn_sum / drawn_count - sum / count;
    }
    EXPECT_GE(held_count, 90);
    EXPECT_LT(plain / trial_count, -0.2);
}

TEST(TrafficDraw, is_decided_by_seed_and_id) {
    const DrawPolicy policy{.share = 0.1, .takes_failures = false, .seed = 1};
    int drawn_count = 0;
    int other_count = 0;
    for (int i = 0; i < 20'000; ++i) {
        const std::string id = std::to_string(i);
        const bool is_drawn = draw_from_traffic(id, "", true, policy).is_drawn;
        EXPECT_EQ(is_drawn, draw_from_traffic(id, "x", false, policy).is_drawn);
        drawn_count += is_drawn;
        other_count +=
            is_drawn !=
            draw_from_traffic(id, "", true, {.share = 0.1, .takes_failures = false, .seed = 2})
                .is_drawn;
    }
    EXPECT_NEAR(drawn_count, 2000, 150);
    EXPECT_GT(other_count, 3000);
}

TEST(TrafficDraw, refuses_a_share_of_nothing) {
    EXPECT_FALSE(check_policy({.share = 0}));
    EXPECT_FALSE(check_policy({.share = 1.5}));
    EXPECT_FALSE(check_policy({.share = std::nan("")}));
    const auto named = check_policy({.shares = {{"vip", 0}}});
    ASSERT_FALSE(named);
    EXPECT_THAT(named.error().message, HasSubstr("vip"));
}

}  // namespace
}  // namespace assay::experiment
