#pragma once
// METEOR's alignment of two texts: which word of the output stands for which word of the target, by
// the word itself, then by its stem, then by WordNet's synonyms of the stem.

#include "text/word_numbers.hpp"
#include "text/wordnet.hpp"

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace assay::metrics {

struct MeteorCounts {
    std::size_t match_count = 0;
    std::size_t chunk_count = 0;  ///< runs of matches that are neighbours on both sides
    std::size_t output_count = 0;
    std::size_t target_count = 0;
};

/// Remembers stems and synonyms of the words it has seen. Belongs to one thread.
class MeteorAligner {
  public:
    /// The calling thread's own, for this WordNet or (null) none. `wordnet` is shared by the
    /// scorers of one folder and by the threads that use them.
    static MeteorAligner& of_thread(const std::shared_ptr<const text::WordNet>& wordnet);

    /// Of lower-case words. Like NLTK 3.8 it goes through both sides from the end and takes the
    /// last free word that matches, stage by stage. O(words), and the product of what is left for
    /// the stage of synonyms.
    MeteorCounts align(std::span<const std::string_view> output,
                       std::span<const std::string_view> target);

  private:
    struct Side {
        std::vector<std::uint32_t> words;
        std::vector<std::size_t> free;  ///< positions without a match, rising
    };
    void read(std::span<const std::string_view> words, Side& side);
    void match_equal();
    void match_synonyms();
    void take_stems(Side& side);
    [[nodiscard]] std::size_t count_chunks() const;
    std::uint32_t stem_of(std::uint32_t word);
    /// Sorted numbers of the synonyms of a stem.
    const std::vector<std::uint32_t>& synonyms_of(std::uint32_t stem);
    void forget();

    /// What is known of a word, by its number.
    struct Known {
        std::uint32_t stem = 0;
        bool has_stem = false;
        std::unique_ptr<std::vector<std::uint32_t>> synonyms;
    };
    Known& known(std::uint32_t word);

    std::shared_ptr<const text::WordNet> wordnet_;
    text::WordNumbers numbers_{text::WordNumbers::never};
    std::vector<Known> known_;
    Side output_;
    Side target_;
    std::vector<std::size_t> match_of_;   ///< of each word of the output: 1 + position; 0: none
    text::NumberCounts last_free_;        ///< scratch of match_equal()
    std::vector<std::uint32_t> earlier_;  ///< scratch of match_equal()
};

}  // namespace assay::metrics
