#include "metrics/rouge_text.hpp"

#include <algorithm>
#include <array>

namespace assay::metrics {
namespace {

/// Distinct words a thread remembers before it starts anew; about 10 MB.
constexpr std::size_t remembered_words_max = std::size_t{1} << 16U;
/// Targets of one sample a thread remembers; further ones share the last place.
constexpr std::size_t remembered_targets_max = 16;

/// The lower-case letter or digit of a byte, 0 for all that separates words.
constexpr std::array<char, 256> word_bytes = [] {
    std::array<char, 256> bytes{};
    for (char c = '0'; c <= '9'; ++c) bytes[static_cast<std::size_t>(c)] = c;
    for (char c = 'a'; c <= 'z'; ++c) {
        bytes[static_cast<std::size_t>(c)] = c;
        bytes[static_cast<std::size_t>(c - 'a' + 'A')] = c;
    }
    return bytes;
}();

/// Two characters beyond ASCII have ASCII letters as their lower case: the Kelvin sign is a k, and
/// the dotted capital I an i with a combining dot, which separates.
constexpr std::string_view kelvin_sign = "\u212A";
constexpr std::string_view dotted_capital_i = "\u0130";

}  // namespace

RougeTexts::RougeTexts(Stemming stemming)
    : numbers_(stemming == Stemming::porter ? 4 : text::WordNumbers::never) {}

RougeTexts& RougeTexts::of_thread(Stemming stemming) {
    thread_local RougeTexts plain(Stemming::none);
    thread_local RougeTexts stemmed(Stemming::porter);
    return stemming == Stemming::porter ? stemmed : plain;
}

const RougePair& RougeTexts::read(std::string_view output,
                                  std::string_view target,
                                  std::size_t target_index) {
    if (numbers_.size() > remembered_words_max) {
        numbers_.clear();
        output_.is_read = false;
        targets_.clear();
    }
    const std::size_t place = std::min(target_index, remembered_targets_max - 1);
    if (place >= targets_.size()) targets_.resize(place + 1);
    KeptTarget& kept = targets_[place];
    if (read(output, output_)) ++output_serial_;
    const bool is_new_target = read(target, kept.side);
    if (is_new_target || kept.output_serial != output_serial_) {
        kept.pair.output = output_.text;
        kept.pair.target = kept.side.text;
        kept.output_serial = output_serial_;
        renumber(kept.pair);
    }
    return kept.pair;
}

bool RougeTexts::read(std::string_view source, Kept& kept) {
    if (kept.is_read && kept.source == source) return false;
    kept.source.assign(source);
    split(source, kept.text);
    kept.is_read = true;
    return true;
}

void RougeTexts::renumber(RougePair& pair) {
    small_numbers_.clear(numbers_.size());
    std::uint32_t count = 0;
    for (std::vector<std::uint32_t>* words : {&pair.output.words, &pair.target.words}) {
        for (std::uint32_t& word : *words) {
            std::uint32_t& small = small_numbers_[word];
            if (small == 0) small = ++count;
            word = small - 1;
        }
    }
    pair.number_limit = count;
}

void RougeTexts::split(std::string_view source, RougeText& text) {
    words_.clear();
    text.line_ends.clear();
    if (lowered_.size() < source.size()) lowered_.resize(source.size());
    char* word = lowered_.data();
    char* end = word;
    const auto end_word = [&] {
        if (end == word) return;
        words_.emplace_back(word, static_cast<std::size_t>(end - word));
        word = end;
    };
    const auto end_line = [&] {
        end_word();
        const std::size_t last_end = text.line_ends.empty() ? 0 : text.line_ends.back();
        if (words_.size() > last_end) text.line_ends.push_back(words_.size());
    };
    for (std::size_t i = 0; i < source.size(); ++i) {
        const char byte = source[i];
        const char letter = word_bytes[static_cast<unsigned char>(byte)];
        if (letter != 0) {
            *end++ = letter;
        } else if (byte == '\n') {
            end_line();
        } else if (byte == kelvin_sign[0] && source.substr(i).starts_with(kelvin_sign)) {
            *end++ = 'k';
            i += kelvin_sign.size() - 1;
        } else if (byte == dotted_capital_i[0] && source.substr(i).starts_with(dotted_capital_i)) {
            *end++ = 'i';
            end_word();
            i += dotted_capital_i.size() - 1;
        } else {
            end_word();
        }
    }
    end_line();
    numbers_.number_all(words_, text.words);
}

}  // namespace assay::metrics
