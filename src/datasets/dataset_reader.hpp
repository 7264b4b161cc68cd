#pragma once
// A dataset file as a stream of samples: a batch is in memory, never the file. One thread at a
// time.

#include "core/result.hpp"
#include "datasets/dataset_options.hpp"
#include "domain/sample.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace assay::datasets {

class DatasetReader {
  public:
    virtual ~DatasetReader() = default;

    /// The next samples in file order, at most `count_max` (> 0); empty at the end. Errors:
    /// invalid_input with `file:line: field 'x': …` for a row that cannot be read (unless such rows
    /// are skipped) for a file without samples and for damaged compressed data. After an
    /// error every call returns it again.
    virtual Result<std::vector<Sample>> next_batch(std::size_t count_max) = 0;

    /// Rows passed over so far, and the reasons of the first ten, each with `file:line`.
    [[nodiscard]] virtual std::uint64_t skipped_count() const = 0;
    [[nodiscard]] virtual const std::vector<std::string>& skip_reasons() const = 0;

    /// After next_batch() returned an empty batch: SHA-256 of the dataset's content as 64
    /// hexadecimal digits. It covers each sample's id and fields after field mapping, in file
    /// order: the id as a JSON string, the fields as compact JSON with sorted keys, and a line
    /// break. Compression, format, white space and the order of keys do not change it; skipped rows
    /// are not part of it.
    [[nodiscard]] virtual std::optional<std::string> version() const = 0;

    /// Bytes taken from the file so far, before decompression, and bytes in the file (nothing for a
    /// pipe).
    [[nodiscard]] virtual std::uint64_t file_bytes_read() const = 0;
    [[nodiscard]] virtual std::optional<std::uint64_t> file_bytes_total() const = 0;
};

/// Opens a dataset. Errors: not_found, denied; invalid_input for a directory, an unknown extension,
/// a CSV header that is missing or names a column twice.
Result<std::unique_ptr<DatasetReader>> open_dataset(const DatasetOptions& options);

}  // namespace assay::datasets
