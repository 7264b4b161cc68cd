#pragma once
// A hard limit on what a run spends. A call reserves the most it can cost before it is sent and
// settles what it did cost after, so that calls in flight cannot overspend together. One event
// loop.

#include "core/result.hpp"
#include "core/usd.hpp"

#include <optional>

namespace assay::engine {

class Budget {
  public:
    /// `spent`: what earlier parts of the run have cost. Without a limit every call passes.
    Budget(std::optional<Usd> limit, Usd spent) : limit_(limit), spent_(spent) {}

    [[nodiscard]] bool has_limit() const { return limit_.has_value(); }
    /// Errors: exhausted when the call could cost more than is left; from then on is_exhausted().
    Result<void> reserve(Usd most);
    /// `spent`: what the call cost; with an unknown cost what it could cost.
    void settle(Usd reserved, Usd spent);

    [[nodiscard]] bool is_exhausted() const { return is_exhausted_; }
    [[nodiscard]] Usd spent() const { return spent_; }
    [[nodiscard]] std::optional<Usd> limit() const { return limit_; }

  private:
    std::optional<Usd> limit_;
    Usd spent_;
    Usd reserved_;
    bool is_exhausted_ = false;
};

}  // namespace assay::engine
