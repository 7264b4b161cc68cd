#pragma once
// Structured concurrency: children start through a group and none outlives it. One event loop.

#include "async/task.hpp"

#include <cstddef>
#include <functional>
#include <memory>

namespace assay::async {

/// Starts tasks and joins them. The first failure in time is the group's result; the others still
/// run to their end, so a child that must stop early watches a flag of its owner. join() must be
/// awaited before the group is destroyed.
class TaskGroup {
  public:
    TaskGroup();
    ~TaskGroup();
    TaskGroup(const TaskGroup&) = delete;
    TaskGroup& operator=(const TaskGroup&) = delete;

    /// Starts the task on the event loop of the caller's coroutine, before the caller goes on.
    Task<void> start(Task<void> child);
    [[nodiscard]] bool has_failed() const;
    /// Waits for all children. Errors: the first failure of a child.
    Task<void> join();

  private:
    struct State;
    std::shared_ptr<State> state_;  // shared with the completion handlers of the children
};

/// Calls fn(0) … fn(count - 1), at most `limit` at a time. After a failure no further index is
/// started. Errors: the first failure in time.
Task<void> for_each_bounded(std::size_t count,
                            std::size_t limit,
                            std::function<Task<void>(std::size_t)> fn);

}  // namespace assay::async
