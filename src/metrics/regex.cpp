#include "metrics/metric.hpp"
#include "metrics/normalize.hpp"
#include "metrics/option_values.hpp"

#include <fmt/format.h>

#include <array>

namespace assay::metrics {
namespace {

constexpr std::array options_of = {
    OptionSpec{"pattern", "string", "null", "RE2 pattern; left out: each target is a pattern."},
    OptionSpec{"match",
               "string",
               "\"partial\"",
               "`partial`: anywhere in the output; `full`: the whole output."},
    OptionSpec{"ignore_case", "boolean", "false", "Letters match in either case."}};

class Scorer final : public SampleScorer {
  public:
    Scorer(std::unique_ptr<RE2> pattern, RE2::Options options, bool is_full)
        : pattern_(std::move(pattern)), options_(options), is_full_(is_full) {}

    [[nodiscard]] SampleValue score(const Observation& observation) const override {
        if (pattern_) return SampleValue::of(matches(*pattern_, observation.output) ? 1 : 0);
        std::string broken;
        SampleValue value = match_any_target(observation, [&](std::string_view target) {
            const RE2 pattern(re2::StringPiece(target.data(), target.size()), options_);
            if (!pattern.ok())
                broken = fmt::format("the target '{}' is no pattern: {}", target, pattern.error());
            return pattern.ok() && matches(pattern, observation.output);
        });
        if (value.value == 0 && !broken.empty()) return SampleValue::unscored(std::move(broken));
        return value;
    }

  private:
    [[nodiscard]] bool matches(const RE2& pattern, std::string_view output) const {
        return pattern.Match(re2::StringPiece(output.data(), output.size()),
                             0,
                             output.size(),
                             is_full_ ? RE2::ANCHOR_BOTH : RE2::UNANCHORED,
                             nullptr,
                             0);
    }

    std::unique_ptr<RE2> pattern_;  ///< null: the targets are patterns
    RE2::Options options_;
    bool is_full_;
};

Result<std::unique_ptr<SampleScorer>> make_sample(const JsonObject& options) {
    const OptionValues values("regex", options);
    constexpr std::array<std::string_view, 2> modes = {"partial", "full"};
    TRY(const std::string mode, values.one_of("match", modes));
    RE2::Options pattern_style = pattern_options();
    pattern_style.set_case_sensitive(!values.boolean("ignore_case"));
    std::unique_ptr<RE2> pattern;
    if (const auto text = values.optional_string("pattern")) {
        TRY(pattern, values.pattern("pattern", *text, pattern_style));
    }
    return std::make_unique<Scorer>(std::move(pattern), pattern_style, mode == "full");
}

}  // namespace

extern const Metric regex;
constinit const Metric regex{.name = "regex",
                             .version = 1,
                             .range = {0, 1},
                             .better = Better::higher,
                             .scale = Scale::rate,
                             .summary =
                                 "1 if the output matches the pattern, or any target read "
                                 "as a pattern.",
                             .source = "RE2 syntax",
                             .needs_target = false,
                             .options = options_of,
                             .sample = make_sample};

}  // namespace assay::metrics
