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

/// Equal numbers are equal words (or stems); they are below `number_limit`, which is at most the
/// number of words of both sides.
struct RougePair {
    RougeText output;
    RougeText target;
    std::size_t number_limit = 0;
};

class RougeTexts {
  public:
    /// The calling thread's own.
    static RougeTexts& of_thread(Stemming stemming);

    /// Splits as rouge_score's default tokenizer: lower case, everything but a-z and 0-9 separates,
    /// words of more than three letters are stemmed. Valid until the next call.
    const RougePair& read(std::string_view output,
                          std::string_view target,
                          std::size_t target_index);

  private:
    explicit RougeTexts(Stemming stemming);

    struct Kept {
        std::string source;
        RougeText text;
        bool is_read = false;
    };
    struct KeptTarget {
        Kept side;
        RougePair pair;
        std::uint64_t output_serial = 0;  ///< of the output that `pair` was made with
    };
    /// Whether it had to be read anew.
    bool read(std::string_view source, Kept& kept);
    void split(std::string_view source, RougeText& text);
    void renumber(RougePair& pair);

    text::WordNumbers numbers_;
    Kept output_;
    std::uint64_t output_serial_ = 0;
    std::vector<KeptTarget> targets_;
    std::string lowered_;                  ///< scratch of split()
    std::vector<std::string_view> words_;  ///< scratch of split(), views of lowered_
    text::NumberCounts small_numbers_;     ///< scratch of renumber()
};

}  // namespace assay::metrics
