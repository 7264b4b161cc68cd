#pragma once
// Which file to read as a dataset and how. Plain values.

#include "core/result.hpp"

#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::datasets {

enum class DatasetFormat {
    jsonl,    ///< one JSON object a line; blank lines are passed over
    json,     ///< one array of objects
    csv,      ///< RFC 4180 with a header; every cell is a string
    tsv,      ///< the same with tabs; a quote inside an unquoted cell is text
    parquet,  ///< never compressed as a whole
};

/// What a row that cannot be read does.
enum class BadRows {
    fail,  ///< ends the reading with an error
    skip,  ///< is counted, and the first reasons are kept
};

/// The longest line, CSV record or array element that is read into memory.
inline constexpr std::size_t line_bytes_max_default = std::size_t{64} << 20U;

struct DatasetOptions {
    std::filesystem::path path;
    /// Absent: by extension (.jsonl .ndjson .json .csv .tsv .parquet), before .gz or .zst.
    std::optional<DatasetFormat> format;
    /// Our field name → the file's. The file's column is renamed, and replaces one that has our
    /// name already. A column named here must be in every row.
    std::map<std::string, std::string> field_map;
    /// The column with the sample ids (our name): strings or integers, each once. Without a column
    /// `id` the position is the id; any other name must exist.
    std::string id_field = "id";
    /// Fields (our names) that every row must have, null or not.
    std::vector<std::string> required_fields;
    BadRows bad_rows = BadRows::fail;
    std::size_t line_bytes_max = line_bytes_max_default;
};

/// `jsonl`, `json`, `csv`, `tsv`, `parquet`.
std::string_view to_string(DatasetFormat format);

/// Errors: invalid_input for another word, with the nearest.
Result<DatasetFormat> parse_dataset_format(std::string_view word);

/// The format that the file's extension names, a .gz or .zst after it not counted. Errors:
/// invalid_input, listing what is accepted.
Result<DatasetFormat> format_of(const std::filesystem::path& path);

}  // namespace assay::datasets
