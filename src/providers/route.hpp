#pragma once
// A model and what stands in for it: calls go to the first in line whose breaker lets them pass.
// When nobody can be reached, a call waits for a probe to succeed, for a bounded time and only if
// somebody has answered before: an outage passes, a wrong address does not. One event loop.

#include "net/circuit_breaker.hpp"
#include "net/timeline.hpp"
#include "providers/provider.hpp"

#include <memory>
#include <string>
#include <vector>

namespace assay::providers {

/// One model in line.
struct RouteStop {
    std::string name;   ///< `provider/model`, for people
    std::string model;  ///< what the provider is asked for
    std::unique_ptr<Provider> provider;
};

struct RoutePolicy {
    net::BreakerPolicy breaker;
    std::chrono::milliseconds outage_wait_max{120'000};  ///< of one call
};

struct RoutedCompletion {
    Completion completion;
    std::size_t stop_index;  ///< who answered; 0: the first choice
};

class Route {
  public:
    /// At least one stop. The timeline must outlive the route.
    Route(std::vector<RouteStop> stops, const RoutePolicy& policy, net::Timeline& timeline);

    /// Request::model is filled in. Errors: those of Provider::complete; of the last stop asked
    /// when all failed.
    async::Task<RoutedCompletion> complete(Request request);

    [[nodiscard]] std::size_t size() const { return stops_.size(); }
    [[nodiscard]] const std::string& name(std::size_t index) const { return stops_[index].name; }
    /// Without the provider.
    [[nodiscard]] const std::string& model(std::size_t index) const { return stops_[index].model; }
    /// Key of the response cache for an answer of this stop.
    [[nodiscard]] std::string request_key(std::size_t index, const Request& request) const;
    /// What every stop offers.
    [[nodiscard]] Capabilities capabilities() const;
    /// The highest price in line; nothing when one is unknown.
    [[nodiscard]] std::optional<Price> price() const;
    /// The highest in line.
    [[nodiscard]] double cost_factor_max() const;
    [[nodiscard]] const net::CircuitBreaker& breaker(std::size_t index) const {
        return stops_[index].breaker;
    }
    [[nodiscard]] std::optional<Concurrency> concurrency(std::size_t index) const {
        return stops_[index].provider->concurrency();
    }

  private:
    struct Stop {
        std::string name;
        std::string model;
        std::unique_ptr<Provider> provider;
        Json identity;
        net::CircuitBreaker breaker;
    };
    /// Errors of the outage kind say nothing about the request.
    async::Task<Completion> ask(Stop& stop, Request request);
    [[nodiscard]] bool is_open() const;  ///< of every stop
    [[nodiscard]] bool has_ever_answered() const;
    [[nodiscard]] std::chrono::nanoseconds time_to_probe() const;

    std::vector<Stop> stops_;
    RoutePolicy policy_;
    net::Timeline& timeline_;
    std::uint64_t answer_count_ = 0;  ///< of all stops
};

}  // namespace assay::providers
