#include "metrics/metric.hpp"
#include "metrics/option_values.hpp"
#include "text/edit_distance.hpp"

#include <algorithm>
#include <array>

namespace assay::metrics {
namespace {

constexpr std::array options_of = {
    OptionSpec{"unit", "string", "\"characters\"", "`characters` (code points) or `words`."},
    OptionSpec{"normalize",
               "boolean",
               "true",
               "1 - edits / units of the longer side; false: the number of edits itself, of which "
               "less is better."}};

enum class Unit { characters, words };
enum class Value { similarity, edits };

class Scorer final : public SampleScorer {
  public:
    Scorer(Unit unit, Value value) : unit_(unit), value_(value) {}

    [[nodiscard]] SampleValue score(const Observation& observation) const override {
        if (observation.targets.empty()) return SampleValue::unscored("no target");
        double best = value_ == Value::similarity ? 0 : infinity;
        for (const std::string_view target : observation.targets) {
            const text::EditDistance distance =
                unit_ == Unit::words ? text::word_edits(observation.output, target)
                                     : text::code_point_edits(observation.output, target);
            best = value_ == Value::similarity
                       ? std::max(best, distance.similarity_ratio())
                       : std::min(best, static_cast<double>(distance.edit_count));
        }
        return SampleValue::of(best);
    }

  private:
    Unit unit_;
    Value value_;
};

Result<std::unique_ptr<SampleScorer>> make_sample(const JsonObject& options) {
    const OptionValues values("levenshtein", options);
    constexpr std::array<std::string_view, 2> units = {"characters", "words"};
    TRY(const std::string unit, values.one_of("unit", units));
    return std::make_unique<Scorer>(unit == "words" ? Unit::words : Unit::characters,
                                    values.boolean("normalize") ? Value::similarity : Value::edits);
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
