// Filters that search: regex, multi_choice_regex, replace.

#include "prompts/answer_filter.hpp"
#include "prompts/pattern.hpp"
#include "prompts/python_text.hpp"
#include "text/unicode.hpp"

#include <unicode/uchar.h>

#include <algorithm>
#include <array>
#include <map>

namespace assay::prompts {
namespace {

struct RegexOptions {
    Pattern pattern;
    std::int64_t group_select = 0;
    std::string fallback;
};

Result<RegexOptions> read_regex(const JsonFields& fields) {
    TRY(auto expression, fields.optional_string("pattern"));
    if (!expression) {
        TRY(expression, fields.optional_string("regex_pattern"));
    }
    TRY(const auto group_select, fields.optional_integer("group_select"));
    TRY(const auto fallback, fields.optional_string("fallback"));
    TRY(auto pattern, Pattern::compile(expression.value_or(R"(#### (\-?[0-9\.\,]+))")));
    return RegexOptions{
        std::move(pattern), group_select.value_or(0), fallback.value_or(std::string(no_answer))};
}

// The chosen match as lm-evaluation-harness reads it: its first group that is not empty, stripped.
// `found` is false if there is no such match.
struct Choice {
    std::string_view text;
    bool found;
};
Result<Choice> choose(const Pattern& pattern, std::int64_t group_select, std::string_view text) {
    TRY(const auto matches, pattern.find_all(text));
    const auto count = static_cast<std::int64_t>(matches.size());
    if (group_select >= count || group_select < -count) return Choice{{}, false};
    const auto& match =
        matches[static_cast<std::size_t>(group_select < 0 ? group_select + count : group_select)];
    const auto group = std::ranges::find_if(match, [](auto part) { return !part.empty(); });
    // A single group may be empty and still be the answer; of several, one must hold something.
    if (group == match.end()) return Choice{{}, match.size() == 1};
    return Choice{strip(*group, Sides::both), true};
}

class RegexFilter final : public EachAnswerFilter {
  public:
    explicit RegexFilter(RegexOptions options) : options_(std::move(options)) {}

  private:
    Result<void> change(Extraction& answer, const FilterContext&) const override {
        TRY(const Choice choice, choose(options_.pattern, options_.group_select, answer.text));
        if (choice.found)
            answer.text = std::string(choice.text);
        else
            give_up(answer, options_.fallback);
        return {};
    }

    RegexOptions options_;
};

MadeFilter make_regex(const JsonObject& options, const std::string& where) {
    const JsonFields fields(options, where);
    CHECK_OK(fields.only(
        std::array<std::string_view, 4>{"pattern", "regex_pattern", "group_select", "fallback"}));
    auto regex = read_regex(fields);
    if (!regex) return std::move(regex).error().in(where);
    return std::make_shared<RegexFilter>(*std::move(regex));
}

class ChoiceFilter final : public EachAnswerFilter {
  public:
    ChoiceFilter(RegexOptions options,
                 std::vector<Pattern> ignored,
                 bool case_matters,
                 bool punctuation_matters)
        : options_(std::move(options)),
          ignored_(std::move(ignored)),
          case_matters_(case_matters),
          punctuation_matters_(punctuation_matters) {}

  private:
    // What may be ignored when a choice is looked for by its words.
    Result<std::string> reduce(std::string_view text) const {
        std::string reduced(text);
        for (const Pattern& pattern : ignored_) {
            TRY(reduced, pattern.replace(reduced, ""));
        }
        if (!case_matters_) reduced = text::lower(reduced);
        if (punctuation_matters_) return reduced;
        std::string kept;
        for (std::size_t index = 0; index < reduced.size();) {
            const text::CodePoint point = text::code_point_at(reduced, index);
            if (u_ispunct(static_cast<UChar32>(point.value)) == 0)
                kept.append(reduced, index, point.next_index - index);
            index = point.next_index;
        }
        return kept;
    }

