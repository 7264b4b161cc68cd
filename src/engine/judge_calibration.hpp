#pragma once
// Compares the judgements of a run with people's scores, and keeps the card with the judge's
// version: reports of that version then say that it is calibrated, and how well.

#include "judge/calibration.hpp"

#include "engine/run.hpp"

#include <string>

namespace assay::engine {

/// The kind of the stored cards; their key is the evaluator's hash.
inline constexpr std::string_view card_kind = "judge_card";

struct CalibrationRequest {
    std::string judge;  ///< Evaluator::name; empty: the only one
    /// A dataset with one row a labelled sample; empty: the run's own samples carry their labels.
    std::string labels_file;
    std::string id_field = "id";
    std::string label_field = "human";
    double scale_low = 0;  ///< people's scores that mean 0 and 1 on the judge's scale
    double scale_high = 1;
    std::string slice_field;  ///< column of the labels or of the run's samples; empty: none
};

struct Calibration {
    judge::JudgeCard card;
    std::uint64_t label_count = 0;      ///< labels found
    std::uint64_t unmatched_count = 0;  ///< labels whose sample the judge has not scored
};

/// Errors: invalid_input (no such judge, labels, scale, too few samples in common), not_found,
/// those of the stores.
Result<Calibration> calibrate(const Run& run, const CalibrationRequest& request, Stores stores);

}  // namespace assay::engine
