#include "metrics/metric.hpp"
#include "metrics/normalize.hpp"
#include "metrics/option_values.hpp"
#include "metrics/schema.hpp"

#include <array>

namespace assay::metrics {
namespace {

constexpr std::array options_of = {
    OptionSpec{"schema", "object", "", "A JSON Schema (draft 2020-12)."},
    OptionSpec{"allow_fence", "boolean", "false", "Accept JSON inside one Markdown code fence."}};

class Scorer final : public SampleScorer {
  public:
    Scorer(JsonSchema schema, bool allows_fence)
        : schema_(std::move(schema)), allows_fence_(allows_fence) {}

    [[nodiscard]] SampleValue score(const Observation& observation) const override {
        const auto parsed =
            parse_json(allows_fence_ ? without_fence(observation.output) : observation.output);
        if (!parsed) return SampleValue::explained(0, parsed.error().message);
        auto violation = schema_.violation(*parsed);
        if (violation) return SampleValue::explained(0, *std::move(violation));
        return SampleValue::of(1);
    }

  private:
    JsonSchema schema_;
    bool allows_fence_;
};

Result<std::unique_ptr<SampleScorer>> make_sample(const JsonObject& options) {
    const OptionValues values("json_schema", options);
    TRY(JsonSchema schema, JsonSchema::compile(values.at("schema")));
    return std::make_unique<Scorer>(std::move(schema), values.boolean("allow_fence"));
}

}  // namespace

extern const Metric json_schema;
constinit const Metric json_schema{
    .name = "json_schema",
    .version = 1,
    .range = {0, 1},
    .better = Better::higher,
    .scale = Scale::rate,
    .summary =
        "1 if the output is JSON that its schema accepts; the reason names the JSON pointer.",
    .source = "JSON Schema draft 2020-12, without the parts its page lists",
    .needs_target = false,
    .options = options_of,
    .sample = make_sample};

}  // namespace assay::metrics
