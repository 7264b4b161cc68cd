#pragma once
// What every ExperimentStore does. A test program names its adapters with INSTANTIATE_TEST_SUITE_P.

#include "store/contract/scratch_folder.hpp"
#include "store/experiment_store.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <memory>

namespace assay::store {

using OpenExperimentStore =
    std::function<std::unique_ptr<ExperimentStore>(const std::filesystem::path&)>;

class ExperimentStoreContract : public ::testing::TestWithParam<OpenExperimentStore> {
  protected:
    static WallTime at(int second) { return WallTime(std::chrono::seconds(second)); }
    static OutcomeEvent event(std::string id, int second, double value = 1) {
        return {.event_id = std::move(id),
                .unit = "u\xE2\x9C\x93 'q'",
                .variant = "",
                .metric = "solved",
                .value = value,
                .time = at(second)};
    }
    std::vector<std::string> event_ids(std::string_view experiment) {
        std::vector<std::string> ids;
        EXPECT_TRUE(store_->each_event(
            experiment, [&](const OutcomeEvent& one) { ids.push_back(one.event_id); }));
        return ids;
    }

    ScratchFolder folder_;
    std::unique_ptr<ExperimentStore> store_ = GetParam()(folder_.path());
};

TEST_P(ExperimentStoreContract, the_first_assignment_of_a_unit_counts) {
    const std::vector<UnitAssignment> first = {{"a", "control", at(1)}, {"b", "new", at(1)}};
    EXPECT_EQ(store_->assign("e", first).value(), first);
    const std::vector<UnitAssignment> second = {{"a", "new", at(2)}, {"c", "new", at(2)}};
    const auto counting = store_->assign("e", second).value();
    EXPECT_EQ(counting[0], first[0]);
    EXPECT_EQ(counting[1], second[1]);
    EXPECT_EQ(store_->assign("other", second).value(), second);
    std::vector<std::string> units;
    ASSERT_TRUE(store_->each_assignment(
        "e", [&](const UnitAssignment& one) { units.push_back(one.unit); }));
    EXPECT_THAT(units, ::testing::ElementsAre("a", "b", "c"));
}

TEST_P(ExperimentStoreContract, assignments_are_found_by_unit) {
    ASSERT_TRUE(store_->assign("e", std::vector<UnitAssignment>{{"a", "control", at(1)}}));
    const std::vector<std::string> units = {"a", "z"};
    const auto found = store_->assignments_of("e", units).value();
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found.at("a").variant, "control");
    EXPECT_TRUE(store_->assignments_of("other", units)->empty());
}

TEST_P(ExperimentStoreContract, an_event_counts_once_and_is_never_changed) {
    const std::vector<OutcomeEvent> batch = {event("x", 2), event("x", 2), event("y", 1, 0.25)};
    EXPECT_THAT(
        store_->append("e", batch).value(),
        ::testing::ElementsAre(EventOutcome::added, EventOutcome::repeated, EventOutcome::added));
    const std::vector<OutcomeEvent> again = {event("x", 2), event("y", 1, 0.5)};
    EXPECT_THAT(store_->append("e", again).value(),
                ::testing::ElementsAre(EventOutcome::repeated, EventOutcome::differs));
    std::vector<OutcomeEvent> events;
    ASSERT_TRUE(store_->each_event("e", [&](const OutcomeEvent& one) { events.push_back(one); }));
    EXPECT_THAT(events, ::testing::ElementsAre(batch[2], batch[0]));
    EXPECT_TRUE(event_ids("other").empty());
}

TEST_P(ExperimentStoreContract, refusals_are_counted_once_and_forgotten_when_the_event_counts) {
    const std::vector<RefusedEvent> refused = {
        {"x", "unknown_unit"}, {"x", "unknown_unit"}, {"y", "unknown_unit"}, {"z", "malformed"}};
    ASSERT_TRUE(store_->refuse("e", refused));
    ASSERT_TRUE(store_->refuse("e", refused));
    auto counts = store_->refusals("e").value();
    EXPECT_EQ(counts.at("unknown_unit"), 2U);
    EXPECT_EQ(counts.at("malformed"), 1U);
    ASSERT_TRUE(store_->append("e", std::vector<OutcomeEvent>{event("x", 1)}));
    counts = store_->refusals("e").value();
    EXPECT_EQ(counts.at("unknown_unit"), 1U);
    EXPECT_TRUE(store_->refusals("other")->empty());
}

TEST_P(ExperimentStoreContract, empty_batches_change_nothing) {
    EXPECT_TRUE(store_->assign("e", {})->empty());
    EXPECT_TRUE(store_->append("e", {})->empty());
    EXPECT_TRUE(store_->refuse("e", {}));
    EXPECT_TRUE(event_ids("e").empty());
}

}  // namespace assay::store
