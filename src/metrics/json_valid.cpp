#include "metrics/metric.hpp"
#include "metrics/normalize.hpp"
#include "metrics/option_values.hpp"

#include <array>

namespace assay::metrics {
namespace {

constexpr std::array options_of = {
    OptionSpec{"allow_fence", "boolean", "false", "Accept JSON inside one Markdown code fence."}};

class Scorer final : public SampleScorer {
  public:
    explicit Scorer(bool allows_fence) : allows_fence_(allows_fence) {}

    [[nodiscard]] SampleValue score(const Observation& observation) const override {
        const auto parsed =
            parse_json(allows_fence_ ? without_fence(observation.output) : observation.output);
        if (!parsed) return SampleValue::explained(0, parsed.error().message);
        return SampleValue::of(1);
    }

  private:
    bool allows_fence_;
};

Result<std::unique_ptr<SampleScorer>> make_sample(const JsonObject& options) {
    return std::make_unique<Scorer>(OptionValues("json_valid", options).boolean("allow_fence"));
}

}  // namespace

extern const Metric json_valid;
constinit const Metric json_valid{
    .name = "json_valid",
    .version = 1,
    .range = {0, 1},
    .better = Better::higher,
    .scale = Scale::rate,
    .summary = "1 if the output is one JSON value without duplicate keys.",
    .source = "RFC 8259",
    .needs_target = false,
    .options = options_of,
    .sample = make_sample};

}  // namespace assay::metrics
