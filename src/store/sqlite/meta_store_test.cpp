#include "store/sqlite/meta_store.hpp"

#include "store/contract/meta_store_contract.hpp"
#include "store/sqlite/connection.hpp"

#include <array>
#include <fstream>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

namespace assay::store {
namespace {

INSTANTIATE_TEST_SUITE_P(sqlite,
                         MetaStoreContract,
                         ::testing::Values([](const std::filesystem::path& folder) {
                             return open_sqlite_meta_store(folder / "meta.sqlite").value();
                         }));

Run numbered_run(int number) {
    return Run{.id = RunId{fmt::format("run-{}", number)},
               .name = "n",
               .state = RunState::running,
               .created_at = WallTime(std::chrono::seconds(number)),
               .ended_at = std::nullopt,
               .dataset = "d",
               .dataset_version = "",
               .model = "",
               .config = JsonObject{},
               .report = nullptr};
}

TEST(SqliteMetaStore, two_openings_share_the_runs) {
    const ScratchFolder folder;
    const auto first = open_sqlite_meta_store(folder.path() / "m").value();
    const auto second = open_sqlite_meta_store(folder.path() / "m").value();
    ASSERT_TRUE(first->put_run(numbered_run(1)));
    ASSERT_TRUE(second->put_run(numbered_run(2)));
    EXPECT_EQ(first->runs(9).value().size(), 2U);
}

TEST(SqliteMetaStore, what_a_killed_process_acknowledged_is_there) {
    const ScratchFolder folder;
    std::array<int, 2> acknowledged{};
    ASSERT_EQ(pipe(acknowledged.data()), 0);
    const pid_t child = fork();
    if (child == 0) {
        const auto store = open_sqlite_meta_store(folder.path() / "m");
        for (int i = 0; store && (*store)->put_run(numbered_run(i)); ++i) {
            const char byte = 'x';
            if (write(acknowledged[1], &byte, 1) != 1) break;
        }
        _exit(1);
    }
    std::array<char, 1> byte{};
    for (int i = 0; i < 20; ++i) ASSERT_EQ(read(acknowledged[0], byte.data(), 1), 1);
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
    close(acknowledged[0]);
    close(acknowledged[1]);
    const auto store = open_sqlite_meta_store(folder.path() / "m").value();
    EXPECT_GE(store->runs(100'000).value().size(), 20U);
    EXPECT_TRUE(store->run(RunId{"run-19"}));
}

TEST(SqliteMetaStore, a_newer_schema_is_refused_with_a_sentence) {
    const ScratchFolder folder;
    const auto file = folder.path() / "m";
    {
        auto connection = SqliteConnection::open(file, Durability::full, {}).value();
        ASSERT_TRUE(connection.execute("PRAGMA user_version = 99"));
    }
    const auto store = open_sqlite_meta_store(file);
    ASSERT_FALSE(store);
    EXPECT_EQ(store.error().kind, ErrorKind::invalid_input);
    EXPECT_THAT(store.error().message, ::testing::HasSubstr("newer assay"));
    EXPECT_THAT(store.error().message, ::testing::HasSubstr(file.string()));
}

TEST(SqliteMetaStore, steps_that_are_missing_are_made_in_order) {
    const ScratchFolder folder;
    const auto file = folder.path() / "m";
    constexpr std::array<std::string_view, 1> one = {"CREATE TABLE t (a INTEGER)"};
    constexpr std::array<std::string_view, 2> two = {one[0], "INSERT INTO t VALUES (7)"};
    ASSERT_TRUE(SqliteConnection::open(file, Durability::full, one));
    ASSERT_TRUE(SqliteConnection::open(file, Durability::full, two));
    auto connection = SqliteConnection::open(file, Durability::full, two).value();
    auto statement = connection.prepare("SELECT count(*), max(a) FROM t").value();
    ASSERT_TRUE(statement.step().value());
    EXPECT_EQ(statement.integer(0), 1);
    EXPECT_EQ(statement.integer(1), 7);
}

TEST(SqliteMetaStore, a_file_that_is_no_database_is_corrupt) {
    const ScratchFolder folder;
    std::ofstream(folder.path() / "m") << std::string(5000, 'x');
    EXPECT_EQ(open_sqlite_meta_store(folder.path() / "m").error().kind, ErrorKind::corrupt);
}

TEST(SqliteMetaStore, a_missing_folder_is_unavailable_and_named) {
    const auto store = open_sqlite_meta_store("/nowhere/at/all/m");
    ASSERT_FALSE(store);
    EXPECT_EQ(store.error().kind, ErrorKind::unavailable);
    EXPECT_THAT(store.error().message, ::testing::HasSubstr("/nowhere/at/all/m"));
}

}  // namespace
}  // namespace assay::store
