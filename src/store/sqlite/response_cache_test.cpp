#include "store/sqlite/response_cache.hpp"

#include "store/contract/response_cache_contract.hpp"

#include <array>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

namespace assay::store {
namespace {

INSTANTIATE_TEST_SUITE_P(sqlite,
                         ResponseCacheContract,
                         ::testing::Values([](const std::filesystem::path& folder) {
                             return open_sqlite_response_cache(folder / "cache.sqlite").value();
                         }));

TEST(SqliteResponseCache, closing_writes_what_waits) {
    const ScratchFolder folder;
    const auto file = folder.path() / "c";
    ASSERT_TRUE(open_sqlite_response_cache(file).value()->put("k", "v"));
    EXPECT_EQ(open_sqlite_response_cache(file).value()->get("k").value(), "v");
}

TEST(SqliteResponseCache, opening_drops_the_oldest_answers_beyond_the_bound) {
    const ScratchFolder folder;
    const auto file = folder.path() / "c";
    {
        const auto cache = open_sqlite_response_cache(file).value();
        for (int i = 0; i < 1000; ++i) {
            ASSERT_TRUE(cache->put(fmt::format("{:04}", i), std::string(1000, 'x')));
            if (i % 100 == 99) ASSERT_TRUE(cache->flush());
        }
    }
    const auto bounded = open_sqlite_response_cache(file, {.stored_bytes_max = 500'000}).value();
    EXPECT_FALSE(bounded->get("0000").value().has_value());
    EXPECT_TRUE(bounded->get("0999").value().has_value());
    const std::uint64_t left = bounded->statistics()->entry_count;
    EXPECT_GT(left, 200U);
    EXPECT_LT(left, 500U);
    EXPECT_EQ(open_sqlite_response_cache(file, {.stored_bytes_max = 500'000})
                  .value()
                  ->statistics()
                  ->entry_count,
              left)
        << "once within the bound nothing more goes";
}

TEST(SqliteResponseCache, two_openings_share_the_entries) {
    const ScratchFolder folder;
    const auto first = open_sqlite_response_cache(folder.path() / "c").value();
    const auto second = open_sqlite_response_cache(folder.path() / "c").value();
    for (int i = 0; i < 50; ++i) {
        ASSERT_TRUE(first->put(fmt::format("a{}", i), "1"));
        ASSERT_TRUE(second->put(fmt::format("b{}", i), "2"));
    }
    ASSERT_TRUE(first->flush());
    ASSERT_TRUE(second->flush());
    EXPECT_EQ(first->get("b49").value(), "2");
    EXPECT_EQ(second->statistics().value().entry_count, 100U);
}

TEST(SqliteResponseCache, what_was_flushed_outlives_a_killed_process) {
    const ScratchFolder folder;
    std::array<int, 2> ready{};
    ASSERT_EQ(pipe(ready.data()), 0);
    const pid_t child = fork();
    if (child == 0) {
        auto cache = open_sqlite_response_cache(folder.path() / "c");
        if (!cache || !(*cache)->put("k", "v") || !(*cache)->flush()) _exit(1);
        const char byte = 'x';
        if (write(ready[1], &byte, 1) != 1) _exit(1);
        while (true) {
            if (!(*cache)->put("more", std::string(1000, 'm'))) _exit(1);
        }
    }
    char byte = 0;
    ASSERT_EQ(read(ready[0], &byte, 1), 1);
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
    close(ready[0]);
    close(ready[1]);
    EXPECT_EQ(open_sqlite_response_cache(folder.path() / "c").value()->get("k").value(), "v");
}

}  // namespace
}  // namespace assay::store
