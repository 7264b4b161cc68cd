#include "stats/streaming_alpha.hpp"

#include "stats/random.hpp"

#include <gtest/gtest.h>

#include <array>
#include <limits>
#include <map>
#include <vector>

namespace assay::stats {
namespace {

constexpr std::array levels = {MeasurementLevel::nominal,
                               MeasurementLevel::ordinal,
                               MeasurementLevel::interval,
                               MeasurementLevel::ratio};

using Key = std::pair<std::uint32_t, std::uint32_t>;

KrippendorffAlpha from_scratch(const std::map<Key, double>& present, MeasurementLevel level) {
    std::vector<Rating> ratings;
    for (const auto& [key, value] : present) ratings.push_back({key.first, value});
    return krippendorff_alpha(ratings, level, 0.95);
}

/// Random events on a few units; calls `look` after each with what is there.
template <typename Look>
void replay(StreamingAlpha& stream, int event_count, double offset, const Look& look) {
    Random random(4, 0);
    std::map<Key, double> present;
    for (int i = 0; i < event_count; ++i) {
        const Key key = {static_cast<std::uint32_t>(random.next() % 12),
                         static_cast<std::uint32_t>(random.next() % 4)};
        if (random.uniform() < 0.3) {
            EXPECT_EQ(stream.remove(key.first, key.second), present.erase(key) == 1);
        } else {
            const double value = offset + static_cast<double>(random.next() % 5) / 3;
            EXPECT_EQ(stream.set(key.first, key.second, value), Status::ok);
            present[key] = value;
        }
        look(i, present);
    }
}

TEST(StreamingAlpha, is_alpha_from_scratch_after_every_event) {
    for (const MeasurementLevel level : levels) {
        StreamingAlpha stream(level);
        replay(stream, 400, 0, [&](int, const std::map<Key, double>& present) {
            const KrippendorffAlpha fresh = from_scratch(present, level);
            ASSERT_EQ(stream.alpha().has_value(), fresh.estimate.value.has_value());
            if (fresh.estimate.value) ASSERT_NEAR(*stream.alpha(), *fresh.estimate.value, 1e-11);
            EXPECT_EQ(stream.unit_count(), fresh.unit_count);
            EXPECT_EQ(stream.rating_count(), fresh.estimate.count);
        });
    }
}

TEST(StreamingAlpha, has_the_interval_of_alpha_from_scratch) {
    for (const MeasurementLevel level : levels) {
        StreamingAlpha stream(level);
        replay(stream, 200, 0, [&](int i, const std::map<Key, double>& present) {
            if (i < 190) return;
            const KrippendorffAlpha fresh = from_scratch(present, level);
            const KrippendorffAlpha own = stream.estimate(0.95);
            EXPECT_NEAR(*own.estimate.standard_error, *fresh.estimate.standard_error, 1e-11);
            EXPECT_NEAR(*own.expected_disagreement, *fresh.expected_disagreement, 1e-9);
        });
    }
}

TEST(StreamingAlpha, does_not_drift_over_a_million_events) {
    for (const MeasurementLevel level : levels) {
        StreamingAlpha stream(level);
        replay(stream, 1'000'000, 0.1, [&](int i, const std::map<Key, double>& present) {
            if (i % 250'000 != 249'999) return;
            ASSERT_NEAR(*stream.alpha(), *from_scratch(present, level).estimate.value, 1e-12);
        });
    }
}

TEST(StreamingAlpha, keeps_its_digits_where_values_are_large) {
    StreamingAlpha stream(MeasurementLevel::interval);
    // The first value ever is far from all others, and gone.
    EXPECT_EQ(stream.set(99, 0, 0), Status::ok);
    EXPECT_EQ(stream.set(99, 1, 1), Status::ok);
    EXPECT_TRUE(stream.remove(99, 0));
    EXPECT_TRUE(stream.remove(99, 1));
    replay(stream, 2000, 1e9, [&](int i, const std::map<Key, double>& present) {
        if (i % 100 != 99) return;
        ASSERT_NEAR(*stream.alpha(),
                    *from_scratch(present, MeasurementLevel::interval).estimate.value,
                    1e-6);
    });
}

TEST(StreamingAlpha, takes_units_in_and_out_as_a_whole) {
    StreamingAlpha stream(MeasurementLevel::nominal);
    EXPECT_EQ(stream.status(), Status::no_pairable_units);
    EXPECT_EQ(stream.set(1, 1, 3), Status::ok);
    EXPECT_EQ(stream.status(), Status::no_pairable_units);
    EXPECT_EQ(stream.alpha(), std::nullopt);
    EXPECT_EQ(stream.set(1, 2, 3), Status::ok);
    EXPECT_EQ(stream.status(), Status::no_variation);
    EXPECT_EQ(stream.set(1, 2, 4), Status::ok);
    EXPECT_EQ(stream.status(), Status::ok);
    EXPECT_EQ(stream.annotator_count(), 2);
    EXPECT_TRUE(stream.remove(1, 1));
    EXPECT_FALSE(stream.remove(1, 1));
    EXPECT_FALSE(stream.remove(7, 1));
    EXPECT_EQ(stream.status(), Status::no_pairable_units);
    EXPECT_EQ(stream.rating_count(), 0);
    EXPECT_EQ(stream.annotator_count(), 1);
}

TEST(StreamingAlpha, refuses_what_is_no_value) {
    StreamingAlpha stream(MeasurementLevel::ratio);
    for (const double bad :
         {-1.0, std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()})
        EXPECT_EQ(stream.set(0, 0, bad), Status::invalid_argument);
    EXPECT_EQ(stream.annotator_count(), 0);
    EXPECT_EQ(stream.estimate(1).estimate.status, Status::invalid_argument);
    EXPECT_EQ(stream.estimate(0.95).estimate.status, Status::no_pairable_units);
}

}  // namespace
}  // namespace assay::stats
