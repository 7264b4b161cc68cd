#include "store/sqlite/experiment_store.hpp"

#include "store/contract/experiment_store_contract.hpp"

namespace assay::store {
namespace {

INSTANTIATE_TEST_SUITE_P(sqlite,
                         ExperimentStoreContract,
                         ::testing::Values([](const std::filesystem::path& folder) {
                             return open_sqlite_experiment_store(folder / "e.sqlite").value();
                         }));

TEST(SqliteExperimentStore, two_openings_share_units_and_events) {
    const ScratchFolder folder;
    const auto first = open_sqlite_experiment_store(folder.path() / "e").value();
    const auto second = open_sqlite_experiment_store(folder.path() / "e").value();
    const std::vector<UnitAssignment> ours = {{"u", "a", WallTime{}}};
    const std::vector<UnitAssignment> theirs = {{"u", "b", WallTime{}}};
    ASSERT_TRUE(first->assign("e", ours));
    EXPECT_EQ(second->assign("e", theirs).value(), ours);
}

}  // namespace
}  // namespace assay::store
