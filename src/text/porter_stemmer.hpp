#pragma once
// Takes the endings off English words, so that `connected` and `connection` meet. Pure function;
// thread-safe. WordNumbers (word_numbers.hpp) remembers stems, so that a word is stemmed once.

#include <string>
#include <string_view>

namespace assay::text {

/// The stem of a lower-case word. Characters other than a, e, i, o, u and y count as consonants.
/// Source: Porter 1980, with the departures of NLTK 3.8's PorterStemmer in its default mode
/// NLTK_EXTENSIONS (irregular forms, `ies`/`ied`, final `y`, `alli`, `fulli`, `logi`), whose
/// results it equals.
std::string porter_stem(std::string_view word);

}  // namespace assay::text
