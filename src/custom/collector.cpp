#include "custom/collector.hpp"

#include "async/task_group.hpp"

#include <algorithm>

namespace assay::custom {

async::Task<void> Collector::run() {
    async::TaskGroup group;
    for (std::size_t i = 0; i < parallel_count_; ++i) CO_CHECK_OK(co_await group.start(lane()));
    auto ended = co_await group.join();
    auto closed = co_await scorer_.close();
    CO_CHECK_OK(std::move(ended));
    co_return closed;
}

void Collector::close() {
    is_closed_ = true;
    for (async::Gate* gate : std::exchange(idle_, {})) gate->open();
}

async::Task<std::vector<Verdict>> Collector::score(std::vector<Item> items) {
    if (failure_) co_return *failure_;
    if (items.empty()) co_return std::vector<Verdict>{};
    Request request{.items = std::move(items), .verdicts = {}, .open_count = 0, .done = {}};
    request.open_count = request.items.size();
    request.verdicts.resize(request.open_count);
    requests_.push_back(&request);
    for (std::size_t i = 0; i < request.items.size(); ++i)
        waiting_.push_back({.request = &request, .index = i});
    const std::size_t batch_count =
        (request.items.size() + batch_count_max_ - 1) / batch_count_max_;
    for (std::size_t i = 0; i < batch_count && !idle_.empty(); ++i) {
        idle_.front()->open();
        idle_.pop_front();
    }
    CO_CHECK_OK(co_await request.done.wait());
    std::erase(requests_, &request);
    if (failure_ && request.open_count > 0) co_return *failure_;
    co_return std::move(request.verdicts);
}

async::Task<void> Collector::lane() {
    while (!failure_) {
        if (!waiting_.empty()) {
            CO_CHECK_OK(co_await score_next());
        } else if (is_closed_) {
            break;
        } else {
            async::Gate gate;
            idle_.push_back(&gate);
            CO_CHECK_OK(co_await gate.wait());
        }
    }
    co_return Result<void>{};
}

async::Task<void> Collector::score_next() {
    std::vector<Place> places;
    std::vector<Item> items;
    while (!waiting_.empty() && places.size() < batch_count_max_) {
        places.push_back(waiting_.front());
        waiting_.pop_front();
        items.push_back(std::move(places.back().request->items[places.back().index]));
    }
    auto verdicts = co_await scorer_.score(std::move(items));
    if (failure_) co_return Result<void>{};
    if (!verdicts) {
        fail_all(verdicts.error());
        co_return std::move(verdicts).error();
    }
    ASSAY_ASSERT(verdicts->size() == places.size(), "a scorer answers for every item");
    for (std::size_t i = 0; i < places.size(); ++i) {
        Request& request = *places[i].request;
        request.verdicts[places[i].index] = std::move((*verdicts)[i]);
        if (--request.open_count == 0) request.done.open();
    }
    co_return Result<void>{};
}

/// Nobody waits for ever: those who came and those who sleep learn that it is over.
void Collector::fail_all(const Error& error) {
    failure_ = error;
    waiting_.clear();
    for (Request* request : requests_) {
        if (!request->done.is_open()) request->done.open();
    }
    close();
}

}  // namespace assay::custom
