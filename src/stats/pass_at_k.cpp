#include "stats/pass_at_k.hpp"

namespace assay::stats {
namespace {

Estimate start(const char* method, std::size_t n, std::size_t c, std::size_t k) {
    Estimate estimate{.method = method, .count = n};
    if (c > n || k < 1 || k > n) estimate.status = Status::invalid_argument;
    return estimate;
}

}  // namespace

Estimate pass_at_k(std::size_t n, std::size_t c, std::size_t k) {
    Estimate estimate = start("pass@k, unbiased", n, c, k);
    if (estimate.status != Status::ok) return estimate;
    if (n - c < k) {
        estimate.value = 1;
        return estimate;
    }
    double none = 1;
    for (std::size_t i = n - c + 1; i <= n; ++i)
        none *= 1 - static_cast<double>(k) / static_cast<double>(i);
    estimate.value = 1 - none;
    return estimate;
}

Estimate pass_hat_k(std::size_t n, std::size_t c, std::size_t k) {
    Estimate estimate = start("pass^k, unbiased", n, c, k);
    if (estimate.status != Status::ok) return estimate;
    double all = k > c ? 0 : 1;
    for (std::size_t i = 0; i < k && all > 0; ++i)
        all *= static_cast<double>(c - i) / static_cast<double>(n - i);
    estimate.value = all;
    return estimate;
}

}  // namespace assay::stats
