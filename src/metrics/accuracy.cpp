#include "metrics/labels.hpp"
#include "metrics/metric.hpp"
#include "metrics/normalize.hpp"

namespace assay::metrics {
namespace {

constexpr std::array options_of = {label_strip_option, label_case_option};

class Scorer final : public SampleScorer {
  public:
    explicit Scorer(LabelReader reader) : reader_(reader) {}

    [[nodiscard]] SampleValue score(const Observation& observation) const override {
        const std::string predicted = reader_(observation.output);
        return match_any_target(
            observation, [&](std::string_view target) { return reader_(target) == predicted; });
    }

  private:
    LabelReader reader_;
};

Result<std::unique_ptr<SampleScorer>> make_sample(const JsonObject& options) {
    return std::make_unique<Scorer>(LabelReader(OptionValues("accuracy", options)));
}

}  // namespace

extern const Metric accuracy;
constinit const Metric accuracy{.name = "accuracy",
                                .version = 1,
                                .range = {0, 1},
                                .better = Better::higher,
                                .scale = Scale::rate,
                                .summary = "Share of samples whose label is right.",
                                .source = "scikit-learn 1.2, accuracy_score",
                                .options = options_of,
                                .sample = make_sample};

}  // namespace assay::metrics
