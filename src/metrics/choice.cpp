#include "metrics/metric.hpp"
#include "metrics/normalize.hpp"
#include "metrics/option_values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <vector>

namespace assay::metrics {
namespace {

constexpr std::array options_of = {
    OptionSpec{"letters",
               "string",
               "\"ABCDEFGHIJ\"",
               "The letters of the choices, in order: 2 to 26 different capital letters."},
    OptionSpec{"position",
               "string",
               "\"last\"",
               "Which one counts when a rule finds several: `last` or `first`."}};

/// What may stand between the words that announce a letter and the letter: Markdown, brackets and
/// LaTeX.
constexpr std::string_view decoration = R"((?:\\boxed|\\text(?:bf)?|[\s*_$`({\[\\"'])*)";
/// What ends a letter that could as well be a word (`a`, `I`).
constexpr std::string_view closing = R"((?:[).\]}:,;*_$`"'\\]|\s*$|\s*\n))";

/// Patterns with one group, the letter; the first that matches decides.
std::vector<std::string> rules_for(std::string_view letters) {
    const std::string upper = fmt::format("([{}])", letters);
    const std::string either = fmt::format("((?i:[{}]))", letters);
    return {
        fmt::format(R"((?i:answer){0}[:=]{0}{1}{2})", decoration, either, closing),
        fmt::format(R"((?i:answer)(?i:\s+is)?{0}:?{0}{1}\b)", decoration, upper),
        fmt::format(R"(\A{0}{1}[).\]}}:*_$`"'\s]*\z)", decoration, either),
        fmt::format(R"(\A{0}{1}{2})", decoration, upper, closing),
        fmt::format(R"((?i:option|choice){0}{1}\b)", decoration, upper),
        fmt::format(R"([(\[]{0}[)\]])", upper),
        fmt::format(R"((?:^|[\s*_$`"'{{]){0}{1})", upper, closing),
    };
}

class Scorer final : public SampleScorer {
  public:
    Scorer(std::string letters, bool picks_last)
        : letters_(std::move(letters)), picks_last_(picks_last) {
        for (const std::string& rule : rules_for(letters_))
            rules_.push_back(std::make_unique<RE2>(rule, pattern_options()));
        for (const auto& rule : rules_) ASSAY_ASSERT(rule->ok(), "our own patterns compile");
    }

    [[nodiscard]] SampleValue score(const Observation& observation) const override {
        const std::optional<std::size_t> chosen = extract(observation.output);
        bool has_choice = false;
        SampleValue value = match_any_target(observation, [&](std::string_view target) {
            const std::optional<std::size_t> right = target_index(strip(target));
            has_choice = has_choice || right.has_value();
            return right && chosen == right;
        });
        if (!value.value) return value;
        if (!has_choice)
            return SampleValue::unscored("no target is a letter or a position of the choices");
        if (!chosen) return SampleValue::explained(0, "no choice found in the output");
        value.reason = std::string("chose ") + letters_[*chosen];
        return value;
    }

  private:
    [[nodiscard]] std::optional<std::size_t> extract(std::string_view output) const {
        // The common short answer needs no pattern.
        if (output.size() == 1) return index_of(output.front());
        for (const auto& rule : rules_) {
            re2::StringPiece rest(output.data(), output.size());
            re2::StringPiece letter;
            std::optional<std::size_t> found;
            while (RE2::FindAndConsume(&rest, *rule, &letter)) {
                found = index_of(letter[0]);
                if (!picks_last_) break;
            }
            if (found) return found;
        }
        return std::nullopt;
    }

    [[nodiscard]] std::optional<std::size_t> index_of(char letter) const {
        const char upper = letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 32) : letter;
        const std::size_t index = letters_.find(upper);
        if (index == std::string::npos) return std::nullopt;
        return index;
    }

    /// `B`, `b`, `(B)`, `B.` or the position from 0.
    [[nodiscard]] std::optional<std::size_t> target_index(std::string_view target) const {
        if (target.starts_with('(')) target.remove_prefix(1);
        if (target.ends_with(')') || target.ends_with('.')) target.remove_suffix(1);
        if (target.size() == 1 && index_of(target.front())) return index_of(target.front());
        std::size_t index = 0;
        const auto parsed = std::from_chars(target.data(), target.data() + target.size(), index);
        const bool is_whole = parsed.ptr == target.data() + target.size();
        if (parsed.ec != std::errc{} || !is_whole || index >= letters_.size()) return std::nullopt;
        return index;
    }

    std::string letters_;
    bool picks_last_;
    std::vector<std::unique_ptr<RE2>> rules_;
};

Result<std::unique_ptr<SampleScorer>> make_sample(const JsonObject& options) {
    const OptionValues values("choice", options);
    std::string letters = values.string("letters");
    std::string sorted = letters;
    std::ranges::sort(sorted);
    const bool repeats = std::ranges::adjacent_find(sorted) != sorted.end();
    const bool are_capitals =
        std::ranges::all_of(sorted, [](char letter) { return letter >= 'A' && letter <= 'Z'; });
    if (letters.size() < 2 || repeats || !are_capitals)
        return fail(ErrorKind::invalid_input,
                    "metric choice: option 'letters' is '{}', expected 2 to 26 different capital "
                    "letters, e.g. ABCD",
                    letters);
    constexpr std::array<std::string_view, 2> positions = {"last", "first"};
    TRY(const std::string position, values.one_of("position", positions));
    return std::make_unique<Scorer>(std::move(letters), position == "last");
}

}  // namespace

extern const Metric choice;
constinit const Metric choice{
    .name = "choice",
    .version = 1,
    .range = {0, 1},
    .better = Better::higher,
    .scale = Scale::rate,
    .summary = "1 if the letter that the output chooses is that of any target.",
    .source = "extraction rules on its documentation page",
    .options = options_of,
    .sample = make_sample};

}  // namespace assay::metrics
