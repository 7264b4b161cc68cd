#pragma once
// Waiting without blocking the event loop.

#include "async/task.hpp"

#include <chrono>

namespace assay::async {

/// Continues on the same event loop after `time`. Errors: cancelled.
Task<void> sleep(std::chrono::nanoseconds time);

}  // namespace assay::async
