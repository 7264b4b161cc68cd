#include "distill/features.hpp"

#include "core/hash.hpp"
#include "text/unicode.hpp"
#include "text/words.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

// Fused multiplication and addition would give other sums on machines that have it.
#pragma clang fp contract(off)

namespace assay::distill {
namespace {

constexpr std::uint64_t word_seed = 0x77'6f'72'64;
constexpr std::uint64_t pair_seed = 0x70'61'69'72;
constexpr std::uint64_t character_seed = 0x63'68'61'72;

double ratio(std::size_t part, std::size_t whole) {
    return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

float log_count(double count) { return static_cast<float>(std::log1p(count)); }

std::uint32_t signed_bucket(std::uint64_t hash) {
    const auto sign = static_cast<std::uint32_t>(hash >> 63U);
    return static_cast<std::uint32_t>(hash & (bucket_count - 1)) * 2 + sign;
}

std::uint64_t hash_pair(std::uint64_t first, std::uint64_t second) {
    std::array<char, 16> bytes{};
    for (unsigned i = 0; i < 8; ++i) {
        bytes[i] = static_cast<char>(first >> (8 * i));
        bytes[8 + i] = static_cast<char>(second >> (8 * i));
    }
    return hash64({bytes.data(), bytes.size()}, pair_seed);
}

std::size_t count_in(const HashSet& set, std::span<const std::uint64_t> hashes) {
    return static_cast<std::size_t>(
        std::ranges::count_if(hashes, [&](std::uint64_t hash) { return set.contains(hash); }));
}

void fill(HashSet& set, std::span<const std::uint64_t> hashes) {
    set.start(hashes.size());
    for (const std::uint64_t hash : hashes) set.insert(hash);
}

/// How many distinct hashes of `of` are in `in`; `seen` is working memory.
std::size_t distinct_in(std::span<const std::uint64_t> of, const HashSet& in, HashSet& seen) {
    std::size_t count = 0;
    seen.start(of.size());
    for (const std::uint64_t hash : of) count += seen.insert(hash) && in.contains(hash) ? 1U : 0U;
    return count;
}

bool is_sentence_end(std::string_view word) { return word == "." || word == "!" || word == "?"; }

/// Characters of some classes, ASCII only, which is what separates styles of English.
struct ByteCounts {
    std::size_t upper = 0;
    std::size_t digit = 0;
    std::size_t line_break = 0;
};

ByteCounts count_bytes(std::string_view bytes) {
    ByteCounts counts;
    for (const char byte : bytes) {
        counts.upper += byte >= 'A' && byte <= 'Z' ? 1U : 0U;
        counts.digit += byte >= '0' && byte <= '9' ? 1U : 0U;
        counts.line_break += byte == '\n' ? 1U : 0U;
    }
    return counts;
}

}  // namespace

void FeatureReader::cut(std::string_view bytes, Text& text) {
    text.lowered = text::lower(bytes);
    text::cut_words(text.lowered, text.words);
    text.words_hashed.clear();
    text.pairs_hashed.clear();
    for (const std::string_view word : text.words) {
        const std::uint64_t hash = hash64(word, word_seed);
        if (!text.words_hashed.empty())
            text.pairs_hashed.push_back(hash_pair(text.words_hashed.back(), hash));
        text.words_hashed.push_back(hash);
    }
}

double FeatureReader::pairs_copied_ratio(const Text& source) {
    fill(pairs_, source.pairs_hashed);
    return ratio(count_in(pairs_, output_.pairs_hashed), output_.pairs_hashed.size());
}

void FeatureReader::read_output(std::string_view output, std::vector<float>& dense) {
    cut(output, output_);
    fill(output_words_, output_.words_hashed);
    fill(pairs_, output_.pairs_hashed);
    const std::size_t word_count = output_.words.size();
    const ByteCounts bytes = count_bytes(output);
    std::size_t mark_count = 0;
    std::size_t end_count = 0;
    for (const std::string_view word : output_.words) {
        const text::CodePoint point = text::code_point_at(word, 0);
        const bool is_mark =
            point.next_index == word.size() && text::is_punctuation_or_symbol(point.value);
        mark_count += is_mark ? 1U : 0U;
        end_count += is_mark && is_sentence_end(word) ? 1U : 0U;
    }
    const bool ends = word_count > 0 && is_sentence_end(output_.words.back());
    const double sentence_words =
        static_cast<double>(word_count) / static_cast<double>(end_count + 1);
    dense.push_back(log_count(static_cast<double>(word_count)));
    dense.push_back(log_count(static_cast<double>(output.size())));
    dense.push_back(log_count(static_cast<double>(end_count)));
    dense.push_back(log_count(sentence_words));
    dense.push_back(static_cast<float>(ratio(output_words_.size(), word_count)));
    dense.push_back(static_cast<float>(ratio(pairs_.size(), output_.pairs_hashed.size())));
    dense.push_back(static_cast<float>(ratio(mark_count, word_count)));
    dense.push_back(static_cast<float>(ratio(bytes.upper, output.size())));
    dense.push_back(static_cast<float>(ratio(bytes.digit, output.size())));
    dense.push_back(log_count(static_cast<double>(bytes.line_break)));
    dense.push_back(ends ? 1 : 0);
    dense.push_back(word_count == 0 ? 1 : 0);
}

void FeatureReader::read_input(const Example& example, std::vector<float>& dense) {
    cut(example.input, other_);
    fill(other_words_, other_.words_hashed);
    const std::size_t covered_count = count_in(other_words_, output_.words_hashed);
    // A prefix of the input, as what comes first often matters most.
    const std::size_t lead_count = std::min(other_.words.size(), output_.words.size());
    HashSet& seen = pairs_;
    const std::size_t lead_kept_count =
        distinct_in(std::span(other_.words_hashed).first(lead_count), output_words_, seen);
    const std::size_t lead_distinct_count = seen.size();
    dense.push_back(log_count(static_cast<double>(other_.words.size())));
    dense.push_back(static_cast<float>(ratio(covered_count, output_.words.size())));
    dense.push_back(static_cast<float>(
        ratio(distinct_in(other_.words_hashed, output_words_, seen), other_words_.size())));
    dense.push_back(static_cast<float>(ratio(lead_kept_count, lead_distinct_count)));
    dense.push_back(static_cast<float>(pairs_copied_ratio(other_)));
    dense.push_back(other_.words.empty() ? 1 : 0);
}

void FeatureReader::read_targets(const Example& example, std::vector<float>& dense) {
    double word_sum = 0;
    double precision = 0;
    double recall = 0;
    double pairs = 0;
    for (const std::string& target : example.targets) {
        cut(target, other_);
        fill(other_words_, other_.words_hashed);
        const std::size_t common_count = count_in(other_words_, output_.words_hashed);
        const std::size_t kept_count = distinct_in(other_.words_hashed, output_words_, pairs_);
        word_sum += static_cast<double>(other_.words.size());
        precision = std::max(precision, ratio(common_count, output_.words.size()));
        recall = std::max(recall, ratio(kept_count, other_words_.size()));
        pairs = std::max(pairs, pairs_copied_ratio(other_));
    }
    const double target_count = std::max<double>(1, static_cast<double>(example.targets.size()));
    const float length = log_count(word_sum / target_count);
    dense.push_back(length);
    dense.push_back(std::abs(length - log_count(static_cast<double>(output_.words.size()))));
    dense.push_back(static_cast<float>(precision));
    dense.push_back(static_cast<float>(recall));
    dense.push_back(static_cast<float>(pairs));
    dense.push_back(example.targets.empty() ? 1 : 0);
}

void FeatureReader::read_grams(Features& features) {
    features.word_grams.clear();
    features.character_grams.clear();
    for (const std::uint64_t hash : output_.words_hashed)
        features.word_grams.push_back(signed_bucket(hash));
    for (const std::uint64_t hash : output_.pairs_hashed)
        features.word_grams.push_back(signed_bucket(hash));
    const std::string_view bytes = output_.lowered;
    starts_.clear();
    // A byte that continues a character is no start of one; lower() gives valid UTF-8 for any
    // input that is not plain ASCII.
    for (std::size_t i = 0; i < bytes.size(); ++i)
        if ((static_cast<unsigned char>(bytes[i]) & 0xC0U) != 0x80U) starts_.push_back(i);
    starts_.push_back(bytes.size());
    for (std::size_t i = 0; i + 3 < starts_.size(); ++i) {
        const std::string_view gram = bytes.substr(starts_[i], starts_[i + 3] - starts_[i]);
        features.character_grams.push_back(signed_bucket(hash64(gram, character_seed)));
    }
}

void FeatureReader::read(const Example& example, Features& features) {
    features.dense.clear();
    read_output(example.output, features.dense);
    read_input(example, features.dense);
    read_targets(example, features.dense);
    for (const std::optional<double>& score : example.metric_scores) {
        // What a float holds, with room for its square.
        constexpr double limit = 1e18;
        features.dense.push_back(static_cast<float>(std::clamp(score.value_or(0), -limit, limit)));
        features.dense.push_back(score ? 0 : 1);
    }
    read_grams(features);
}

}  // namespace assay::distill
