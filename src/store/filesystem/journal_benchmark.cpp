// Appending to and reading from a journal, batches of 64 results.

#include "store/contract/example_results.hpp"
#include "store/filesystem/journal_store.hpp"

#include <benchmark/benchmark.h>

#include <filesystem>
#include <unistd.h>

namespace assay::store {
namespace {

constexpr std::size_t batch_count = 64;

class Folder {
  public:
    Folder() { std::filesystem::create_directories(path); }
    ~Folder() { std::filesystem::remove_all(path); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    std::filesystem::path path =
        std::filesystem::temp_directory_path() / fmt::format("assay_benchmark_{}", getpid());
};

std::vector<SampleResult> batch(std::size_t text_bytes) {
    std::vector<SampleResult> results;
    for (std::uint64_t i = 0; i < batch_count; ++i)
        results.push_back(long_example_result(i, text_bytes));
    return results;
}

void append(benchmark::State& state, std::size_t text_bytes) {
    const Folder folder;
    const auto results = batch(text_bytes);
    const auto store = open_filesystem_journal_store(folder.path).value();
    const auto journal = store->open(RunId{"r"}).value();
    for (auto _ : state) {
        if (!journal->append(results)) state.SkipWithError("append failed");
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(batch_count));
    state.SetBytesProcessed(
        static_cast<std::int64_t>(std::filesystem::file_size(folder.path / "r" / "journal.jsonl")));
}

void read(benchmark::State& state, std::size_t text_bytes, int batches) {
    const Folder folder;
    const auto results = batch(text_bytes);
    const auto store = open_filesystem_journal_store(folder.path).value();
    const auto journal = store->open(RunId{"r"}).value();
    for (int i = 0; i < batches; ++i) {
        if (!journal->append(results)) state.SkipWithError("append failed");
    }
    std::int64_t seen = 0;
    for (auto _ : state) {
        const auto source = store->read(RunId{"r"}).value();
        while (source().value()) ++seen;
    }
    state.SetItemsProcessed(seen);
}

BENCHMARK_CAPTURE(append, smallest, 0);
BENCHMARK_CAPTURE(append, 1_kb, 700);
BENCHMARK_CAPTURE(read, smallest, 0, 1);
BENCHMARK_CAPTURE(read, 1_kb, 700, 500);

}  // namespace
}  // namespace assay::store
