#include "metrics/metric.hpp"
#include "metrics/normalize.hpp"
#include "metrics/option_values.hpp"
#include "text/unicode.hpp"

#include <array>

namespace assay::metrics {
namespace {

constexpr std::array options_of = {
    OptionSpec{"ignore_case", "boolean", "false", "Lower-case both sides (Unicode)."},
    OptionSpec{"strip", "boolean", "false", "Remove white space around the output first."}};

class Scorer final : public SampleScorer {
  public:
    Scorer(bool ignore_case, bool strips) : ignore_case_(ignore_case), strips_(strips) {}

    [[nodiscard]] SampleValue score(const Observation& observation) const override {
        const std::string_view output = strips_ ? strip(observation.output) : observation.output;
        if (!ignore_case_)
            return match_any_target(
                observation, [&](std::string_view target) { return output.starts_with(target); });
        const std::string lowered = text::lower(output);
        return match_any_target(observation, [&](std::string_view target) {
            return lowered.starts_with(text::lower(target));
        });
    }

  private:
    bool ignore_case_;
    bool strips_;
};

Result<std::unique_ptr<SampleScorer>> make_sample(const JsonObject& options) {
    const OptionValues values("starts_with", options);
    return std::make_unique<Scorer>(values.boolean("ignore_case"), values.boolean("strip"));
}

}  // namespace

extern const Metric starts_with;
constinit const Metric starts_with{.name = "starts_with",
                                   .version = 1,
                                   .range = {0, 1},
                                   .better = Better::higher,
                                   .scale = Scale::rate,
                                   .summary = "1 if the output starts with any target.",
                                   .source = "prefix comparison",
                                   .options = options_of,
                                   .sample = make_sample};

}  // namespace assay::metrics
