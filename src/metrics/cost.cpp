#include "metrics/metric.hpp"

namespace assay::metrics {
namespace {

class Scorer final : public SampleScorer {
  public:
    [[nodiscard]] SampleValue score(const Observation& observation) const override {
        if (!observation.cost_usd) return SampleValue::unscored("the cost is unknown");
        return SampleValue::of(*observation.cost_usd);
    }
};

Result<std::unique_ptr<SampleScorer>> make_sample(const JsonObject&) {
    return std::make_unique<Scorer>();
}

}  // namespace

extern const Metric cost;
constinit const Metric cost{.name = "cost",
                            .version = 1,
                            .range = {0, infinity},
                            .better = Better::lower,
                            .summary = "US dollars that the answer cost.",
                            .source = "measured by the run",
                            .needs_target = false,
                            .sample = make_sample};

}  // namespace assay::metrics
