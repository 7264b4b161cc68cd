#pragma once
// Judgements as rows of the table `judgements`. Private to this layer.

#include "store/duckdb/row_view.hpp"
#include "store/result_store.hpp"

#include <string_view>
#include <vector>

namespace assay::store {

/// Its first columns are the same as those of `scores`.
inline constexpr std::string_view judgement_schema = R"(
CREATE TABLE judgements (
  run_id VARCHAR NOT NULL, ordinal BIGINT NOT NULL, sample_index BIGINT NOT NULL,
  epoch BIGINT NOT NULL, "position" BIGINT NOT NULL, evaluator VARCHAR NOT NULL,
  tier VARCHAR NOT NULL, "value" DOUBLE, "raw" DOUBLE, "label" VARCHAR NOT NULL,
  reason VARCHAR NOT NULL, "mode" VARCHAR NOT NULL, model VARCHAR NOT NULL,
  inclusion_ratio DOUBLE NOT NULL, confidence DOUBLE, call_count BIGINT NOT NULL,
  prompt_tokens BIGINT NOT NULL, completion_tokens BIGINT NOT NULL, cost_usd_nanos BIGINT,
  latency_ms DOUBLE NOT NULL, flags VARCHAR[] NOT NULL);
)";

/// Appends the columns after `position` and ends the row.
Result<void> append_judgement(columnar::Appender& table, const Judgement& judgement);

/// Fills in the judgements of results that are in order of their keys.
Result<void> read_judgements(columnar::Connection& connection,
                             const RunId& run,
                             const KeyRange& keys,
                             std::vector<SampleResult>& results);

}  // namespace assay::store
