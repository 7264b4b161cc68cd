#include "datasets/column_reader.hpp"

#include "datasets/bad_row_log.hpp"
#include "datasets/column_batch.hpp"
#include "datasets/json_columns.hpp"
#include "datasets/line_blocks.hpp"
#include "datasets/readers.hpp"
#include "datasets/record_source.hpp"

#include <utility>

namespace assay::datasets {
namespace {

/// What both kinds share: the batch, skipped rows, and an error that stays.
class BatchReader : public ColumnReader {
  public:
    explicit BatchReader(const ColumnOptions& options)
        : batch_(options), bad_rows_(options.bad_rows) {}

    Result<std::span<const Row>> next_batch() override {
        if (error_) return *error_;
        batch_.clear();
        if (auto filled = fill(); !filled) {
            error_ = std::move(filled).error();
            return *error_;
        }
        return batch_.finish();
    }
    std::uint64_t skipped_count() const override { return bad_rows_.skipped_count(); }
    const std::vector<std::string>& skip_reasons() const override { return bad_rows_.reasons(); }

  protected:
    /// Adds rows to the batch; none only at the end.
    virtual Result<void> fill() = 0;

    Result<void> check(Result<void> added) {
        if (added) return {};
        return bad_rows_.add(std::move(added).error());
    }

    ColumnBatch batch_;

  private:
    BadRowLog bad_rows_;
    std::optional<Error> error_;
};

class JsonLineColumns final : public BatchReader {
  public:
    JsonLineColumns(const ColumnOptions& options, LineBlocks lines)
        : BatchReader(options), lines_(std::move(lines)) {}

    std::uint64_t file_bytes_read() const override { return lines_.source().file_bytes_read(); }
    std::optional<std::uint64_t> file_bytes_total() const override {
        return lines_.source().file_bytes_total();
    }

  private:
    Result<void> fill() override {
        while (batch_.row_count() == 0) {
            TRY(const bool more, lines_.next_block());
            if (!more) return {};
            while (const auto line = lines_.next_line()) {
                if (line->is_over_long) {
                    CHECK_OK(check(over_long_error(
                        lines_.name(), line->number, "line", lines_.line_bytes_max())));
                } else if (line->text.find_first_not_of(" \t\r") != std::string_view::npos) {
                    CHECK_OK(check(columns_.add_row(line->text, line->number, batch_)));
                }
            }
        }
        return {};
    }

    LineBlocks lines_;
    JsonColumns columns_;
};

class RecordColumns final : public BatchReader {
  public:
    RecordColumns(const ColumnOptions& options, std::unique_ptr<RecordSource> records)
        : BatchReader(options), records_(std::move(records)) {}

    std::uint64_t file_bytes_read() const override { return records_->file_bytes_read(); }
    std::optional<std::uint64_t> file_bytes_total() const override {
        return records_->file_bytes_total();
    }

  private:
    static constexpr std::size_t rows_max = 512;

    Result<void> fill() override {
        while (batch_.row_count() < rows_max) {
            TRY(auto record, records_->next());
            if (!record) return {};
            if (record->fields) {
                CHECK_OK(check(batch_.add(record->fields->get_object(), record->line)));
            } else {
                CHECK_OK(check(std::move(record->fields).error()));
            }
        }
        return {};
    }

    std::unique_ptr<RecordSource> records_;
};

}  // namespace

Result<std::unique_ptr<ColumnReader>> open_columns(const ColumnOptions& options) {
    DatasetFormat format = DatasetFormat::jsonl;
    if (options.format) {
        format = *options.format;
    } else {
        TRY(format, format_of(options.path));
    }
    if (format == DatasetFormat::jsonl) {
        TRY(auto source, open_bytes(options.path));
        return columns_of_json_lines(
            options, LineBlocks(std::move(source), options.path.string(), options.line_bytes_max));
    }
    TRY(auto records,
        open_records(
            {.path = options.path, .format = format, .line_bytes_max = options.line_bytes_max}));
    return columns_of_records(options, std::move(records));
}

std::unique_ptr<ColumnReader> columns_of_json_lines(const ColumnOptions& options,
                                                    LineBlocks lines) {
    return std::make_unique<JsonLineColumns>(options, std::move(lines));
}

std::unique_ptr<ColumnReader> columns_of_records(const ColumnOptions& options,
                                                 std::unique_ptr<RecordSource> records) {
    return std::make_unique<RecordColumns>(options, std::move(records));
}

}  // namespace assay::datasets
