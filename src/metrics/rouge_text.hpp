#pragma once
// A text as ROUGE sees it: numbered words, with the ends of its lines. Several ROUGE metrics score
// the same observation one after another, so each thread keeps the texts it read last. Texts are
// compared by content; the keeper holds its own copy.

#include "text/word_numbers.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace assay::metrics {

enum class Stemming { none, porter };

struct RougeText {
    std::vector<std::uint32_t> words;
    std::vector<std::size_t> line_ends;  ///< in words, of the lines that have a word
};

class RougeTexts {
  public:
    /// The calling thread's own.
    static RougeTexts& of_thread(Stemming stemming);

    struct Pair {
        const RougeText& output;
        const RougeText& target;
        std::size_t number_limit;  ///< above every number of both
    };
    /// Splits as rouge_score's default tokenizer: lower case, everything but a-z and 0-9 separates,
    /// words of more than three letters are stemmed. Valid until the next call.
    Pair read(std::string_view output, std::string_view target, std::size_t target_index);

  private:
    explicit RougeTexts(Stemming stemming);

    struct Kept {
        std::string source;
        RougeText text;
        bool is_read = false;
    };
    const RougeText& read(std::string_view source, Kept& kept);
    void split(std::string_view source, RougeText& text);

    text::WordNumbers numbers_;
    Kept output_;
    std::vector<Kept> targets_;
    std::string lowered_;  ///< scratch of split()
};

}  // namespace assay::metrics
