#pragma once
// One coroutine waits until another opens the gate. Both on the same event loop. A gate opens once;
// waiting at an open gate continues at once. At most one waiter.

#include "async/task.hpp"

#include <memory>

namespace assay::async {

class Gate {
  public:
    Gate();
    ~Gate();
    Gate(Gate&&) noexcept;
    Gate& operator=(Gate&&) noexcept;

    void open();
    [[nodiscard]] bool is_open() const;
    Task<void> wait();

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace assay::async
