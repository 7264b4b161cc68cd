#include "metrics/meteor_alignment.hpp"

#include "text/porter_stemmer.hpp"

#include <algorithm>
#include <limits>
#include <numeric>

namespace assay::metrics {
namespace {

/// Distinct words, stems and synonyms a thread remembers before it starts anew.
constexpr std::size_t remembered_words_max = std::size_t{1} << 17U;
/// Marks a position of the target that got a match.
constexpr std::uint32_t taken = std::numeric_limits<std::uint32_t>::max();

}  // namespace

MeteorAligner& MeteorAligner::of_thread(const std::shared_ptr<const text::WordNet>& wordnet) {
    thread_local MeteorAligner plain;
    thread_local MeteorAligner with_synonyms;
    if (wordnet == nullptr) return plain;
    if (with_synonyms.wordnet_ != wordnet) {
        with_synonyms.forget();
        with_synonyms.wordnet_ = wordnet;
    }
    return with_synonyms;
}

void MeteorAligner::forget() {
    numbers_.clear();
    known_.clear();
}

MeteorAligner::Known& MeteorAligner::known(std::uint32_t word) {
    if (word >= known_.size()) known_.resize(std::max<std::size_t>(numbers_.size(), word + 1));
    return known_[word];
}

std::uint32_t MeteorAligner::stem_of(std::uint32_t word) {
    if (!known(word).has_stem) {
        const std::uint32_t stem = numbers_.number(text::porter_stem(numbers_.form(word)));
        Known& entry = known(word);
        entry.stem = stem;
        entry.has_stem = true;
    }
    return known_[word].stem;
}

const std::vector<std::uint32_t>& MeteorAligner::synonyms_of(std::uint32_t stem) {
    if (known(stem).synonyms == nullptr) {
        auto synonyms = std::make_unique<std::vector<std::uint32_t>>();
        for (const std::string_view name : wordnet_->synonyms(numbers_.form(stem)))
            synonyms->push_back(numbers_.number(name));
        std::ranges::sort(*synonyms);
        known(stem).synonyms = std::move(synonyms);
    }
    return *known_[stem].synonyms;
}

void MeteorAligner::read(std::span<const std::string_view> words, Side& side) {
    numbers_.number_all(words, side.words);
    side.free.resize(words.size());
    std::iota(side.free.begin(), side.free.end(), std::size_t{0});
}

void MeteorAligner::match_equal() {
    // For each word the free positions of the target as a chain, from the last one backwards.
    last_free_.clear(numbers_.size());
    earlier_.assign(target_.words.size() + 1, 0);
    for (const std::size_t position : target_.free) {
        std::uint32_t& last = last_free_[target_.words[position]];
        earlier_[position + 1] = last;
        last = static_cast<std::uint32_t>(position) + 1;
    }
    std::size_t matched_count = 0;
    for (auto i = output_.free.rbegin(); i != output_.free.rend(); ++i) {
        std::uint32_t& last = last_free_[output_.words[*i]];
        if (last == 0) continue;
        match_of_[*i] = last;
        last = earlier_[last];
        ++matched_count;
    }
    if (matched_count == 0) return;
    for (const std::size_t position : output_.free) {
        if (match_of_[position] != 0) earlier_[match_of_[position]] = taken;
    }
    std::erase_if(target_.free,
                  [&](std::size_t position) { return earlier_[position + 1] == taken; });
    std::erase_if(output_.free, [&](std::size_t position) { return match_of_[position] != 0; });
}

void MeteorAligner::take_stems(Side& side) {
    for (const std::size_t position : side.free)
        side.words[position] = stem_of(side.words[position]);
}

void MeteorAligner::match_synonyms() {
    for (auto i = output_.free.rbegin(); i != output_.free.rend() && !target_.free.empty(); ++i) {
        const std::vector<std::uint32_t>& synonyms = synonyms_of(output_.words[*i]);
        if (synonyms.empty()) continue;
        for (std::size_t j = target_.free.size(); j-- > 0;) {
            const std::size_t position = target_.free[j];
            if (!std::ranges::binary_search(synonyms, target_.words[position])) continue;
            match_of_[*i] = position + 1;
            target_.free.erase(target_.free.begin() + static_cast<std::ptrdiff_t>(j));
            break;
        }
    }
}

std::size_t MeteorAligner::count_chunks() const {
    std::size_t chunk_count = 0;
    for (std::size_t i = 0; i < match_of_.size(); ++i) {
        if (match_of_[i] == 0) continue;
        const bool continues =
            i > 0 && match_of_[i - 1] != 0 && match_of_[i] == match_of_[i - 1] + 1;
        if (!continues) ++chunk_count;
    }
    return chunk_count;
}

MeteorCounts MeteorAligner::align(std::span<const std::string_view> output,
                                  std::span<const std::string_view> target) {
    if (numbers_.size() > remembered_words_max) forget();
    read(output, output_);
    read(target, target_);
    match_of_.assign(output.size(), 0);
    match_equal();
    if (!output_.free.empty() && !target_.free.empty()) {
        take_stems(output_);
        take_stems(target_);
        match_equal();
        if (wordnet_ != nullptr) match_synonyms();
    }
    const auto unmatched = static_cast<std::size_t>(std::ranges::count(match_of_, std::size_t{0}));
    return {.match_count = output.size() - unmatched,
            .chunk_count = count_chunks(),
            .output_count = output.size(),
            .target_count = target.size()};
}

}  // namespace assay::metrics
