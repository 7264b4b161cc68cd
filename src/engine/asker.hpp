#pragma once
// One sample to one answer: response cache, model, answer filters. An infrastructure error becomes
// part of the result, so that it is counted apart and never as a wrong answer. One event loop.

#include "engine/prepared_sample.hpp"
#include "providers/provider.hpp"
#include "store/response_cache.hpp"

#include <string>

namespace assay::engine {

class Asker {
  public:
    /// cache may be null: every sample is asked. Everything else must outlive the asker.
    Asker(providers::Provider& provider,
          std::string model,
          const prompts::FilterChain& filters,
          store::ResponseCache* cache);

    /// Errors: only those that end the run, because they would meet every sample: denied (the key)
    /// and not_found (the model).
    async::Task<SampleResult> ask(PreparedSample prepared);

  private:
    async::Task<Completion> complete(providers::Request request);

    providers::Provider& provider_;
    std::string model_;
    const prompts::FilterChain& filters_;
    store::ResponseCache* cache_;
    Json identity_;
    bool reads_cache_;  ///< false when it was empty at the start: then no look-up can hit
};

/// Fills in the answer of a result that has a completion. A filter that runs out of bounds is an
/// error of the result.
void extract_answer(const prompts::FilterChain& filters, SampleResult& result);

}  // namespace assay::engine
