#pragma once
// What the metrics see of a result. Borrows from the result, which must outlive it.

#include "domain/sample_result.hpp"
#include "metrics/metric.hpp"

#include <string_view>
#include <vector>

namespace assay::engine {

class ResultView {
  public:
    explicit ResultView(const SampleResult& result)
        : targets_(result.targets.begin(), result.targets.end()) {
        observation_.output = result.answer;
        observation_.targets = targets_;
        // A recorded output took no attempt: its latency and price were never measured.
        if (!result.completion || result.completion->attempt_count == 0) return;
        // Nor was the latency of an answer in a batch.
        if (result.completion->latency_ms > 0)
            observation_.latency_ms = result.completion->latency_ms;
        if (result.completion->cost) observation_.cost_usd = result.completion->cost->dollars();
    }
    ResultView(const ResultView&) = delete;
    ResultView& operator=(const ResultView&) = delete;

    [[nodiscard]] const metrics::Observation& observation() const { return observation_; }

  private:
    std::vector<std::string_view> targets_;
    metrics::Observation observation_;
};

}  // namespace assay::engine
