// Any bytes as JSON lines, bad rows skipped: nothing crashes, and the strict path and the fast one
// accept the same rows with the same cells.
#include "datasets/readers.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace {

using namespace assay;
using namespace assay::datasets;

constexpr std::size_t line_bytes_max = 2048;

LineBlocks lines_of(std::string_view bytes) {
    return {bytes_in_memory(bytes), "fuzz.jsonl", line_bytes_max};
}

/// Everything that a column reader says, as one text.
std::string read_rows(ColumnReader& reader) {
    std::string all;
    while (true) {
        const auto batch = reader.next_batch();
        if (!batch) return all + "error " + batch.error().message;
        if (batch->empty()) break;
        for (const Row& row : *batch) {
            all += std::to_string(row.line);
            for (const Cell& cell : row.cells) {
                all += fmt::format(" {} {}", static_cast<int>(cell.kind), cell.text);
                if (cell.kind == CellKind::number) all += fmt::format(" {}", cell.number);
                for (const std::string_view text : cell.list) {
                    all += '|';
                    all += text;
                }
            }
            all += '\n';
        }
    }
    all += fmt::format("skipped {}", reader.skipped_count());
    for (const std::string& reason : reader.skip_reasons()) all += reason;
    return all;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    const auto samples = dataset_of_records({.path = "fuzz.jsonl", .bad_rows = BadRows::skip},
                                            json_lines(lines_of(bytes)));
    while (true) {
        const auto batch = samples->next_batch(7);
        if (!batch || batch->empty()) break;
    }
    const ColumnOptions options{.path = "fuzz.jsonl",
                                .columns = {{"x", Presence::required},
                                            {"y", Presence::optional},
                                            {"id", Presence::optional}},
                                .bad_rows = BadRows::skip};
    const auto fast = columns_of_json_lines(options, lines_of(bytes));
    const auto strict = columns_of_records(options, json_lines(lines_of(bytes)));
    ASSAY_ASSERT(read_rows(*fast) == read_rows(*strict), "both paths read the same rows");
    return 0;
}
