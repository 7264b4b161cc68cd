#include "metrics/metric.hpp"
#include "metrics/normalize.hpp"
#include "text/unicode.hpp"

namespace assay::metrics {
namespace {

class Scorer final : public SampleScorer {
  public:
    [[nodiscard]] SampleValue score(const Observation& observation) const override {
        const std::string output = text::lower(observation.output);
        return match_any_target(observation, [&](std::string_view target) {
            return output.find(text::lower(target)) != std::string::npos;
        });
    }
};

Result<std::unique_ptr<SampleScorer>> make_sample(const JsonObject&) {
    return std::make_unique<Scorer>();
}

}  // namespace

extern const Metric icontains;
constinit const Metric icontains{
    .name = "icontains",
    .version = 1,
    .range = {0, 1},
    .better = Better::higher,
    .scale = Scale::rate,
    .summary = "1 if any target occurs in the output, both lower-cased (Unicode).",
    .source = "substring search",
    .sample = make_sample};

}  // namespace assay::metrics
