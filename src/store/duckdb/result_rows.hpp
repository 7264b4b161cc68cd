#pragma once
// Sample results as rows of the tables `samples`, `scores` and `judgements`. Private to this layer.
//
// `ordinal` is the position in the source: it joins the tables within a run, and tells which of
// two results with one key came later.

#include "columnar/database.hpp"
#include "store/result_store.hpp"
#include "store/result_text.hpp"

#include <string_view>
#include <utility>
#include <vector>

namespace assay::store {

inline constexpr std::string_view result_schema = R"(
CREATE TABLE samples (
  run_id VARCHAR NOT NULL, ordinal BIGINT NOT NULL, sample_index BIGINT NOT NULL,
  epoch BIGINT NOT NULL, sample_id VARCHAR NOT NULL, is_failed BOOLEAN NOT NULL, "cluster" VARCHAR,
  input VARCHAR NOT NULL, targets VARCHAR[] NOT NULL, answer VARCHAR NOT NULL, "output" VARCHAR,
  finish_reason VARCHAR, served_model VARCHAR, latency_ms DOUBLE, attempt_count BIGINT,
  is_cached BOOLEAN, prompt_tokens BIGINT, completion_tokens BIGINT, cached_prompt_tokens BIGINT,
  cost_usd_nanos BIGINT, logprobs VARCHAR, error_kind VARCHAR, error_message VARCHAR, metadata JSON);
CREATE TABLE scores (
  run_id VARCHAR NOT NULL, ordinal BIGINT NOT NULL, sample_index BIGINT NOT NULL,
  epoch BIGINT NOT NULL, "position" BIGINT NOT NULL, evaluator VARCHAR NOT NULL, "value" DOUBLE,
  reason VARCHAR);
)";

/// Of scores whose evaluator broke down; absent in files of earlier versions.
inline constexpr std::string_view deferred_schema =
    "ALTER TABLE scores ADD COLUMN is_deferred BOOLEAN DEFAULT false;";

/// Appends to the three tables within the connection's transaction.
class ResultRows {
  public:
    static Result<ResultRows> open(columnar::Connection& connection, const RunId& run);

    Result<void> append(const SampleResult& result);
    Result<void> finish();
    /// False only if no key can have come twice.
    [[nodiscard]] bool may_have_duplicates() const { return !is_ascending_; }

  private:
    ResultRows(columnar::Appender samples,
               columnar::Appender scores,
               columnar::Appender judgements,
               const RunId& run)
        : samples_(std::move(samples)),
          scores_(std::move(scores)),
          judgements_(std::move(judgements)),
          run_(run) {}
    void append_completion(const Completion& completion);
    void append_optional(const std::optional<std::string>& text);

    columnar::Appender samples_;
    columnar::Appender scores_;
    columnar::Appender judgements_;
    RunId run_;
    std::int64_t ordinal_ = 0;
    bool is_ascending_ = true;
    std::pair<std::uint64_t, std::uint32_t> last_key_;
    std::string scratch_;
};

/// The page, read with narrow queries for the keys, scores and judgements and one for the rows.
Result<std::vector<SampleResult>> read_page(columnar::Connection& connection,
                                            const RunId& run,
                                            const ResultQuery& query);

}  // namespace assay::store
