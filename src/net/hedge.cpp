#include "net/hedge.hpp"

#include "async/alarm.hpp"
#include "async/task_group.hpp"
#include "core/clock.hpp"

#include <algorithm>

namespace assay::net {
namespace {

constexpr std::size_t latency_count_min = 20;
constexpr std::size_t latency_count_max = 256;
constexpr double late_ratio = 0.95;
constexpr std::uint64_t second_count_free = 5;
constexpr std::uint64_t requests_per_second_one = 10;

/// Whether asking somebody else would give the same.
bool is_good(const Result<HttpResponse>& response) {
    return response && response->status != 429 && response->status < 500;
}

}  // namespace

/// Both requests write here; neither outlives it.
struct Hedge::Race {
    std::optional<Result<HttpResponse>> first;
    std::optional<Result<HttpResponse>> second;
    std::shared_ptr<std::atomic<bool>> first_has_lost = std::make_shared<std::atomic<bool>>(false);
    std::shared_ptr<std::atomic<bool>> second_has_lost = std::make_shared<std::atomic<bool>>(false);
    async::Alarm first_ended;
};

async::Task<void> Hedge::run_first(Race& race, HttpRequest request) {
    request.is_given_up = race.first_has_lost;
    race.first = co_await client_.send(std::move(request));
    if (is_good(*race.first)) race.second_has_lost->store(true);
    race.first_ended.ring();
    co_return Result<void>{};
}

async::Task<void> Hedge::run_second(Race& race,
                                    HttpRequest request,
                                    std::chrono::nanoseconds after,
                                    std::function<async::Task<void>()> admit) {
    CO_TRY(const bool has_ended, co_await race.first_ended.wait(after));
    if (has_ended || !may_send_again()) co_return Result<void>{};
    ++second_count_;
    CO_CHECK_OK(co_await admit());
    if (race.first_ended.has_rung()) {
        --second_count_;
        co_return Result<void>{};
    }
    request.is_given_up = race.second_has_lost;
    race.second = co_await client_.send(std::move(request));
    if (is_good(*race.second)) race.first_has_lost->store(true);
    co_return Result<void>{};
}

async::Task<HedgedResponse> Hedge::send(HttpRequest request,
                                        std::function<async::Task<void>()> admit) {
    ++first_count_;
    const MonotonicTime sent_at = std::chrono::steady_clock::now();
    Race race;
    if (const auto after = lateness()) {
        async::TaskGroup group;
        CO_CHECK_OK(co_await group.start(run_second(race, request, *after, std::move(admit))));
        CO_CHECK_OK(co_await group.start(run_first(race, std::move(request))));
        CO_CHECK_OK(co_await group.join());
    } else {
        CO_CHECK_OK(co_await run_first(race, std::move(request)));
    }
    const bool has_second_won = race.second && is_good(*race.second) && !is_good(*race.first);
    const std::uint32_t request_count = race.second ? 2 : 1;
    auto response = *std::move(has_second_won ? race.second : race.first);
    if (is_good(response)) {
        // From the first request on: what a caller waits, and what another hedge would cut.
        const auto latency = std::chrono::steady_clock::now() - sent_at;
        learn(latency);
        response->latency_ms = std::chrono::duration<double, std::milli>(latency).count();
    }
    co_return HedgedResponse{.response = std::move(response), .request_count = request_count};
}

std::optional<std::chrono::nanoseconds> Hedge::lateness() const {
    if (policy_.after) return policy_.after;
    if (latencies_.size() < latency_count_min) return std::nullopt;
    std::vector<std::chrono::nanoseconds> sorted = latencies_;
    const auto late = sorted.begin() + static_cast<std::ptrdiff_t>(
                                           late_ratio * static_cast<double>(sorted.size() - 1));
    std::ranges::nth_element(sorted, late);
    return *late;
}

bool Hedge::may_send_again() const {
    return second_count_ < second_count_free + first_count_ / requests_per_second_one;
}

void Hedge::learn(std::chrono::nanoseconds latency) {
    if (latencies_.size() < latency_count_max) {
        latencies_.push_back(latency);
        return;
    }
    latencies_[next_latency_index_] = latency;
    next_latency_index_ = (next_latency_index_ + 1) % latency_count_max;
}

}  // namespace assay::net
