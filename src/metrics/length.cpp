#include "metrics/metric.hpp"
#include "metrics/normalize.hpp"
#include "metrics/option_values.hpp"
#include "text/unicode.hpp"

#include <array>

namespace assay::metrics {
namespace {

constexpr std::array options_of = {OptionSpec{
    "unit", "string", "\"characters\"", "`characters` (code points), `words` or `bytes`."}};

std::size_t count_characters(std::string_view text) {
    std::size_t count = 0;
    for (std::size_t index = 0; index < text.size(); ++count)
        index = text::code_point_at(text, index).next_index;
    return count;
}

/// Runs of characters without white space between them.
std::size_t count_words(std::string_view text) {
    std::size_t count = 0;
    bool is_in_word = false;
    for (std::size_t index = 0; index < text.size();) {
        const std::size_t next = text::code_point_at(text, index).next_index;
        const bool is_space = strip(text.substr(index, next - index)).empty();
        if (!is_space && !is_in_word) ++count;
        is_in_word = !is_space;
        index = next;
    }
    return count;
}

std::size_t count_bytes(std::string_view text) { return text.size(); }

class Scorer final : public SampleScorer {
  public:
    explicit Scorer(std::size_t (*count)(std::string_view)) : count_(count) {}

    [[nodiscard]] SampleValue score(const Observation& observation) const override {
        return SampleValue::of(static_cast<double>(count_(observation.output)));
    }

  private:
    std::size_t (*count_)(std::string_view);
};

Result<std::unique_ptr<SampleScorer>> make_sample(const JsonObject& options) {
    constexpr std::array<std::string_view, 3> units = {"characters", "words", "bytes"};
    TRY(const std::string unit, OptionValues("length", options).one_of("unit", units));
    if (unit == "words") return std::make_unique<Scorer>(count_words);
    return std::make_unique<Scorer>(unit == "bytes" ? count_bytes : count_characters);
}

}  // namespace

extern const Metric length;
constinit const Metric length{.name = "length",
                              .version = 1,
                              .range = {0, infinity},
                              .better = Better::neither,
                              .summary = "Length of the output.",
                              .source = "Unicode 15 code points; words as Python's str.split",
                              .needs_target = false,
                              .options = options_of,
                              .sample = make_sample};

}  // namespace assay::metrics
