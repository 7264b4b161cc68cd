#include "metrics/metric.hpp"

namespace assay::metrics {
namespace {

class Scorer final : public SampleScorer {
  public:
    [[nodiscard]] SampleValue score(const Observation& observation) const override {
        if (!observation.latency_ms) return SampleValue::unscored("no latency was measured");
        return SampleValue::of(*observation.latency_ms);
    }
};

Result<std::unique_ptr<SampleScorer>> make_sample(const JsonObject&) {
    return std::make_unique<Scorer>();
}

}  // namespace

extern const Metric latency;
constinit const Metric latency{.name = "latency",
                               .version = 1,
                               .range = {0, infinity},
                               .better = Better::lower,
                               .summary = "Milliseconds from the request to its answer.",
                               .source = "measured by the run",
                               .needs_target = false,
                               .sample = make_sample};

}  // namespace assay::metrics
