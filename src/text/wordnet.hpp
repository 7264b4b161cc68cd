#pragma once
// Synonyms from the files of Princeton's WordNet 3 (Debian's package wordnet-base). The files are
// kept as they are: the indexes are sorted by lemma and searched by halving, and an index line
// names the byte offsets of its synsets in the data file. Immutable once open; thread-safe.

#include "core/result.hpp"

#include <array>
#include <filesystem>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace assay::text {

class WordNet {
  public:
    /// Reads about 28 MB. Errors: those of read_file for a missing or unreadable file.
    static Result<WordNet> open(const std::filesystem::path& folder);

    /// The lemmas without a space in them of all synsets of a lower-case word, sorted, each once;
    /// views into this. Inflected forms are led back to lemmas as WordNet's morphy does, by the
    /// lists of exceptions and by endings. Equal to the names of lemmas of NLTK 3.8's
    /// wordnet.synsets(word) that hold no underscore.
    [[nodiscard]] std::vector<std::string_view> synonyms(std::string_view word) const;

  private:
    struct PartOfSpeech {
        std::string index;
        std::string data;
        std::unordered_map<std::string, std::vector<std::string>> exceptions;

        /// The rest of the index line after the lemma; empty if there is none.
        [[nodiscard]] std::string_view find(std::string_view lemma) const;
        /// The line that starts at a byte offset; empty beyond the end.
        [[nodiscard]] std::string_view synset(std::size_t offset) const;
    };

    std::array<PartOfSpeech, 4> parts_;
};

}  // namespace assay::text
