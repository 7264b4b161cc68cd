#include "metrics/metric.hpp"
#include "metrics/normalize.hpp"
#include "metrics/option_values.hpp"
#include "text/unicode.hpp"

#include <array>
#include <vector>

namespace assay::metrics {
namespace {

constexpr std::array options_of = {
    OptionSpec{"ignore_case", "boolean", "false", "Lower-case both sides (Unicode)."},
    OptionSpec{"ignore_punctuation", "boolean", "false", "Remove ASCII punctuation."},
    OptionSpec{"ignore_numbers", "boolean", "false", "Remove the digits 0 to 9."},
    OptionSpec{"regexes_to_ignore",
               "strings",
               "[]",
               "RE2 patterns whose matches are removed, in this order, before anything else."},
    OptionSpec{"strip", "boolean", "false", "Remove white space at both ends, after all else."}};

/// The order of the steps is lm-evaluation-harness's: patterns, case, punctuation, digits.
class Normalizer {
  public:
    static Result<Normalizer> make(const OptionValues& options) {
        Normalizer normalizer;
        normalizer.ignore_case_ = options.boolean("ignore_case");
        normalizer.ignore_punctuation_ = options.boolean("ignore_punctuation");
        normalizer.ignore_numbers_ = options.boolean("ignore_numbers");
        normalizer.strip_ = options.boolean("strip");
        for (const std::string& text : options.strings("regexes_to_ignore")) {
            TRY(auto pattern, options.pattern("regexes_to_ignore", text, pattern_options()));
            normalizer.ignored_.push_back(std::move(pattern));
        }
        return normalizer;
    }

    [[nodiscard]] bool is_identity() const {
        const bool removes = ignore_punctuation_ || ignore_numbers_ || strip_;
        return !ignore_case_ && !removes && ignored_.empty();
    }

    [[nodiscard]] std::string operator()(std::string_view text) const {
        std::string result(text);
        for (const auto& pattern : ignored_) RE2::GlobalReplace(&result, *pattern, "");
        if (ignore_case_) result = text::lower(result);
        if (ignore_punctuation_) remove_ascii_punctuation(result);
        if (ignore_numbers_) remove_ascii_digits(result);
        if (strip_) result = std::string(strip(result));
        return result;
    }

  private:
    std::vector<std::unique_ptr<RE2>> ignored_;
    bool ignore_case_ = false;
    bool ignore_punctuation_ = false;
    bool ignore_numbers_ = false;
    bool strip_ = false;
};

class Scorer final : public SampleScorer {
  public:
    explicit Scorer(Normalizer normalizer) : normalizer_(std::move(normalizer)) {}

    [[nodiscard]] SampleValue score(const Observation& observation) const override {
        if (normalizer_.is_identity())
            return match_any_target(
                observation, [&](std::string_view target) { return target == observation.output; });
        const std::string output = normalizer_(observation.output);
        return match_any_target(
            observation, [&](std::string_view target) { return normalizer_(target) == output; });
    }

  private:
    Normalizer normalizer_;
};

Result<std::unique_ptr<SampleScorer>> make_sample(const JsonObject& options) {
    TRY(auto normalizer, Normalizer::make(OptionValues("exact_match", options)));
    return std::make_unique<Scorer>(std::move(normalizer));
}

}  // namespace

extern const Metric exact_match;
constinit const Metric exact_match{.name = "exact_match",
                                   .version = 1,
                                   .range = {0, 1},
                                   .better = Better::higher,
                                   .scale = Scale::rate,
                                   .summary = "1 if the output equals any target.",
                                   .source = "lm-evaluation-harness 0.4, exact_match",
                                   .options = options_of,
                                   .sample = make_sample};

}  // namespace assay::metrics
