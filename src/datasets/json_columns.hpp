#pragma once
// The fast path of ColumnReader: wanted fields of one line of JSONL, without a JSON value. Not
// thread-safe. Private to this layer.

#include "core/result.hpp"
#include "datasets/column_batch.hpp"

#include <cstdint>
#include <memory>
#include <string_view>

namespace assay::datasets {

class JsonColumns {
  public:
    JsonColumns();
    ~JsonColumns();
    JsonColumns(JsonColumns&&) noexcept;
    JsonColumns& operator=(JsonColumns&&) noexcept;

    /// Adds the row to the batch, or leaves the batch as it was and returns the row's error:
    /// exactly when parse_row or ColumnBatch::add would refuse it. LineBlocks::padding_bytes behind
    /// `text` must be readable.
    Result<void> add_row(std::string_view text, std::uint64_t line, ColumnBatch& batch);

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace assay::datasets
