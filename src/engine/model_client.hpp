#pragma once
// The way of every call of a run to a model: redaction → calls alike that are under way → response
// cache → budget → route (breakers, fallbacks). One event loop.

#include "redaction/redactor.hpp"

#include "engine/budget.hpp"
#include "providers/route.hpp"
#include "store/response_cache.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace assay::engine {

class ModelClient {
  public:
    /// cache may be null: then every call is sent, also one of several alike. The rest must outlive
    /// the client.
    /// redactor may be null: texts leave as they are.
    ModelClient(std::unique_ptr<providers::Route> route,
                store::ResponseCache* cache,
                Budget& budget,
                const redaction::Redactor* redactor);
    ~ModelClient();

    /// Request::model is filled in. Errors: those of Route::complete; exhausted when the budget is.
    async::Task<providers::RoutedCompletion> complete(providers::Request request);

    [[nodiscard]] const providers::Route& route() const { return *route_; }
    /// Calls answered by another one alike that was under way.
    [[nodiscard]] std::uint64_t coalesced_count() const { return coalesced_count_; }
    /// What a call with so many bytes of prompt may cost at most; nothing when the price is
    /// unknown.
    [[nodiscard]] std::optional<Usd> cost_bound(const providers::Request& request) const;

  private:
    struct UnderWay;
    async::Task<providers::RoutedCompletion> coalesced(providers::Request request);
    async::Task<providers::RoutedCompletion> cached(providers::Request request,
                                                    const std::string& key);
    async::Task<providers::RoutedCompletion> paid(providers::Request request);

    std::unique_ptr<providers::Route> route_;
    store::ResponseCache* cache_;
    Budget& budget_;
    const redaction::Redactor* redactor_;
    /// Whether the cache may hold a key: it held something at the start, or this run put a key with
    /// the same mark. A look-up costs more than the mark.
    [[nodiscard]] bool may_be_cached(std::string_view key) const;

    bool was_empty_;  ///< the cache, at the start
    std::vector<bool> put_marks_;
    std::map<std::string, std::shared_ptr<UnderWay>, std::less<>>
        under_way_;  ///< shared with the coroutines that wait
    std::uint64_t coalesced_count_ = 0;
};

}  // namespace assay::engine
