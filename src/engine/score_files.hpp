#pragma once
// Scoring recorded outputs without a model and without a run: text files of one prediction a line,
// or a dataset file with a prediction and a reference column. Streamed.

#include "metrics/aggregation.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace assay::engine {

struct ScoreRequest {
    std::vector<metrics::EvaluatorRequest> evaluators;
    std::filesystem::path predictions;  ///< text file, with `references`; or empty, with `input`
    std::vector<std::filesystem::path> references;  ///< one line a prediction each
    std::filesystem::path input;                    ///< dataset file
    std::string prediction_field = "output";
    std::string reference_field = "target";  ///< a text, a list of texts, or absent
    std::optional<std::string> cluster_field;
    bool skips_bad_rows = false;
    std::filesystem::path per_sample;  ///< JSONL file to write, or empty
    metrics::AggregationOptions aggregation;
};

struct ScoreOutcome {
    std::vector<metrics::EvaluatorReport> evaluators;
    std::uint64_t sample_count = 0;
    std::uint64_t skipped_row_count = 0;
};

/// Errors: invalid_input with file and line: files of different length, a missing field, an empty
/// file; those of the metrics.
Result<ScoreOutcome> score_files(const ScoreRequest& request);

}  // namespace assay::engine
