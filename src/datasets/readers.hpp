#pragma once
// Readers over rows from anywhere, which open_dataset and open_columns give a file, and tests and
// fuzzers bytes in memory. Private to this layer.

#include "datasets/column_reader.hpp"
#include "datasets/dataset_reader.hpp"
#include "datasets/line_blocks.hpp"
#include "datasets/record_source.hpp"

#include <memory>

namespace assay::datasets {

std::unique_ptr<DatasetReader> dataset_of_records(const DatasetOptions& options,
                                                  std::unique_ptr<RecordSource> records);
std::unique_ptr<ColumnReader> columns_of_json_lines(const ColumnOptions& options, LineBlocks lines);
std::unique_ptr<ColumnReader> columns_of_records(const ColumnOptions& options,
                                                 std::unique_ptr<RecordSource> records);

}  // namespace assay::datasets
