#include "net/circuit_breaker.hpp"

#include "core/assert.hpp"

#include <algorithm>

namespace assay::net {

std::string_view to_string(BreakerState state) {
    switch (state) {
        case BreakerState::closed:
            return "closed";
        case BreakerState::open:
            return "open";
        case BreakerState::half_open:
            return "half-open";
    }
    ASSAY_ASSERT(false, "a BreakerState outside its enumerators");
}

bool CircuitBreaker::try_pass() {
    if (!opened_at_) return true;
    if (is_probing_ || clock_.monotonic() - *opened_at_ < policy_.open_time) return false;
    is_probing_ = true;
    return true;
}

void CircuitBreaker::succeeded() {
    failure_count_ = 0;
    opened_at_.reset();
    is_probing_ = false;
    has_ever_succeeded_ = true;
}

void CircuitBreaker::failed() {
    ++failure_count_;
    const bool is_failed_probe = opened_at_ && is_probing_;
    is_probing_ = false;
    // Calls that were under way when it opened tell nothing new.
    if (opened_at_ && !is_failed_probe) return;
    if (failure_count_ < policy_.failure_count) return;
    opened_at_ = clock_.monotonic();
    ++open_count_;
}

void CircuitBreaker::abandoned() { is_probing_ = false; }

BreakerState CircuitBreaker::state() const {
    if (!opened_at_) return BreakerState::closed;
    return is_probing_ ? BreakerState::half_open : BreakerState::open;
}

std::optional<std::chrono::nanoseconds> CircuitBreaker::time_to_probe() const {
    if (!opened_at_) return std::nullopt;
    const std::chrono::nanoseconds left = *opened_at_ + policy_.open_time - clock_.monotonic();
    return std::max(left, std::chrono::nanoseconds(0));
}

}  // namespace assay::net
