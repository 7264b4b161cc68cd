#pragma once
// Opens the models of a run: HTTP connections, providers, prices, routes with their fallbacks. One
// event loop; its clients must not outlive it.

#include "engine/batching.hpp"
#include "engine/model_client.hpp"
#include "engine/run_spec.hpp"
#include "net/http_client.hpp"
#include "report/run_report.hpp"

#include <deque>
#include <map>
#include <string>
#include <vector>

namespace assay::engine {

class ModelHub {
  public:
    /// cache may be null. Everything must outlive the hub.
    ModelHub(const RunSpec& spec, store::ResponseCache* cache, Budget& budget);
    ~ModelHub();

    /// Before any client, when the run file says `redact`. Errors: not_found, invalid_input
    /// (names).
    Result<void> open_redactor();
    /// Null when the run file asks for none.
    [[nodiscard]] const redaction::Redactor* redactor() const {
        return redactor_ ? &*redactor_ : nullptr;
    }
    /// Before any client; without it every call goes out alone.
    void use_batches(BatchContext context) { batches_.emplace(std::move(context)); }
    /// After all clients: what an earlier part of the run handed over in batches. Errors: those of
    /// BatchingProvider::collect.
    async::Task<void> collect_batches();
    /// When the run has journaled all answers.
    Result<void> close_batches();
    /// The model that the run evaluates. Errors: invalid_input (name, address, prices), not_found,
    /// denied (no key).
    Result<ModelClient*> evaluated();
    /// The model of a reference; one client for each.
    Result<ModelClient*> client(const std::string& reference);

    /// How the servers of all open models bear their calls.
    [[nodiscard]] std::vector<report::ModelHealth> health() const;

  private:
    Result<ModelClient*> open(const ModelSpec& spec);
    Result<providers::RouteStop> open_stop(const ModelSpec& spec);
    /// Errors: invalid_input.
    Result<void> check_batches(providers::Provider& provider, const ModelSpec& spec) const;
    /// The built-in prices, or those of a file.
    Result<const providers::PriceTable*> prices_of(const ProviderSettings& provider);

    const RunSpec& spec_;
    store::ResponseCache* cache_;
    Budget& budget_;
    net::HttpClient http_;
    std::optional<redaction::Redactor> redactor_;
    std::map<std::string, providers::PriceTable> prices_;  ///< by file
    std::optional<BatchContext> batches_;
    std::vector<BatchingProvider*> batching_;                      ///< owned by the clients' routes
    std::map<std::string, std::unique_ptr<ModelClient>> clients_;  ///< by canonical spec
};

/// The built-in prices, or those of the file that the block or ASSAY_PRICES names. Errors:
/// not_found, invalid_input with file and line.
Result<providers::PriceTable> read_prices(const ProviderSettings& provider);

}  // namespace assay::engine
