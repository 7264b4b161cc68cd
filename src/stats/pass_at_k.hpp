#pragma once
// Success over several attempts at one sample. Pure functions.

#include "stats/estimate.hpp"

#include <cstddef>

namespace assay::stats {

/// The unbiased estimate of the probability that at least one of k attempts passes, from n attempts
/// of which c passed: 1 - C(n - c, k) / C(n, k). invalid_argument unless c <= n and 1 <= k <= n.
/// O(c). Source: Chen et al. 2021.
Estimate pass_at_k(std::size_t n, std::size_t c, std::size_t k);

/// The same for all of k attempts passing: C(c, k) / C(n, k). O(k). Source: Yao et al. 2024.
Estimate pass_hat_k(std::size_t n, std::size_t c, std::size_t k);

}  // namespace assay::stats
