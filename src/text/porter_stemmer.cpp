#include "text/porter_stemmer.hpp"

#include "text/unicode.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

// The paper's terms: a word is [C](VC)^m[V], where C and V are runs of consonants and vowels; m is
// the measure. Rules of one step are tried in order; the first whose suffix the word has decides,
// whether or not its condition holds.

namespace assay::text {
namespace {

using Word = std::u32string;
using WordView = std::u32string_view;

constexpr std::array<std::pair<std::string_view, std::string_view>, 16> irregular = {{
    {"sky", "sky"},
    {"skies", "sky"},
    {"dying", "die"},
    {"lying", "lie"},
    {"tying", "tie"},
    {"news", "news"},
    {"innings", "inning"},
    {"inning", "inning"},
    {"outings", "outing"},
    {"outing", "outing"},
    {"cannings", "canning"},
    {"canning", "canning"},
    {"howe", "howe"},
    {"proceed", "proceed"},
    {"exceed", "exceed"},
    {"succeed", "succeed"},
}};

bool is_consonant(WordView word, std::size_t index) {
    switch (word[index]) {
        case U'a':
        case U'e':
        case U'i':
        case U'o':
        case U'u':
            return false;
        case U'y':
            break;
        default:
            return true;
    }
    // In a run of y's every second one is a vowel, beginning from what stands before the run.
    std::size_t start = index;
    while (start > 0 && word[start - 1] == U'y') --start;
    const bool first = start == 0 || !is_consonant(word, start - 1);
    return (index - start) % 2 == 0 ? first : !first;
}

std::size_t measure(WordView stem) {
    std::size_t count = 0;
    bool after_vowel = false;
    for (std::size_t i = 0; i < stem.size(); ++i) {
        const bool consonant = is_consonant(stem, i);
        if (consonant && after_vowel) ++count;
        after_vowel = !consonant;
    }
    return count;
}

bool has_vowel(WordView stem) {
    for (std::size_t i = 0; i < stem.size(); ++i) {
        if (!is_consonant(stem, i)) return true;
    }
    return false;
}

bool ends_in_double_consonant(WordView word) {
    const std::size_t size = word.size();
    return size >= 2 && word[size - 1] == word[size - 2] && is_consonant(word, size - 1);
}

/// Consonant, vowel, consonant other than w, x and y; or a word of one vowel and one consonant.
bool ends_short(WordView word) {
    const std::size_t size = word.size();
    if (size == 2) return !is_consonant(word, 0) && is_consonant(word, 1);
    return size >= 3 && is_consonant(word, size - 3) && !is_consonant(word, size - 2) &&
           is_consonant(word, size - 1) && WordView(U"wxy").find(word.back()) == WordView::npos;
}

struct Rule {
    WordView suffix;
    WordView replacement;
};

/// Replaces the suffix of the first rule that fits if what stands before it measures enough.
void apply_first(Word& word, std::span<const Rule> rules, std::size_t measure_min) {
    for (const Rule& rule : rules) {
        if (!word.ends_with(rule.suffix)) continue;
        const std::size_t stem_size = word.size() - rule.suffix.size();
        if (measure_min > 0 && measure(WordView(word).substr(0, stem_size)) < measure_min) return;
        word.replace(stem_size, Word::npos, rule.replacement);
        return;
    }
}

/// Plurals.
void step_1a(Word& word) {
    constexpr std::array<Rule, 4> rules = {
        {{U"sses", U"ss"}, {U"ies", U"i"}, {U"ss", U"ss"}, {U"s", U""}}};
    if (word.size() == 4 && word.ends_with(U"ies")) {
        word.pop_back();
        return;
    }
    apply_first(word, rules, 0);
}

/// What is put right after `ed` or `ing` was taken off.
void mend(Word& word) {
    for (const WordView ending : {U"at", U"bl", U"iz"}) {
        if (word.ends_with(ending)) {
            word.push_back(U'e');
            return;
        }
    }
    if (ends_in_double_consonant(word)) {
        if (WordView(U"lsz").find(word.back()) == WordView::npos) word.pop_back();
        return;
    }
    if (measure(word) == 1 && ends_short(word)) word.push_back(U'e');
}

/// Past tenses and participles.
void step_1b(Word& word) {
    if (word.ends_with(U"ied")) {
        word.resize(word.size() - (word.size() == 4 ? 1 : 2));
        return;
    }
    if (word.ends_with(U"eed")) {
        if (measure(WordView(word).substr(0, word.size() - 3)) > 0) word.pop_back();
        return;
    }
    for (const WordView suffix : {WordView(U"ed"), WordView(U"ing")}) {
        if (!word.ends_with(suffix)) continue;
        if (!has_vowel(WordView(word).substr(0, word.size() - suffix.size()))) return;
        word.resize(word.size() - suffix.size());
        mend(word);
        return;
    }
}

void step_1c(Word& word) {
    if (word.size() > 2 && word.back() == U'y' && is_consonant(word, word.size() - 2))
        word.back() = U'i';
}

/// Double suffixes to single ones.
void step_2(Word& word) {
    constexpr std::array<Rule, 21> rules = {
        {{U"ational", U"ate"}, {U"tional", U"tion"}, {U"enci", U"ence"},   {U"anci", U"ance"},
         {U"izer", U"ize"},    {U"bli", U"ble"},     {U"alli", U"al"},     {U"entli", U"ent"},
         {U"eli", U"e"},       {U"ousli", U"ous"},   {U"ization", U"ize"}, {U"ation", U"ate"},
         {U"ator", U"ate"},    {U"alism", U"al"},    {U"iveness", U"ive"}, {U"fulness", U"ful"},
         {U"ousness", U"ous"}, {U"aliti", U"al"},    {U"iviti", U"ive"},   {U"biliti", U"ble"},
         {U"fulli", U"ful"}}};
    if (word.ends_with(U"alli") && measure(WordView(word).substr(0, word.size() - 4)) > 0)
        word.resize(word.size() - 2);
    if (word.ends_with(U"logi")) {
        // The l counts to the stem, so that short ones such as `geo` fit.
        if (measure(WordView(word).substr(0, word.size() - 3)) > 0) word.pop_back();
        return;
    }
    apply_first(word, rules, 1);
}

void step_3(Word& word) {
    constexpr std::array<Rule, 7> rules = {{{U"icate", U"ic"},
                                            {U"ative", U""},
                                            {U"alize", U"al"},
                                            {U"iciti", U"ic"},
                                            {U"ical", U"ic"},
                                            {U"ful", U""},
                                            {U"ness", U""}}};
    apply_first(word, rules, 1);
}

/// Single suffixes of long stems.
void step_4(Word& word) {
    constexpr std::array<Rule, 18> rules = {{{U"al", U""},
                                             {U"ance", U""},
                                             {U"ence", U""},
                                             {U"er", U""},
                                             {U"ic", U""},
                                             {U"able", U""},
                                             {U"ible", U""},
                                             {U"ant", U""},
                                             {U"ement", U""},
                                             {U"ment", U""},
                                             {U"ent", U""},
                                             {U"ou", U""},
                                             {U"ism", U""},
                                             {U"ate", U""},
                                             {U"iti", U""},
                                             {U"ous", U""},
                                             {U"ive", U""},
                                             {U"ize", U""}}};
    if (word.ends_with(U"ion")) {
        const WordView stem = WordView(word).substr(0, word.size() - 3);
        if (measure(stem) > 1 && (stem.back() == U's' || stem.back() == U't'))
            word.resize(stem.size());
        return;
    }
    apply_first(word, rules, 2);
}

void step_5(Word& word) {
    if (word.ends_with(U'e')) {
        const WordView stem = WordView(word).substr(0, word.size() - 1);
        const std::size_t count = measure(stem);
        if (count > 1 || (count == 1 && !ends_short(stem))) word.pop_back();
    }
    if (word.ends_with(U"ll") && measure(WordView(word).substr(0, word.size() - 1)) > 1)
        word.pop_back();
}

}  // namespace

std::string porter_stem(std::string_view word) {
    for (const auto& [form, stem] : irregular) {
        if (word == form) return std::string(stem);
    }
    Word points = to_code_points(word);
    if (points.size() <= 2) return std::string(word);
    step_1a(points);
    step_1b(points);
    step_1c(points);
    step_2(points);
    step_3(points);
    step_4(points);
    step_5(points);
    std::string stem;
    for (const char32_t point : points) append_utf8(stem, point);
    return stem;
}

}  // namespace assay::text
