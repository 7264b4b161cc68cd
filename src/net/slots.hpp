#pragma once
// Bounds how many calls run at a time; the others wait in order. The bound follows what the server
// bears, or stays as it is. One event loop.

#include "async/gate.hpp"
#include "net/adaptive_limit.hpp"

#include <deque>

namespace assay::net {

class Slots {
  public:
    Slots(std::size_t count, bool is_adaptive)
        : is_adaptive_(is_adaptive), limit_({.most = count}) {}

    /// Waits for a free slot. Errors: cancelled.
    async::Task<void> take() {
        if (used_count_ < limit_.limit() && waiting_.empty()) {
            ++used_count_;
            co_return Result<void>{};
        }
        async::Gate gate;
        waiting_.push_back(&gate);
        CO_CHECK_OK(co_await gate.wait());
        co_return Result<void>{};
    }
    void give_back() {
        --used_count_;
        wake();
    }
    /// Slots in use.
    [[nodiscard]] std::size_t used_count() const { return used_count_; }
    /// What became of a call that holds a slot; `used_count` as it was when the call was sent.
    void succeeded(std::size_t used_count, MonotonicTime now) {
        if (!is_adaptive_) return;
        limit_.succeeded(used_count, now);
        wake();
    }
    void overloaded(std::size_t used_count, MonotonicTime sent_at, MonotonicTime now) {
        if (is_adaptive_) limit_.overloaded(used_count, sent_at, now);
    }
    [[nodiscard]] const AdaptiveLimit& limit() const { return limit_; }

  private:
    /// A slot passes on to the one who waits longest.
    void wake() {
        while (used_count_ < limit_.limit() && !waiting_.empty()) {
            ++used_count_;
            waiting_.front()->open();
            waiting_.pop_front();
        }
    }

    bool is_adaptive_;
    AdaptiveLimit limit_;
    std::size_t used_count_ = 0;
    std::deque<async::Gate*> waiting_;
};

}  // namespace assay::net
