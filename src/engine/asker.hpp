#pragma once
// One sample to one answer: the model, then the answer filters. An infrastructure error becomes
// part of the result, so that it is counted apart and never as a wrong answer. One event loop.

#include "engine/model_client.hpp"
#include "engine/prepared_sample.hpp"
#include "engine/refusal_watch.hpp"

namespace assay::engine {

class Asker {
  public:
    /// Both must outlive the asker.
    Asker(ModelClient& client, const prompts::FilterChain& filters)
        : client_(client), filters_(filters) {}

    /// Errors: only those that end the run, because they would meet every sample: denied (the key),
    /// not_found (the model), an exhausted budget, cancelled (the run is to stop), and
    /// invalid_input when everything is refused alike.
    async::Task<SampleResult> ask(PreparedSample prepared);

  private:
    ModelClient& client_;
    const prompts::FilterChain& filters_;
    RefusalWatch refusals_;
};

/// Fills in the answer of a result that has a completion. A filter that runs out of bounds is an
/// error of the result.
void extract_answer(const prompts::FilterChain& filters, SampleResult& result);

}  // namespace assay::engine
