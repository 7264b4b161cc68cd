#pragma once
// The scores of a run by columns, without its texts. Private to this layer.

#include "columnar/database.hpp"
#include "store/result_store.hpp"

namespace assay::store {

/// Rows in order of storage.
Result<ScoreTable> read_score_table(columnar::Connection& connection,
                                    const RunId& run,
                                    const ScoreQuery& query);

}  // namespace assay::store
