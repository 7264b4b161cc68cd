#include "net/adaptive_limit.hpp"

#include <algorithm>
#include <cmath>

namespace assay::net {
namespace {

constexpr double growth_per_round = 0.05;
/// After a round that went well: a little beyond what the server bears.
constexpr double decrease_small = 0.85;
/// Overload after overload: far beyond.
constexpr double decrease_large = 0.5;

}  // namespace

AdaptiveLimit::AdaptiveLimit(const AdaptiveLimitPolicy& policy)
    : policy_(policy),
      limit_(static_cast<double>(std::max<std::size_t>(policy.most, 1))),
      painful_(limit_) {}

void AdaptiveLimit::succeeded(std::size_t in_flight, MonotonicTime now) {
    successes_since_decrease_ += 1;
    // A limit that nobody comes near is not tested by success.
    if (static_cast<double>(in_flight) < limit_ / 2) return;
    const bool is_held = decrease_count_ > 0 && now - decreased_at_ < policy_.hold;
    const double most = static_cast<double>(std::max<std::size_t>(policy_.most, 1));
    const double ceiling = is_held ? std::max(limit_, painful_ - 1) : most;
    limit_ = std::min({limit_ + std::max(growth_per_round, 1 / limit_), ceiling, most});
}

void AdaptiveLimit::overloaded(std::size_t in_flight, MonotonicTime sent_at, MonotonicTime now) {
    if (decrease_count_ > 0 && sent_at <= decreased_at_) return;
    painful_ = std::min(limit_, static_cast<double>(in_flight));
    const bool went_well = decrease_count_ == 0 || successes_since_decrease_ >= painful_;
    limit_ = std::max(1.0, painful_ * (went_well ? decrease_small : decrease_large));
    decreased_at_ = now;
    ++decrease_count_;
    successes_since_decrease_ = 0;
}

}  // namespace assay::net
