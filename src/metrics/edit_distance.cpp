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
        double least = infinity;
        for (const std::string_view target : observation.targets) {
            const auto edits = edits_between(unit_, observation.output, target).edit_count;
            least = std::min(least, static_cast<double>(edits));
        }
        return SampleValue::of(least);
    }

  private:
    EditUnit unit_;
};

Result<std::unique_ptr<SampleScorer>> make_sample(const JsonObject& options) {
    TRY(const EditUnit unit, read_edit_unit("edit_distance", options));
    return std::make_unique<Scorer>(unit);
}

}  // namespace

extern const Metric edit_distance;
constinit const Metric edit_distance{
    .name = "edit_distance",
    .version = 1,
    .range = {0, infinity},
    .better = Better::lower,
    .summary = "Insertions, deletions and replacements from the output to the nearest target.",
    .source = "Levenshtein 1966; computed as Myers 1999 and Hyyro 2003",
    .options = options_of,
    .sample = make_sample};

}  // namespace assay::metrics