    // First the pattern, then a choice's words anywhere, then its letter after a colon.
    Result<void> change(Extraction& answer, const FilterContext& context) const override {
        TRY(const Choice direct, choose(options_.pattern, options_.group_select, answer.text));
        if (!direct.text.empty()) {
            answer.text = std::string(direct.text);
            return {};
        }
        if (context.choices.empty() || context.choices.size() > 26)
            return fail(ErrorKind::invalid_input,
                        "multi_choice_regex needs 1 to 26 choices, the sample has {}",
                        context.choices.size());
        std::map<std::string, char, std::less<>> letters;
        std::string words;
        std::string last(1, 'A');
        for (const std::string& choice : context.choices) {
            TRY(const std::string reduced, reduce(strip(choice, Sides::both)));
            letters[reduced] = last[0];
            words += (words.empty() ? "" : "|") + Pattern::escape(reduced);
            ++last[0];
        }
        TRY(const Pattern by_words, Pattern::compile(words));
        TRY(const std::string reduced, reduce(answer.text));
        TRY(const Choice named, choose(by_words, options_.group_select, reduced));
        if (!named.text.empty()) {
            const auto letter = letters.find(named.text);
            answer.text = letter != letters.end() ? fmt::format("({})", letter->second)
                                                  : std::string(named.text);
            return {};
        }
        --last[0];
        TRY(const Pattern by_letter, Pattern::compile(fmt::format(R"(:[\s]*([A-{}]))", last)));
        TRY(const Choice lettered, choose(by_letter, options_.group_select, answer.text));
        if (lettered.text.empty())
            give_up(answer, options_.fallback);
        else
            answer.text = fmt::format("({})", lettered.text);
        return {};
    }

    RegexOptions options_;
    std::vector<Pattern> ignored_;
    bool case_matters_;
    bool punctuation_matters_;
};

MadeFilter make_choice(const JsonObject& options, const std::string& where) {
    const JsonFields fields(options, where);
    CHECK_OK(fields.only(std::array<std::string_view, 7>{"pattern",
                                                         "regex_pattern",
                                                         "group_select",
                                                         "fallback",
                                                         "ignore_case",
                                                         "ignore_punctuation",
                                                         "regexes_to_ignore"}));
    auto regex = read_regex(fields);
    if (!regex) return std::move(regex).error().in(where);
    TRY(const auto ignores_case, fields.optional_boolean("ignore_case"));
    TRY(const auto ignores_punctuation, fields.optional_boolean("ignore_punctuation"));
    std::vector<Pattern> ignored;
    const Json* expressions = fields.find("regexes_to_ignore");
    if (expressions != nullptr && !expressions->is_null()) {
        if (!expressions->is_array())
            return fail(
                ErrorKind::invalid_input, "{}: regexes_to_ignore is a list of texts", where);
        for (const Json& expression : expressions->get_array()) {
            if (!expression.is_string())
                return fail(
                    ErrorKind::invalid_input, "{}: regexes_to_ignore is a list of texts", where);
            TRY(auto pattern, Pattern::compile(json_view(expression.get_string())));
            ignored.push_back(std::move(pattern));
        }
    }
    return std::make_shared<ChoiceFilter>(*std::move(regex),
                                          std::move(ignored),
                                          !ignores_case.value_or(false),
                                          !ignores_punctuation.value_or(false));
}

class ReplaceFilter final : public EachAnswerFilter {
  public:
    ReplaceFilter(Pattern pattern, std::string replacement)
        : pattern_(std::move(pattern)), replacement_(std::move(replacement)) {}

  private:
    Result<void> change(Extraction& answer, const FilterContext&) const override {
        TRY(answer.text, pattern_.replace(answer.text, replacement_));
        return {};
    }

    Pattern pattern_;
    std::string replacement_;
};

MadeFilter make_replace(const JsonObject& options, const std::string& where) {
    const JsonFields fields(options, where);
    CHECK_OK(fields.only(std::array<std::string_view, 2>{"pattern", "with"}));
    TRY(const std::string expression, fields.string("pattern"));
    TRY(const auto replacement, fields.optional_string("with"));
    auto pattern = Pattern::compile(expression);
    if (!pattern) return std::move(pattern).error().in(where);
    return std::make_shared<ReplaceFilter>(*std::move(pattern), replacement.value_or(""));
}

}  // namespace

std::span<const FilterKind> regex_kinds() {
    static constexpr std::array kinds = {
        FilterKind{"regex", "pattern", make_regex},
        FilterKind{"multi_choice_regex", "pattern", make_choice},
        FilterKind{"replace", "pattern", make_replace},
    };
    return kinds;
}

}  // namespace assay::prompts
