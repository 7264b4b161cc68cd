#include "metrics/metric.hpp"
#include "metrics/normalize.hpp"

namespace assay::metrics {
namespace {

class Scorer final : public SampleScorer {
  public:
    [[nodiscard]] SampleValue score(const Observation& observation) const override {
        return match_any_target(observation, [&](std::string_view target) {
            return observation.output.find(target) != std::string_view::npos;
        });
    }
};

Result<std::unique_ptr<SampleScorer>> make_sample(const JsonObject&) {
    return std::make_unique<Scorer>();
}

}  // namespace

extern const Metric contains;
constinit const Metric contains{.name = "contains",
                                .version = 1,
                                .range = {0, 1},
                                .better = Better::higher,
                                .scale = Scale::rate,
                                .summary = "1 if any target occurs in the output, byte for byte.",
                                .source = "substring search",
                                .sample = make_sample};

}  // namespace assay::metrics
