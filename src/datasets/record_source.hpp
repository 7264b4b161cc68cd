#pragma once
// Rows of a file as JSON objects, whatever the format. One thread at a time. Private to this layer.

#include "core/json.hpp"
#include "core/result.hpp"
#include "datasets/dataset_options.hpp"
#include "datasets/line_blocks.hpp"

#include <cstdint>
#include <memory>
#include <optional>

namespace assay::datasets {

struct Record {
    std::uint64_t line;   ///< where it starts, from 1; the row number for Parquet
    Result<Json> fields;  ///< an object, or why this row cannot be read
};

class RecordSource {
  public:
    virtual ~RecordSource() = default;
    /// The next row; nothing at the end. An error here ends the file; one in the record leaves the
    /// rows behind it readable.
    virtual Result<std::optional<Record>> next() = 0;
    /// Bytes taken from the file so far and in all, for progress.
    [[nodiscard]] virtual std::uint64_t file_bytes_read() const = 0;
    [[nodiscard]] virtual std::optional<std::uint64_t> file_bytes_total() const = 0;
};

/// Opens `options.path` in its format. Errors: those of open_bytes and format_of; invalid_input for
/// a CSV header that is missing or names a column twice.
Result<std::unique_ptr<RecordSource>> open_records(const DatasetOptions& options);

std::unique_ptr<RecordSource> json_lines(LineBlocks lines);
/// Reads from the source itself: an array may be one long line.
std::unique_ptr<RecordSource> json_array(std::unique_ptr<ByteSource> source,
                                         std::string name,
                                         std::size_t element_bytes_max);
Result<std::unique_ptr<RecordSource>> parquet_records(const std::filesystem::path& path);

enum class CsvDialect { comma, tab };
Result<std::unique_ptr<RecordSource>> csv_records(LineBlocks lines, CsvDialect dialect);

/// Where a text starts in its file, both from 1; columns count bytes.
struct TextPlace {
    std::uint64_t line;
    std::uint64_t column = 1;
};

/// One row of JSON text. Errors: invalid_input with `name:line:column: …`.
Result<Json> parse_row(std::string_view text, const std::string& name, TextPlace start);

/// `name:line: the line is longer than …`.
Error over_long_error(const std::string& name,
                      std::uint64_t line,
                      std::string_view noun,
                      std::size_t bytes_max);

}  // namespace assay::datasets
