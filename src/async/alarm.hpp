#pragma once
// A wait that another coroutine can end. Both on the same event loop.

#include "async/task.hpp"

#include <chrono>
#include <memory>

namespace assay::async {

class Alarm {
  public:
    Alarm();
    ~Alarm();
    Alarm(Alarm&&) noexcept;
    Alarm& operator=(Alarm&&) noexcept;

    /// Ends the wait under way and every later one at once.
    void ring();
    [[nodiscard]] bool has_rung() const;
    /// Waits until it rings, or for `time`. Returns whether it rang. At most one waiter.
    Task<bool> wait(std::chrono::nanoseconds time);

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace assay::async
