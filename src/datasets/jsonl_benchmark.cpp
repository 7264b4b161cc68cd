// Bytes a second of JSON lines through the column reader, the line reader and the dataset reader,
// on one core, beside bare simdjson on the same lines in memory (its on-demand parser over a
// document stream, which checks less: what it passes over is not validated).
#include "datasets/column_reader.hpp"
#include "datasets/dataset_reader.hpp"
#include "datasets/line_reader.hpp"

#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <simdjson.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <unistd.h>

namespace assay::datasets {
namespace {

constexpr std::size_t smallest_bytes = std::size_t{64} << 10U;
constexpr std::size_t usual_bytes = std::size_t{64} << 20U;

/// A file of lines with an id, an output, a target and a number, removed at the end.
class LinesFile {
  public:
    LinesFile(std::size_t file_bytes, std::size_t line_bytes) {
        const std::string words = "the quick brown fox jumps over a lazy dog and runs off ";
        std::string text;
        while (text.size() < (line_bytes - 60) / 2) text += words;
        text.resize((line_bytes - 60) / 2);
        for (std::size_t i = 0; bytes_.size() < file_bytes; ++i) {
            fmt::format_to(
                std::back_inserter(bytes_),
                "{{\"id\":\"sample-{}\",\"output\":\"{}\",\"target\":\"{}\",\"n\":{}}}\n",
                i,
                text,
                text,
                i % 100);
        }
        path_ = std::filesystem::temp_directory_path() /
                fmt::format("assay_lines_{}_{}_{}.jsonl", ::getpid(), file_bytes, line_bytes);
        std::ofstream(path_, std::ios::binary)
            .write(bytes_.data(), static_cast<std::streamsize>(bytes_.size()));
        bytes_.reserve(bytes_.size() + simdjson::SIMDJSON_PADDING);
    }
    LinesFile(const LinesFile&) = delete;
    LinesFile& operator=(const LinesFile&) = delete;
    ~LinesFile() { std::filesystem::remove(path_); }

    const std::string& bytes() const { return bytes_; }
    const std::filesystem::path& path() const { return path_; }

  private:
    std::string bytes_;
    std::filesystem::path path_;
};

const LinesFile& lines_file(const benchmark::State& state) {
    static std::map<std::pair<std::int64_t, std::int64_t>, LinesFile> files;
    return files
        .try_emplace({state.range(0), state.range(1)},
                     static_cast<std::size_t>(state.range(0)),
                     static_cast<std::size_t>(state.range(1)))
        .first->second;
}

void report_bytes(benchmark::State& state, const LinesFile& file) {
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(file.bytes().size()));
}

void simdjson_on_demand(benchmark::State& state) {
    const LinesFile& file = lines_file(state);
    for ([[maybe_unused]] auto _ : state) {
        simdjson::ondemand::parser parser;
        simdjson::ondemand::document_stream stream;
        std::size_t found_bytes = 0;
        if (parser.iterate_many(file.bytes().data(), file.bytes().size(), 1U << 18U).get(stream) !=
            simdjson::SUCCESS)
            return state.SkipWithError("simdjson refuses the lines");
        for (auto document : stream) {
            std::string_view text;
            if (document["output"].get(text) == simdjson::SUCCESS) found_bytes += text.size();
            if (document["target"].get(text) == simdjson::SUCCESS) found_bytes += text.size();
        }
        benchmark::DoNotOptimize(found_bytes);
    }
    report_bytes(state, file);
}

void column_reader(benchmark::State& state) {
    const LinesFile& file = lines_file(state);
    for ([[maybe_unused]] auto _ : state) {
        const auto reader =
            open_columns({.path = file.path(), .columns = {{"output"}, {"target"}}});
        std::size_t found_bytes = 0;
        while (true) {
            const auto batch = (*reader)->next_batch();
            if (!batch) return state.SkipWithError(batch.error().message.c_str());
            if (batch->empty()) break;
            for (const Row& row : *batch)
                found_bytes += row.cells[0].text.size() + row.cells[1].text.size();
        }
        benchmark::DoNotOptimize(found_bytes);
    }
    report_bytes(state, file);
}

void line_reader(benchmark::State& state) {
    const LinesFile& file = lines_file(state);
    for ([[maybe_unused]] auto _ : state) {
        auto reader = LineReader::open(file.path());
        std::size_t line_count = 0;
        while (true) {
            const auto batch = reader->next_batch();
            if (!batch) return state.SkipWithError(batch.error().message.c_str());
            if (batch->empty()) break;
            line_count += batch->size();
        }
        benchmark::DoNotOptimize(line_count);
    }
    report_bytes(state, file);
}

void dataset_reader(benchmark::State& state) {
    const LinesFile& file = lines_file(state);
    std::int64_t sample_count = 0;
    for ([[maybe_unused]] auto _ : state) {
        const auto reader = open_dataset({.path = file.path()});
        while (true) {
            const auto batch = (*reader)->next_batch(256);
            if (!batch) return state.SkipWithError(batch.error().message.c_str());
            if (batch->empty()) break;
            sample_count += static_cast<std::int64_t>(batch->size());
        }
    }
    report_bytes(state, file);
    state.SetItemsProcessed(sample_count);
}

void add(const std::string& name, void (*run)(benchmark::State&)) {
    benchmark::RegisterBenchmark((name + "/smallest").c_str(), run)
        ->Args({static_cast<std::int64_t>(smallest_bytes), 180});
    for (const std::int64_t line_bytes : {180, 1000}) {
        benchmark::RegisterBenchmark(fmt::format("{}/{}_byte_lines", name, line_bytes).c_str(), run)
            ->Args({static_cast<std::int64_t>(usual_bytes), line_bytes})
            ->Unit(benchmark::kMillisecond);
    }
}

const bool is_registered = [] {
    add("simdjson_on_demand", simdjson_on_demand);
    add("column_reader", column_reader);
    add("line_reader", line_reader);
    add("dataset_reader", dataset_reader);
    return true;
}();

}  // namespace
}  // namespace assay::datasets
