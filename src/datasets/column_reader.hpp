#pragma once
// A few columns of a dataset file as texts, a batch of rows at a time, for scoring recorded
// outputs: no JSON value is built for a line of JSONL. One thread at a time.

#include "core/result.hpp"
#include "datasets/dataset_options.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace assay::datasets {

enum class CellKind { absent, null, text, number, boolean, list };

struct Cell {
    CellKind kind = CellKind::absent;
    /// The text; a number or boolean as compact JSON (`3`, `0.5`, `true`); else empty.
    std::string_view text;
    double number = 0.0;                     ///< of kind number
    std::span<const std::string_view> list;  ///< of kind list: texts only
};

struct Row {
    std::uint64_t line;           ///< in the file, from 1; the row number for Parquet
    std::span<const Cell> cells;  ///< in the order of ColumnOptions::columns
};

enum class Presence { required, optional };

struct WantedColumn {
    std::string name;
    Presence presence = Presence::required;
};

struct ColumnOptions {
    std::filesystem::path path;
    std::optional<DatasetFormat> format;  ///< absent: by extension
    std::vector<WantedColumn> columns;    ///< each name once
    BadRows bad_rows = BadRows::fail;
    std::size_t line_bytes_max = line_bytes_max_default;
};

class ColumnReader {
  public:
    virtual ~ColumnReader() = default;

    /// The next rows in file order, as many as are at hand; empty at the end. They are valid until
    /// the next call. Errors: those of DatasetReader::next_batch, ids and empty files apart (a file
    /// without rows is an empty batch): the whole line must be valid, required columns present, and
    /// a wanted value no object and no list of anything but texts. After an error every call
    /// returns it again.
    virtual Result<std::span<const Row>> next_batch() = 0;

    /// Rows passed over so far, and the reasons of the first ten.
    [[nodiscard]] virtual std::uint64_t skipped_count() const = 0;
    [[nodiscard]] virtual const std::vector<std::string>& skip_reasons() const = 0;
    /// Bytes taken from the file so far, and bytes in the file (nothing for a pipe).
    [[nodiscard]] virtual std::uint64_t file_bytes_read() const = 0;
    [[nodiscard]] virtual std::optional<std::uint64_t> file_bytes_total() const = 0;
};

/// Opens a file of any dataset format; JSONL takes the fast path. Errors: those of open_dataset.
Result<std::unique_ptr<ColumnReader>> open_columns(const ColumnOptions& options);

}  // namespace assay::datasets
