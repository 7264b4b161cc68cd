#pragma once
// What the model sees of an example: a few dense numbers, and signed hashes of the words and
// characters of the output. The README lists them. A change of any of them raises feature_version,
// as stored models are bound to it.

#include "distill/example.hpp"
#include "distill/hash_set.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace assay::distill {

inline constexpr std::uint32_t feature_version = 1;
inline constexpr std::size_t bucket_count = std::size_t{1} << 16U;
/// Dense features besides two a metric: its score, and whether it is missing.
inline constexpr std::size_t text_feature_count = 24;

/// Number of dense features with so many metrics.
constexpr std::size_t dense_count(std::size_t metric_count) {
    return text_feature_count + 2 * metric_count;
}

struct Features {
    /// Not standardised; floats, so that the last bit of a logarithm, in which mathematical
    /// libraries differ, is not seen. The score of a missing metric is 0.
    std::vector<float> dense;
    /// One entry an occurrence: the bucket times 2, plus 1 for a negative sign.
    std::vector<std::uint32_t> word_grams;       ///< 1 and 2 lower-case words
    std::vector<std::uint32_t> character_grams;  ///< 3 lower-case characters
};

/// Holds working memory: one thread at a time, meant to be used again and again.
class FeatureReader {
  public:
    /// Replaces `features` by those of the example. O(bytes).
    void read(const Example& example, Features& features);

  private:
    struct Text {
        std::string lowered;
        std::vector<std::string_view> words;
        std::vector<std::uint64_t> words_hashed;
        std::vector<std::uint64_t> pairs_hashed;  ///< of neighbouring words
    };
    static void cut(std::string_view bytes, Text& text);
    void read_input(const Example& example, std::vector<float>& dense);
    void read_targets(const Example& example, std::vector<float>& dense);
    void read_output(std::string_view output, std::vector<float>& dense);
    void read_grams(Features& features);
    [[nodiscard]] double pairs_copied_ratio(const Text& source);

    Text output_;
    Text other_;
    HashSet output_words_;
    HashSet other_words_;
    HashSet pairs_;
    std::vector<std::size_t> starts_;  ///< of the characters of the output
};

}  // namespace assay::distill
