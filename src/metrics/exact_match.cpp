#include "metrics/metric.hpp"

namespace assay::metrics {
namespace {

class Scorer final : public SampleScorer {
  public:
    [[nodiscard]] SampleValue score(const Observation& observation) const override {
        if (observation.targets.empty()) return SampleValue::unscored("no target");
        for (const std::string_view target : observation.targets) {
            if (observation.output == target) return SampleValue::of(1);
        }
        return SampleValue::of(0);
    }
};

Result<std::unique_ptr<SampleScorer>> make_sample(const JsonObject&) {
    return std::make_unique<Scorer>();
}

}  // namespace

extern const Metric exact_match;
constinit const Metric exact_match{.name = "exact_match",
                                   .version = 1,
                                   .range = {0, 1},
                                   .better = Better::higher,
                                   .scale = Scale::rate,
                                   .summary = "1 if the output equals any target.",
                                   .source = "lm-evaluation-harness 0.4, exact_match",
                                   .sample = make_sample};

}  // namespace assay::metrics
