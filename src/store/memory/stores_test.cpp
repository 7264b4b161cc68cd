#include "store/memory/stores.hpp"

#include "store/contract/experiment_store_contract.hpp"
#include "store/contract/journal_contract.hpp"
#include "store/contract/meta_store_contract.hpp"
#include "store/contract/object_store_contract.hpp"
#include "store/contract/response_cache_contract.hpp"
#include "store/contract/result_store_contract.hpp"

#include <fstream>
#include <iterator>

namespace assay::store {
namespace {

template <auto make>
constexpr auto opened = [](const std::filesystem::path&) { return make(); };

INSTANTIATE_TEST_SUITE_P(memory,
                         MetaStoreContract,
                         ::testing::Values(opened<make_memory_meta_store>));
INSTANTIATE_TEST_SUITE_P(memory,
                         ExperimentStoreContract,
                         ::testing::Values(opened<make_memory_experiment_store>));
INSTANTIATE_TEST_SUITE_P(memory,
                         ResultStoreContract,
                         ::testing::Values(opened<make_memory_result_store>));
INSTANTIATE_TEST_SUITE_P(memory,
                         ObjectStoreContract,
                         ::testing::Values(opened<make_memory_object_store>));
INSTANTIATE_TEST_SUITE_P(memory,
                         ResponseCacheContract,
                         ::testing::Values(opened<make_memory_response_cache>));
INSTANTIATE_TEST_SUITE_P(memory,
                         JournalContract,
                         ::testing::Values(opened<make_memory_journal_store>));

TEST(MemoryResultStore, exports_one_line_per_result) {
    const ScratchFolder folder;
    const auto store = make_memory_result_store();
    const RunId run{"r"};
    ASSERT_TRUE(store->replace_run(run, source_of(example_results(3))));
    const auto path = folder.path() / "out.jsonl";
    ASSERT_TRUE(store->export_run(run, ExportFormat::jsonl, path));
    std::ifstream file(path);
    EXPECT_EQ(std::count(std::istreambuf_iterator<char>(file), {}, '\n'), 3);
    EXPECT_FALSE(store->export_run(run, ExportFormat::parquet, path));
}

}  // namespace
}  // namespace assay::store
