#pragma once
// The scores of a run by columns, without its texts. Private to this layer.

#include "columnar/database.hpp"
#include "store/result_store.hpp"

#include <span>
#include <string>

namespace assay::store {

/// Rows in order of storage.
Result<ScoreTable> read_score_table(columnar::Connection& connection,
                                    const RunId& run,
                                    std::span<const std::string> slice_fields);

}  // namespace assay::store
