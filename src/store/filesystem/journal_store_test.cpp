#include "store/filesystem/journal_store.hpp"

#include "store/contract/journal_contract.hpp"
#include "store/filesystem/journal_line.hpp"

#include <gmock/gmock.h>

#include <array>
#include <fstream>
#include <iterator>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace assay::store {
namespace {

using ::testing::HasSubstr;

INSTANTIATE_TEST_SUITE_P(filesystem,
                         JournalContract,
                         ::testing::Values([](const std::filesystem::path& folder) {
                             return open_filesystem_journal_store(folder).value();
                         }));

class FileJournal : public ::testing::Test {
  protected:
    std::string file_text() const {
        std::ifstream file(path_, std::ios::binary);
        return {std::istreambuf_iterator<char>(file), {}};
    }
    void write_file(std::string_view text) const {
        std::filesystem::create_directories(path_.parent_path());
        std::ofstream(path_, std::ios::binary).write(text.data(), std::ssize(text));
    }
    void append(std::span<const SampleResult> results) {
        ASSERT_TRUE(store_->open(run_).value()->append(results));
    }
    Result<std::vector<SampleResult>> read_all() {
        std::vector<SampleResult> results;
        TRY(const auto source, store_->read(run_));
        while (true) {
            TRY(auto result, source());
            if (!result) return results;
            results.push_back(*std::move(result));
        }
    }

