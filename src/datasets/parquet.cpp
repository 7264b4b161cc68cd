// Parquet files through the columnar database, which reads a row group at a time.
#include "columnar/database.hpp"
#include "datasets/byte_source.hpp"
#include "datasets/record_source.hpp"

#include <fmt/format.h>

namespace assay::datasets {
namespace {

/// The reader takes file names as patterns; a bracket makes a special character plain.
std::string plain_pattern(const std::string& path) {
    std::string pattern;
    for (const char c : path) {
        if (c == '*' || c == '?' || c == '[') {
            pattern += '[';
            pattern += c;
            pattern += ']';
        } else {
            pattern += c;
        }
    }
    return pattern;
}

class ParquetRecords final : public RecordSource {
  public:
    ParquetRecords(columnar::Rows rows, std::string name, std::optional<std::uint64_t> total)
        : rows_(std::move(rows)), name_(std::move(name)), total_(total) {}

    Result<std::optional<Record>> next() override {
        if (at_end_) return std::optional<Record>{};
        if (row_ == rows_.row_count()) {
            auto more = rows_.next_chunk();
            if (!more) return std::move(more).error().in(name_);
            if (!*more) {
                at_end_ = true;
                return std::optional<Record>{};
            }
            row_ = 0;
        }
        ++row_number_;
        const std::size_t row = row_++;
        return std::optional<Record>{Record{row_number_, read_row(row)}};
    }
    std::uint64_t file_bytes_read() const override { return at_end_ ? total_.value_or(0) : 0; }
    std::optional<std::uint64_t> file_bytes_total() const override {
        // The library reads the file itself, so that progress in bytes is not known.
        return std::nullopt;
    }

  private:
    Result<Json> read_row(std::size_t row) const {
        JsonObject fields;
        fields.reserve(rows_.column_count());
        for (std::size_t i = 0; i < rows_.column_count(); ++i) {
            auto value = rows_.column(i).json(row);
            if (!value)
                return fail(value.error().kind,
                            "{}:{}: field '{}': {}",
                            name_,
                            row_number_,
                            rows_.name(i),
                            value.error().message);
            fields.emplace(rows_.name(i), *std::move(value));
        }
        return Json(std::move(fields));
    }

    columnar::Rows rows_;
    std::string name_;
    std::optional<std::uint64_t> total_;
    std::size_t row_ = 0;
    std::uint64_t row_number_ = 0;
    bool at_end_ = false;
};

}  // namespace

Result<std::unique_ptr<RecordSource>> parquet_records(const std::filesystem::path& path) {
    const std::string name = path.string();
    if (path.extension() == ".gz" || path.extension() == ".zst") {
        return fail(ErrorKind::invalid_input,
                    "{}: Parquet compresses its own columns; expected a .parquet file that is not "
                    "compressed again",
                    name);
    }
    TRY(const auto file, open_bytes(path));
    char mark[4] = {};
    TRY(const std::size_t count, file->read(mark));
    if (std::string_view(mark, count) != "PAR1")
        return fail(ErrorKind::invalid_input, "{}: is not a Parquet file", name);
    // One thread keeps the row groups that are decoded at once to one.
    TRY(const auto database,
        columnar::Database::in_memory({.memory_bytes_max = 256ULL << 20U, .thread_count_max = 1}));
    TRY(auto connection, database.connect());
    auto rows = connection.query(
        fmt::format("SELECT * FROM read_parquet({})", columnar::sql_literal(plain_pattern(name))));
    if (!rows) return std::move(rows).error().in(name);
    return std::make_unique<ParquetRecords>(*std::move(rows), name, file->file_bytes_total());
}

}  // namespace assay::datasets
