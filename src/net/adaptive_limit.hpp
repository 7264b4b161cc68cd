#pragma once
// How many calls may run at a time against a server that does not say how many it bears. Additive
// increase, multiplicative decrease (Chiu & Jain 1989), with a memory of where it last hurt. A
// value type, driven by what calls report; no clock of its own.

#include "core/clock.hpp"

#include <cstddef>

namespace assay::net {

struct AdaptiveLimitPolicy {
    std::size_t most;  ///< and the limit to begin with: at least 1
    /// After an overload the limit stays just below the number that hurt for so long; then it
    /// probes beyond.
    std::chrono::seconds hold{30};
};

class AdaptiveLimit {
  public:
    explicit AdaptiveLimit(const AdaptiveLimitPolicy& policy);

    /// A call ended well; `in_flight`: how many were under way when it was sent, itself included.
    void succeeded(std::size_t in_flight, MonotonicTime now);
    /// A call ended because the server is overloaded (429, 5xx, a timeout). Of the calls that were
    /// under way together only the first counts: those sent before the last decrease say nothing
    /// new.
    void overloaded(std::size_t in_flight, MonotonicTime sent_at, MonotonicTime now);

    /// 1 … most.
    [[nodiscard]] std::size_t limit() const { return static_cast<std::size_t>(limit_); }
    [[nodiscard]] std::size_t decrease_count() const { return decrease_count_; }

  private:
    AdaptiveLimitPolicy policy_;
    double limit_;
    double painful_;  ///< calls under way at the last overload
    MonotonicTime decreased_at_{};
    std::size_t decrease_count_ = 0;
    double successes_since_decrease_ = 0;
};

}  // namespace assay::net