    ScratchFolder folder_;
    std::unique_ptr<JournalStore> store_ = open_filesystem_journal_store(folder_.path()).value();
    RunId run_{"run-1"};
    std::filesystem::path path_ = folder_.path() / "run-1" / "journal.jsonl";
};

TEST_F(FileJournal, every_line_is_plain_json) {
    append(example_results(3));
    const std::string text = file_text();
    std::size_t from = 0;
    int lines = 0;
    for (std::size_t end = text.find('\n'); end != std::string::npos; end = text.find('\n', from)) {
        EXPECT_TRUE(parse_json(std::string_view(text).substr(from, end - from)));
        from = end + 1;
        ++lines;
    }
    EXPECT_EQ(lines, 4);
}

TEST_F(FileJournal, a_torn_end_is_cut_at_every_byte_of_the_last_record) {
    const auto results = example_results(3);
    append(std::span(results).first(2));
    const std::string whole = file_text();
    append(std::span(results).subspan(2));
    const std::string longer = file_text();
    for (std::size_t size = whole.size(); size < longer.size(); ++size) {
        write_file(longer.substr(0, size));
        ASSERT_EQ(read_all().value(), example_results(2)) << size;
        ASSERT_TRUE(store_->open(run_)) << size;
        ASSERT_EQ(file_text(), whole) << size;
    }
    append(std::span(results).subspan(2));
    EXPECT_EQ(read_all().value(), results);
}

TEST_F(FileJournal, a_torn_header_is_written_again) {
    append({});
    const std::string header = file_text();
    for (std::size_t size = 0; size < header.size(); ++size) {
        write_file(header.substr(0, size));
        ASSERT_TRUE(read_all().value().empty());
        append({});
        ASSERT_EQ(file_text(), header);
    }
}

TEST_F(FileJournal, a_flipped_byte_before_the_end_is_corrupt_with_file_and_line) {
    append(example_results(4));
    const std::string good = file_text();
    const std::size_t third = good.find('\n', good.find('\n') + 1) + 1;
    const std::size_t third_end = good.find('\n', third);
    for (std::size_t at = third; at <= third_end; ++at) {
        std::string bad = good;
        bad[at] = static_cast<char>(bad[at] ^ 0x04);
        write_file(bad);
        const auto read = read_all();
        ASSERT_FALSE(read) << at;
        ASSERT_EQ(read.error().kind, ErrorKind::corrupt);
        ASSERT_THAT(read.error().message, HasSubstr(path_.string() + ":3:"));
        ASSERT_EQ(store_->open(run_).error().kind, ErrorKind::corrupt);
        ASSERT_EQ(file_text(), bad) << "a damaged journal is left as it is";
    }
}

TEST_F(FileJournal, a_missing_line_break_in_the_middle_is_corrupt) {
    append(example_results(3));
    std::string text = file_text();
    text.erase(text.find('\n', text.find('\n') + 1), 1);
    write_file(text);
    EXPECT_EQ(read_all().error().kind, ErrorKind::corrupt);
}

TEST_F(FileJournal, zero_blocks_behind_the_last_record_are_cut) {
    append(example_results(3));
    const std::string good = file_text();
    write_file(good + std::string(4096, '\0'));
    EXPECT_EQ(read_all().value(), example_results(3));
    write_file(good + std::string(4096, '\0') + "\n{\"half\":");
    EXPECT_EQ(read_all().value(), example_results(3));
    append({});
    EXPECT_EQ(file_text(), good);
    const std::string record = good.substr(good.find('\n') + 1);
    write_file(good + std::string(100, '\0') + "\n" + record);
    EXPECT_EQ(read_all().error().kind, ErrorKind::corrupt) << "whole records follow";
}

TEST_F(FileJournal, a_journal_of_another_run_or_a_newer_format_is_refused) {
    write_file(header_line(RunId{"other"}));
    EXPECT_EQ(read_all().error().kind, ErrorKind::corrupt);
    EXPECT_THAT(store_->open(run_).error().message, HasSubstr("belongs to run 'other'"));
    std::string newer = R"({"format":"assay-journal","version":2,"run":"run-1"})";
    seal_line(newer, 0);
    write_file(newer);
    EXPECT_EQ(store_->open(run_).error().kind, ErrorKind::invalid_input);
    EXPECT_THAT(read_all().error().message, HasSubstr("upgrade"));
}

TEST_F(FileJournal, a_run_id_cannot_leave_the_folder) {
    for (const char* id : {"", ".", "..", "../x", "a/b", ".hidden"})
        EXPECT_EQ(store_->open(RunId{id}).error().kind, ErrorKind::invalid_input) << id;
}

/// Runs `work` in a child whose files may grow to `bytes`, and returns its exit code.
int in_child_with_file_limit(rlim_t bytes, const std::function<int()>& work) {
    const pid_t child = fork();
    if (child == 0) {
        signal(SIGXFSZ, SIG_IGN);
        const rlimit limit{.rlim_cur = bytes, .rlim_max = bytes};
        if (setrlimit(RLIMIT_FSIZE, &limit) != 0) _exit(99);
        _exit(work());
    }
    int status = 0;
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST_F(FileJournal, a_full_disk_is_exhausted_and_leaves_whole_records) {
    const int code = in_child_with_file_limit(20'000, [&] {
        auto journal = store_->open(run_);
        if (!journal) return 1;
        const auto results = example_results(5);
        for (int i = 0; i < 1000; ++i) {
            const auto outcome = (*journal)->append(results);
            if (outcome) continue;
            if (outcome.error().kind != ErrorKind::exhausted) return 2;
            // The journal goes on when there is room again: a smaller batch may fit.
            return std::filesystem::file_size(path_) <= 20'000 ? 0 : 3;
        }
        return 4;
    });
    ASSERT_EQ(code, 0);
    EXPECT_EQ(file_text().back(), '\n');
    const auto read = read_all().value();
    EXPECT_GT(read.size(), 5U);
    EXPECT_EQ(read.size() % 5, 0U) << "the failed batch is taken back as a whole";
    append(example_results(1));
    EXPECT_EQ(read_all().value().size(), read.size() + 1);
}

TEST_F(FileJournal, a_killed_writer_loses_nothing_acknowledged) {
    std::array<int, 2> acknowledged{};
    ASSERT_EQ(pipe(acknowledged.data()), 0);
    const pid_t child = fork();
    if (child == 0) {
        auto journal = store_->open(run_);
        for (std::uint64_t i = 0; journal; ++i) {
            const std::array batch = {example_result(2 * i), example_result(2 * i + 1)};
            if (!(*journal)->append(batch)) break;
            const char byte = 'x';
            if (write(acknowledged[1], &byte, 1) != 1) break;
        }
        _exit(1);
    }
    close(acknowledged[1]);
    std::array<char, 1> byte{};
    std::size_t batches = 0;
    while (batches < 300 && read(acknowledged[0], byte.data(), 1) == 1) ++batches;
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
    while (read(acknowledged[0], byte.data(), 1) == 1) ++batches;
    close(acknowledged[0]);
    ASSERT_TRUE(store_->open(run_)) << "the lock went with the process";
    const auto results = read_all().value();
    EXPECT_GE(results.size(), 2 * batches);
    for (std::size_t i = 0; i < results.size(); ++i) ASSERT_EQ(results[i], example_result(i));
}

TEST_F(FileJournal, another_process_is_refused_as_a_second_writer) {
    const auto journal = store_->open(run_).value();
    const int code = in_child_with_file_limit(RLIM_INFINITY, [&] {
        const auto store = open_filesystem_journal_store(folder_.path()).value();
        const auto second = store->open(run_);
        return !second && second.error().kind == ErrorKind::unavailable ? 0 : 1;
    });
    EXPECT_EQ(code, 0);
}

TEST_F(FileJournal, a_path_that_cannot_be_a_folder_is_told) {
    std::ofstream(folder_.path() / "file") << "x";
    const auto store = open_filesystem_journal_store(folder_.path() / "file").value();
    const auto opened = store->open(run_);
    ASSERT_FALSE(opened);
    EXPECT_THAT(opened.error().message, HasSubstr((folder_.path() / "file").string()));
}

TEST_F(FileJournal, a_read_only_folder_is_denied) {
    // Root writes anywhere, so the child becomes nobody first.
    const auto locked = folder_.path() / "locked";
    std::filesystem::create_directories(locked);
    std::filesystem::permissions(locked, std::filesystem::perms(0555));
    std::filesystem::permissions(folder_.path(), std::filesystem::perms(0755));
    const int code = in_child_with_file_limit(RLIM_INFINITY, [&] {
        if (geteuid() == 0 && setuid(65534) != 0) return 9;
        const auto store = open_filesystem_journal_store(locked).value();
        const auto opened = store->open(run_);
        return !opened && opened.error().kind == ErrorKind::denied ? 0 : 1;
    });
    EXPECT_EQ(code, 0);
}

}  // namespace
}  // namespace assay::store
