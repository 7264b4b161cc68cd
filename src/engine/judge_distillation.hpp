#pragma once
// Trains a distilled judge on what a judge said in earlier runs, and keeps it.

#include "engine/distilled_judge.hpp"
#include "engine/run.hpp"

#include <cstdint>
#include <span>
#include <string>

namespace assay::engine {

struct DistillRequest {
    std::string judge;                          ///< Evaluator::name; empty: the only one
    std::string name;                           ///< of the new model; empty: the judge's
    std::string tier = std::string(full_tier);  ///< or fast_tier
};

struct Distillation {
    DistilledJudge judge;
    std::uint64_t unscored_count = 0;    ///< judgements of the tier without a score
    std::uint64_t other_mode_count = 0;  ///< left out, as most were made in another way
};

/// Judgements weigh as their probabilities say, so that the model stands for all samples of the
/// runs. Reads the metrics that all runs have. Errors: invalid_input (no such judge, runs of
/// different versions of it, those of distill::train: too little data, nothing learned), not_found,
/// those of the stores.
Result<Distillation> distill_judge(std::span<const Run> runs,
                                   const DistillRequest& request,
                                   Stores stores);

}  // namespace assay::engine
