#include "datasets/dataset_reader.hpp"

#include "datasets/bad_row_log.hpp"
#include "datasets/readers.hpp"
#include "datasets/record_source.hpp"
#include "datasets/sample_builder.hpp"

#include <algorithm>

namespace assay::datasets {
namespace {

class FileReader final : public DatasetReader {
  public:
    FileReader(const DatasetOptions& options, std::unique_ptr<RecordSource> records)
        : name_(options.path.string()),
          records_(std::move(records)),
          builder_(options),
          bad_rows_(options.bad_rows) {}

    Result<std::vector<Sample>> next_batch(std::size_t count_max) override {
        ASSAY_ASSERT(count_max > 0, "an empty batch means the end");
        if (error_) return *error_;
        auto batch = read_batch(count_max);
        if (!batch) error_ = batch.error();
        return batch;
    }

    std::uint64_t skipped_count() const override { return bad_rows_.skipped_count(); }
    const std::vector<std::string>& skip_reasons() const override { return bad_rows_.reasons(); }
    std::optional<std::string> version() const override { return version_; }
    std::uint64_t file_bytes_read() const override { return records_->file_bytes_read(); }
    std::optional<std::uint64_t> file_bytes_total() const override {
        return records_->file_bytes_total();
    }

  private:
    Result<std::vector<Sample>> read_batch(std::size_t count_max) {
        std::vector<Sample> batch;
        if (version_) return batch;
        batch.reserve(std::min<std::size_t>(count_max, 4096));
        while (batch.size() < count_max) {
            TRY(auto record, records_->next());
            if (!record) {
                if (batch.empty()) {
                    CHECK_OK(finish());
                }
                return batch;
            }
            if (!record->fields) {
                CHECK_OK(bad_rows_.add(std::move(record->fields).error()));
                continue;
            }
            auto sample = builder_.build(*std::move(record->fields), record->line);
            if (!sample) {
                CHECK_OK(bad_rows_.add(std::move(sample).error()));
                continue;
            }
            batch.push_back(*std::move(sample));
        }
        return batch;
    }

    Result<void> finish() {
        if (builder_.sample_count() == 0) {
            if (skipped_count() == 0)
                return fail(ErrorKind::invalid_input, "{}: no samples in the file", name_);
            return fail(ErrorKind::invalid_input,
                        "{}: no samples; all {} rows were skipped, the first because of {}",
                        name_,
                        skipped_count(),
                        skip_reasons().front());
        }
        version_ = builder_.finish_version();
        return {};
    }

    std::string name_;
    std::unique_ptr<RecordSource> records_;
    SampleBuilder builder_;
    BadRowLog bad_rows_;
    std::optional<std::string> version_;
    std::optional<Error> error_;
};

}  // namespace

Result<std::unique_ptr<RecordSource>> open_records(const DatasetOptions& options) {
    DatasetFormat format = DatasetFormat::jsonl;
    if (options.format) {
        format = *options.format;
    } else {
        TRY(format, format_of(options.path));
    }
    if (format == DatasetFormat::parquet) return parquet_records(options.path);
    std::string name = options.path.string();
    TRY(auto source, open_bytes(options.path));
    if (format == DatasetFormat::json)
        return json_array(std::move(source), std::move(name), options.line_bytes_max);
    LineBlocks lines(std::move(source), std::move(name), options.line_bytes_max);
    if (format == DatasetFormat::jsonl) return json_lines(std::move(lines));
    return csv_records(std::move(lines),
                       format == DatasetFormat::csv ? CsvDialect::comma : CsvDialect::tab);
}

Result<std::unique_ptr<DatasetReader>> open_dataset(const DatasetOptions& options) {
    TRY(auto records, open_records(options));
    return dataset_of_records(options, std::move(records));
}

std::unique_ptr<DatasetReader> dataset_of_records(const DatasetOptions& options,
                                                  std::unique_ptr<RecordSource> records) {
    return std::make_unique<FileReader>(options, std::move(records));
}

}  // namespace assay::datasets
