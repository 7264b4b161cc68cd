#include "store/filesystem/object_store.hpp"

#include "store/contract/object_store_contract.hpp"

#include <gmock/gmock.h>

#include <fstream>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

namespace assay::store {
namespace {

INSTANTIATE_TEST_SUITE_P(filesystem,
                         ObjectStoreContract,
                         ::testing::Values([](const std::filesystem::path& folder) {
                             return open_filesystem_object_store(folder).value();
                         }));

std::filesystem::path only_file(const std::filesystem::path& folder) {
    std::filesystem::path found;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        if (!entry.is_regular_file()) continue;
        EXPECT_TRUE(found.empty()) << entry.path();
        found = entry.path();
    }
    return found;
}

TEST(FileObjectStore, content_that_changed_is_corrupt_and_is_healed_by_a_put) {
    const ScratchFolder folder;
    const auto store = open_filesystem_object_store(folder.path()).value();
    const std::string address = store->put("content").value();
    const auto file = only_file(folder.path());
    std::filesystem::permissions(file, std::filesystem::perms(0644));
    std::ofstream(file) << "contenX";
    const auto read = store->get(address);
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().kind, ErrorKind::corrupt);
    EXPECT_THAT(read.error().message, ::testing::HasSubstr(file.string()));
    std::filesystem::resize_file(file, 3);
    ASSERT_TRUE(store->put("content"));
    EXPECT_EQ(store->get(address).value(), "content");
}

TEST(FileObjectStore, a_full_disk_is_exhausted_and_leaves_no_file) {
    const ScratchFolder folder;
    const pid_t child = fork();
    if (child == 0) {
        signal(SIGXFSZ, SIG_IGN);
        const rlimit limit{.rlim_cur = 1000, .rlim_max = 1000};
        if (setrlimit(RLIMIT_FSIZE, &limit) != 0) _exit(9);
        const auto store = open_filesystem_object_store(folder.path()).value();
        const auto put = store->put(std::string(2000, 'x'));
        _exit(!put && put.error().kind == ErrorKind::exhausted ? 0 : 1);
    }
    int status = 0;
    waitpid(child, &status, 0);
    EXPECT_EQ(status, 0);
    EXPECT_TRUE(only_file(folder.path()).empty());
}

}  // namespace
}  // namespace assay::store
