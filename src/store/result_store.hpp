#pragma once
// Port: the per-sample results of runs, for reading in pages and for export. Filled once per run
// from its journal; filling again replaces, so it is idempotent. Text is UTF-8; other bytes are
// stored as U+FFFD. Implementations are thread-safe.

#include "core/result.hpp"
#include "domain/sample_result.hpp"
#include "domain/score_table.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace assay::store {

/// Gives results one after another; nothing at the end.
using SampleResultSource = std::function<Result<std::optional<SampleResult>>()>;

enum class ExportFormat { parquet, jsonl, csv };

struct ResultQuery {
    std::optional<SampleId> sample_id;  ///< only this sample
    bool only_failed =
        false;  ///< only samples with an error or with an evaluator below 1 or unscored
    std::uint64_t from_sample_index = 0;  ///< only samples from here on: a cursor for reading all
    std::size_t skip_count = 0;           ///< in order of sample index, then epoch
    std::size_t count_max = 100;
};

struct ScoreQuery {
    std::vector<std::string> slice_fields = {};  ///< of the metadata, each a column of its own
    bool wants_questions = false;                ///< fills in ScoreTable::questions
};

class ResultStore {
  public:
    virtual ~ResultStore() = default;

    /// Replaces everything stored for the run by what the source gives, in one transaction: after a
    /// crash or an error of the source either the old or the new is there, whole. Of two results
    /// with the same sample index and epoch the later counts. Memory does not grow with the number
    /// of results.
    virtual Result<void> replace_run(const RunId& run, const SampleResultSource& source) = 0;
    virtual Result<std::uint64_t> count(const RunId& run) = 0;
    virtual Result<std::vector<SampleResult>> page(const RunId& run, const ResultQuery& query) = 0;
    /// All scores of a run without its texts, in no particular order of the rows: a column per
    /// metric, then one per judge and tier. What the
    /// run itself knows (name, model, versions, what is better) is left empty.
    virtual Result<ScoreTable> scores(const RunId& run, const ScoreQuery& query) = 0;
    /// One row per sample and epoch; a column `score_NAME` per metric, `judge_NAME_TIER` per judge
    /// and tier. Written beside `path`,
    /// then renamed.
    virtual Result<void> export_run(const RunId& run,
                                    ExportFormat format,
                                    const std::filesystem::path& path) = 0;
};

}  // namespace assay::store
