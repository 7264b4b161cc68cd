#include "providers/route.hpp"

#include <algorithm>

namespace assay::providers {
namespace {

/// How often a waiting call looks whether another's probe has succeeded.
constexpr std::chrono::milliseconds poll_interval{100};

/// Without an answer to anybody for so long, a server that failed a call may be gone.
constexpr std::chrono::seconds silence{1};

/// The server cannot be reached or cannot answer: another one may.
bool is_outage(ErrorKind kind) {
    return kind == ErrorKind::unavailable || kind == ErrorKind::rate_limited ||
           kind == ErrorKind::timed_out || kind == ErrorKind::exhausted;
}

}  // namespace

Route::Route(std::vector<RouteStop> stops, const RoutePolicy& policy, net::Timeline& timeline)
    : policy_(policy), timeline_(timeline) {
    ASSAY_ASSERT(!stops.empty(), "a route has at least one stop");
    for (RouteStop& stop : stops) {
        Json identity = stop.provider->identity();
        stops_.push_back({.name = std::move(stop.name),
                          .model = std::move(stop.model),
                          .provider = std::move(stop.provider),
                          .identity = std::move(identity),
                          .breaker = net::CircuitBreaker(policy.breaker, timeline.clock())});
    }
}

async::Task<Completion> Route::ask(Stop& stop, Request request) {
    if (request.model != stop.model) request.model = stop.model;
    auto completion = co_await stop.provider->complete(std::move(request));
    if (completion) {
        stop.breaker.succeeded();
        ++answer_count_;
    } else if (is_outage(completion.error().kind)) {
        stop.breaker.failed();
    } else if (completion.error().kind == ErrorKind::cancelled) {
        stop.breaker.abandoned();
    } else {
        // It answered, though not with what was asked for.
        stop.breaker.succeeded();
    }
    co_return completion;
}

async::Task<RoutedCompletion> Route::complete(Request request) {
    const MonotonicTime give_up_at = timeline_.clock().monotonic() + policy_.outage_wait_max;
    bool is_last_chance = false;
    Error last = make_error(ErrorKind::unavailable, "{}: the circuit breaker is open", name(0));
    while (true) {
        for (std::size_t index = 0; index < stops_.size(); ++index) {
            Stop& stop = stops_[index];
            if (!stop.breaker.try_pass()) continue;
            auto completion = co_await ask(stop, request);
            if (completion)
                co_return RoutedCompletion{.completion = *std::move(completion),
                                           .stop_index = index};
            last = std::move(completion).error();
            if (!is_outage(last.kind)) co_return last;
        }
        const MonotonicTime now = timeline_.clock().monotonic();
        if (!has_ever_answered() || now >= give_up_at) co_return last;
        if (!is_open()) {
            // The call itself failed, its retries included: that is its answer, unless the server
            // has just gone. Then nobody is answered now, and the next round opens the breaker; or
            // it is back already, and the call gets one more chance.
            if (last.kind != ErrorKind::unavailable || is_last_chance) co_return last;
            const std::uint64_t answer_count = answer_count_;
            CO_CHECK_OK(co_await timeline_.sleep(silence));
            is_last_chance = answer_count_ != answer_count;
            continue;
        }
        const auto wait = std::min<std::chrono::nanoseconds>(
            {std::max<std::chrono::nanoseconds>(time_to_probe(), poll_interval),
             poll_interval * 10,
             give_up_at - now});
        CO_CHECK_OK(co_await timeline_.sleep(wait));
    }
}

bool Route::is_open() const {
    return std::ranges::none_of(
        stops_, [](const Stop& stop) { return stop.breaker.state() == net::BreakerState::closed; });
}

bool Route::has_ever_answered() const {
    return std::ranges::any_of(stops_,
                               [](const Stop& stop) { return stop.breaker.has_ever_succeeded(); });
}

std::chrono::nanoseconds Route::time_to_probe() const {
    std::chrono::nanoseconds least = std::chrono::nanoseconds::max();
    for (const Stop& stop : stops_)
        least = std::min(least, stop.breaker.time_to_probe().value_or(std::chrono::nanoseconds(0)));
    return least;
}

std::string Route::request_key(std::size_t index, const Request& request) const {
    if (request.model == stops_[index].model)
        return providers::request_key(stops_[index].identity, request);
    Request asked = request;
    asked.model = stops_[index].model;
    return providers::request_key(stops_[index].identity, asked);
}

Capabilities Route::capabilities() const {
    Capabilities common{.logprobs = true, .output_schema = true};
    for (const Stop& stop : stops_) {
        const Capabilities found = stop.provider->capabilities();
        common.logprobs = common.logprobs && found.logprobs;
        common.output_schema = common.output_schema && found.output_schema;
    }
    return common;
}

std::optional<Price> Route::price() const {
    std::optional<Price> highest;
    for (const Stop& stop : stops_) {
        const auto price = stop.provider->price(stop.model);
        if (!price) return std::nullopt;
        if (!highest) highest = price;
        highest->input_usd = std::max(highest->input_usd, price->input_usd);
        highest->cached_input_usd = std::max(highest->cached_input_usd, price->cached_input_usd);
        highest->output_usd = std::max(highest->output_usd, price->output_usd);
    }
    return highest;
}

double Route::cost_factor_max() const {
    double most = 1;
    for (const Stop& stop : stops_) most = std::max(most, stop.provider->cost_factor_max());
    return most;
}

}  // namespace assay::providers
