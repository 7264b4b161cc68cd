#include "store/filesystem/journal_store.hpp"

#include "store/filesystem/file.hpp"
#include "store/filesystem/journal_line.hpp"
#include "store/filesystem/journal_reader.hpp"
#include "store/result_text.hpp"

#include <cerrno>
#include <fcntl.h>
#include <mutex>
#include <sys/file.h>

namespace assay::store {
namespace {

constexpr std::string_view file_name = "journal.jsonl";

class FileJournal final : public Journal {
  public:
    FileJournal(File file, std::uint64_t size) : file_(std::move(file)), sealed_bytes_(size) {}

    Result<void> append(std::span<const SampleResult> results) override {
        const std::scoped_lock lock(mutex_);
        buffer_.clear();
        for (const SampleResult& result : results) {
            const std::size_t from = buffer_.size();
            append_result_text(buffer_, result);
            seal_line(buffer_, from);
        }
        return write(buffer_);
    }

    Result<void> sync() override { return file_.sync(); }

    Result<void> write(std::string_view bytes) {
        auto outcome = file_.write_all(bytes);
        if (outcome) {
            sealed_bytes_ += bytes.size();
            return outcome;
        }
        // What was written of the batch is taken back, so that nothing torn is left behind. Cutting
        // needs no space.
        CHECK_OK(file_.truncate(sealed_bytes_));
        return outcome;
    }

  private:
    std::mutex mutex_;
    File file_;  // opened for appending
    std::uint64_t sealed_bytes_;
    std::string buffer_;
};

/// The header's and the records' end; 0 for a file whose header is torn.
Result<std::uint64_t> measure(const std::filesystem::path& path, const RunId& run) {
    TRY(File file, File::open(path, O_RDONLY));
    TRY(JournalReader reader, JournalReader::open(std::move(file)));
    TRY(auto line, reader.next());
    if (!line) return std::uint64_t{0};
    if (auto header = check_header(*line, run); !header)
        return std::move(header).error().in(path.string() + ":1");
    while (line) {
        TRY(line, reader.next());
    }
    return reader.sealed_bytes();
}

class FileCursor final : public JournalCursor {
  public:
    explicit FileCursor(JournalReader reader) : reader_(std::move(reader)) {}

    Result<std::optional<SampleResult>> next() override {
        TRY(const auto line, reader_.next());
        if (!line) return std::optional<SampleResult>{};
        auto result = parser_.parse(*line);
        if (!result)
            return std::move(result).error().in(
                fmt::format("{}:{}", reader_.path().string(), reader_.line()));
        return std::optional(*std::move(result));
    }
    [[nodiscard]] std::uint64_t place() const override { return reader_.start_bytes(); }
    Result<SampleResult> at(std::uint64_t place) override {
        reader_.seek(place);
        TRY(auto result, next());
        if (!result)
            return fail(
                ErrorKind::corrupt, "{}: no record at byte {}", reader_.path().string(), place);
        return *std::move(result);
    }

  private:
    JournalReader reader_;
    ResultTextParser parser_;
};

/// Of a run without a journal.
class EmptyCursor final : public JournalCursor {
  public:
    Result<std::optional<SampleResult>> next() override { return std::optional<SampleResult>{}; }
    [[nodiscard]] std::uint64_t place() const override { return 0; }
    Result<SampleResult> at(std::uint64_t) override {
        return fail(ErrorKind::corrupt, "the run has no journal");
    }
};

class FileJournalStore final : public JournalStore {
  public:
    explicit FileJournalStore(std::filesystem::path folder) : folder_(std::move(folder)) {}

    Result<std::unique_ptr<Journal>> open(const RunId& run) override {
        TRY(const auto path, path_of(run));
        CHECK_OK(create_folders(path.parent_path()));
        TRY(File file, File::open(path, O_WRONLY | O_APPEND | O_CREAT));
        if (::flock(file.descriptor(), LOCK_EX | LOCK_NB) != 0) {
            if (errno != EWOULDBLOCK) return file_error(errno, "lock", path);
            return fail(ErrorKind::unavailable,
                        "{}: another assay process writes this run's journal",
                        path.string());
        }
        TRY(const std::uint64_t whole, measure(path, run));
        CHECK_OK(file.truncate(whole));
        auto journal = std::make_unique<FileJournal>(std::move(file), whole);
        if (whole == 0) {
            CHECK_OK(journal->write(header_line(run)));
            CHECK_OK(journal->sync());
            CHECK_OK(sync_folder(path.parent_path()));
            CHECK_OK(sync_folder(folder_));
        }
        return std::unique_ptr<Journal>(std::move(journal));
    }

    Result<SampleResultSource> read(const RunId& run) override {
        TRY(auto opened, cursor(run));
        // Shared because std::function copies; only the source uses it.
        return SampleResultSource([reader = std::shared_ptr<JournalCursor>(std::move(opened))] {
            return reader->next();
        });
    }

    Result<std::unique_ptr<JournalCursor>> cursor(const RunId& run) override {
        TRY(const auto path, path_of(run));
        auto file = File::open(path, O_RDONLY);
        if (!file && file.error().kind == ErrorKind::not_found)
            return std::unique_ptr<JournalCursor>(std::make_unique<EmptyCursor>());
        if (!file) return std::move(file).error();
        TRY(JournalReader reader, JournalReader::open(*std::move(file)));
        TRY(const auto header, reader.next());
        if (header) {
            if (auto checked = check_header(*header, run); !checked)
                return std::move(checked).error().in(path.string() + ":1");
        }
        return std::unique_ptr<JournalCursor>(std::make_unique<FileCursor>(std::move(reader)));
    }

    Result<void> remove(const RunId& run) override {
        TRY(const auto path, path_of(run));
        std::error_code code;
        std::filesystem::remove_all(path.parent_path(), code);
        if (code) return file_error(code.value(), "remove", path.parent_path());
        return {};
    }

  private:
    Result<std::filesystem::path> path_of(const RunId& run) const {
        const std::string_view name = run.view();
        // The id names a folder, so it must not leave ours.
        if (name.empty() || name.front() == '.' || name.find('/') != std::string_view::npos ||
            name.find('\0') != std::string_view::npos)
            return fail(ErrorKind::invalid_input, "'{}' cannot name a run's folder", name);
        return folder_ / name / file_name;
    }

    std::filesystem::path folder_;
};

}  // namespace

Result<std::unique_ptr<JournalStore>> open_filesystem_journal_store(
    const std::filesystem::path& folder) {
    return std::unique_ptr<JournalStore>(std::make_unique<FileJournalStore>(folder));
}

}  // namespace assay::store
