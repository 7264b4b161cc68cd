#include "metrics/edit_unit.hpp"
#include "metrics/metric.hpp"

#include <algorithm>
#include <array>

namespace assay::metrics {
namespace {

constexpr std::array options_of = {edit_unit_option};

class Scorer final : public SampleScorer {
  public:
    explicit Scorer(EditUnit unit) : unit_(unit) {}

    [[nodiscard]] SampleValue score(const Observation& observation) const override {
        if (observation.targets.empty()) return SampleValue::unscored("no target");
        double best = 0;
        for (const std::string_view target : observation.targets)
            best =
                std::max(best, edits_between(unit_, observation.output, target).similarity_ratio());
        return SampleValue::of(best);
    }

  private:
    EditUnit unit_;
};

Result<std::unique_ptr<SampleScorer>> make_sample(const JsonObject& options) {
    TRY(const EditUnit unit, read_edit_unit("levenshtein", options));
    return std::make_unique<Scorer>(unit);
}

}  // namespace

extern const Metric levenshtein;
constinit const Metric levenshtein{
    .name = "levenshtein",
    .version = 1,
    .range = {0, 1},
    .better = Better::higher,
    .summary = "Similarity by edit distance: 1 - edits / length of the longer side.",
    .source = "Levenshtein 1966; computed as Myers 1999 and Hyyro 2003",
    .options = options_of,
    .sample = make_sample};

}  // namespace assay::metrics
