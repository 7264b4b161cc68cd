#pragma once
// The examples as a sparse matrix with their scores and weights. Plain values.

#include "distill/example.hpp"
#include "distill/model.hpp"
#include "distill/ridge.hpp"

#include <span>
#include <vector>

namespace assay::distill {

struct TrainingRows {
    /// The buckets, then the scaled dense features, then a column of ones.
    SparseRows rows;
    std::vector<std::vector<double>> scaled;  ///< the dense features alone
    Scaling scaling;
    std::vector<double> scores;
    std::vector<double> weights;  ///< with mean 1
};

/// The examples have equally many metric scores. O(bytes).
TrainingRows make_rows(std::span<const Example> examples);

}  // namespace assay::distill
