#include "text/words.hpp"

#include "text/unicode.hpp"
#include "text/whitespace.hpp"

namespace assay::text {
namespace {

bool is_digit(char32_t point) { return point >= U'0' && point <= U'9'; }

bool joins(char32_t before, char32_t mark, char32_t after) {
    if (mark == U',' || mark == U':') return is_digit(before) && is_digit(after);
    if (mark != U'\'' && mark != U'\u2019' && mark != U'-' && mark != U'.') return false;
    return is_alphanumeric(before) && is_alphanumeric(after);
}

void cut_run(std::string_view run, std::vector<std::string_view>& words) {
    std::size_t start = 0;
    char32_t before = U' ';
    for (std::size_t i = 0; i < run.size();) {
        const CodePoint point = code_point_at(run, i);
        if (is_punctuation_or_symbol(point.value)) {
            const char32_t after =
                point.next_index < run.size() ? code_point_at(run, point.next_index).value : U' ';
            if (!joins(before, point.value, after)) {
                if (i > start) words.push_back(run.substr(start, i - start));
                words.push_back(run.substr(i, point.next_index - i));
                start = point.next_index;
            }
        }
        before = point.value;
        i = point.next_index;
    }
    if (start < run.size()) words.push_back(run.substr(start));
}

bool is_plain(std::string_view run) {
    for (const char byte : run) {
        const bool letter = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
                            (byte >= '0' && byte <= '9');
        if (!letter) return false;
    }
    return true;
}

}  // namespace

void cut_words(std::string_view text, std::vector<std::string_view>& words) {
    thread_local std::vector<std::string_view> runs;
    split_words(text, runs);
    words.clear();
    for (const std::string_view run : runs) {
        if (is_plain(run)) {
            words.push_back(run);
        } else {
            cut_run(run, words);
        }
    }
}

}  // namespace assay::text
