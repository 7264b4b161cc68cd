#include "async/task_group.hpp"

#include "async/gate.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>

#include <algorithm>
#include <exception>
#include <optional>

namespace assay::async {

struct TaskGroup::State {
    std::size_t running_count = 0;
    std::optional<Error> first_error;
    std::exception_ptr thrown;
    Gate all_ended;
    bool is_joining = false;

    void child_ended(std::exception_ptr exception, Result<void> result) {
        if (exception && !thrown) thrown = exception;
        if (!exception && !result && !first_error) first_error = std::move(result).error();
        --running_count;
        if (is_joining && running_count == 0) all_ended.open();
    }
};

TaskGroup::TaskGroup() : state_(std::make_shared<State>()) {}

TaskGroup::~TaskGroup() {
    ASSAY_ASSERT(state_->running_count == 0, "a task group is joined before it goes out of scope");
}

bool TaskGroup::has_failed() const { return state_->first_error.has_value() || state_->thrown; }

Task<void> TaskGroup::start(Task<void> child) {
    ++state_->running_count;
    auto executor = co_await boost::asio::this_coro::executor;
    boost::asio::co_spawn(executor,
                          std::move(child),
                          [state = state_](std::exception_ptr exception, Result<void> result) {
                              state->child_ended(exception, std::move(result));
                          });
    co_return Result<void>{};
}

Task<void> TaskGroup::join() {
    state_->is_joining = true;
    if (state_->running_count > 0) CO_CHECK_OK(co_await state_->all_ended.wait());
    if (state_->thrown) std::rethrow_exception(state_->thrown);
    if (state_->first_error) co_return *state_->first_error;
    co_return Result<void>{};
}

namespace {

struct BoundedLoop {
    std::size_t next_index;
    std::size_t count;
    std::function<Task<void>(std::size_t)> fn;
};

Task<void> run_lane(BoundedLoop& loop, const TaskGroup& group) {
    while (loop.next_index < loop.count && !group.has_failed()) {
        CO_CHECK_OK(co_await loop.fn(loop.next_index++));
    }
    co_return Result<void>{};
}

}  // namespace

Task<void> for_each_bounded(std::size_t count,
                            std::size_t limit,
                            std::function<Task<void>(std::size_t)> fn) {
    ASSAY_ASSERT(limit > 0, "a bounded loop runs at least one at a time");
    BoundedLoop loop{.next_index = 0, .count = count, .fn = std::move(fn)};
    TaskGroup group;
    for (std::size_t lane = 0; lane < std::min(limit, count); ++lane) {
        CO_CHECK_OK(co_await group.start(run_lane(loop, group)));
    }
    co_return co_await group.join();
}

}  // namespace assay::async
