// Filling the result store from a source, and exporting.

#include "store/contract/example_results.hpp"
#include "store/duckdb/result_store.hpp"

#include <benchmark/benchmark.h>

#include <filesystem>
#include <unistd.h>

namespace assay::store {
namespace {

class Folder {
  public:
    Folder() { std::filesystem::create_directories(path); }
    ~Folder() { std::filesystem::remove_all(path); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    std::filesystem::path path =
        std::filesystem::temp_directory_path() / fmt::format("assay_benchmark_{}", getpid());
};

/// Gives `count` copies of a few results under rising indexes.
SampleResultSource source(std::uint64_t count, std::size_t text_bytes) {
    std::vector<SampleResult> examples;
    for (std::uint64_t i = 0; i < 64; ++i) examples.push_back(long_example_result(i, text_bytes));
    return [examples = std::move(examples),
            count,
            next = std::uint64_t{0}]() mutable -> Result<std::optional<SampleResult>> {
        if (next == count) return std::optional<SampleResult>{};
        SampleResult& result = examples[next % examples.size()];
        result.sample_index = next++;
        return std::optional(result);
    };
}

void replace_run(benchmark::State& state, std::uint64_t count, std::size_t text_bytes) {
    for (auto _ : state) {
        const Folder folder;
        const auto store = open_duckdb_result_store(folder.path / "r.duckdb").value();
        if (!store->replace_run(RunId{"r"}, source(count, text_bytes)))
            state.SkipWithError("replace_run failed");
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(count));
}

void export_run(benchmark::State& state,
                std::uint64_t count,
                std::size_t text_bytes,
                ExportFormat format) {
    const Folder folder;
    const auto store = open_duckdb_result_store(folder.path / "r.duckdb").value();
    if (!store->replace_run(RunId{"r"}, source(count, text_bytes)))
        state.SkipWithError("no results");
    for (auto _ : state) {
        const auto outcome = store->export_run(RunId{"r"}, format, folder.path / "out");
        if (!outcome) state.SkipWithError(outcome.error().message.c_str());
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(count));
}

BENCHMARK_CAPTURE(replace_run, smallest, 10, 0)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(replace_run, 300k_small, 300'000, 0)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(replace_run, 1m_of_1500_bytes, 1'000'000, 1200)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(export_run, smallest, 10, 0, ExportFormat::jsonl)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(export_run, parquet_300k, 300'000, 0, ExportFormat::parquet)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(export_run, parquet_1m_of_1500_bytes, 1'000'000, 1200, ExportFormat::parquet)
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace assay::store
