#pragma once
// How far off are the predictions, and for which examples? A second small regression learns the
// size of the error, conformal calibration turns it into intervals and into a rule for escalation.

#include "distill/model.hpp"
#include "distill/train.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace assay::distill {

/// All spans have one entry an example.
struct OutOfFold {
    std::span<const std::vector<double>> scaled;  ///< dense features
    std::span<const double> predicted;            ///< calibrated, by models without the fold
    std::span<const double> judged;
    std::span<const double> weights;
    std::span<const std::uint32_t> folds;
    std::uint32_t fold_count;
};

struct ReliabilityFit {
    Reliability reliability;
    std::vector<double> spreads;  ///< of each example, by a fit without its fold
};

ReliabilityFit fit_reliability(const OutOfFold& data, const TrainOptions& options);

}  // namespace assay::distill
