#include "metrics/rouge.hpp"

#include "metrics/option_values.hpp"
#include "metrics/rouge_text.hpp"
#include "text/common_subsequence.hpp"

#include <algorithm>
#include <bit>
#include <limits>

namespace assay::metrics {
namespace {

/// How often each pair of numbers occurs; clearing costs O(1).
class PairCounts {
  public:
    /// For up to `count` distinct pairs.
    void clear(std::size_t count) {
        const std::size_t needed = std::bit_ceil(2 * count + 2);
        if (needed > cells_.size() || epoch_ == std::numeric_limits<std::uint32_t>::max()) {
            cells_.assign(std::max(needed, cells_.size()), {});
            epoch_ = 0;
        }
        ++epoch_;
    }
    /// An absent pair is added with count 0.
    std::uint32_t& at(std::uint32_t first, std::uint32_t second) {
        const std::uint64_t key = (std::uint64_t{first} << 32U) | second;
        const std::size_t mask = cells_.size() - 1;
        std::size_t index = ((key * 0x9E3779B97F4A7C15U) >> 32U) & mask;
        while (cells_[index].epoch == epoch_ && cells_[index].key != key)
            index = (index + 1) & mask;
        if (cells_[index].epoch != epoch_) cells_[index] = {.key = key, .epoch = epoch_};
        return cells_[index].count;
    }

  private:
    struct Cell {
        std::uint64_t key = 0;
        std::uint32_t epoch = 0;
        std::uint32_t count = 0;
    };
    std::vector<Cell> cells_;
    std::uint32_t epoch_ = 0;
};

/// Kept per thread, so that scoring allocates nothing once it is warm.
struct Workspace {
    text::NumberCounts word_counts;
    PairCounts pair_counts;
    text::CommonSubsequences subsequences;
};

struct Overlap {
    std::size_t hit_count = 0;
    std::size_t output_count = 0;
    std::size_t target_count = 0;
};

struct Measures {
    double precision = 0;
    double recall = 0;
    double fmeasure = 0;
};

Measures measures(const Overlap& overlap) {
    const auto share = [&](std::size_t count) {
        const auto whole = static_cast<double>(std::max<std::size_t>(count, 1));
        return static_cast<double>(overlap.hit_count) / whole;
    };
    Measures result{.precision = share(overlap.output_count),
                    .recall = share(overlap.target_count)};
    const double sum = result.precision + result.recall;
    if (sum > 0) result.fmeasure = 2 * result.precision * result.recall / sum;
    return result;
}

std::size_t shared_words(const RougePair& pair, Workspace& workspace) {
    text::NumberCounts& left = workspace.word_counts;
    left.clear(pair.number_limit);
    for (const std::uint32_t word : pair.target.words) ++left[word];
    std::size_t hit_count = 0;
    for (const std::uint32_t word : pair.output.words) {
        std::uint32_t& count = left[word];
        if (count == 0) continue;
        --count;
        ++hit_count;
    }
    return hit_count;
}

std::size_t shared_word_pairs(const RougePair& pair, Workspace& workspace) {
    const auto& output = pair.output.words;
    const auto& target = pair.target.words;
    PairCounts& left = workspace.pair_counts;
    left.clear(output.size() + target.size());
    for (std::size_t i = 1; i < target.size(); ++i) ++left.at(target[i - 1], target[i]);
    std::size_t hit_count = 0;
    for (std::size_t i = 1; i < output.size(); ++i) {
        std::uint32_t& count = left.at(output[i - 1], output[i]);
        if (count == 0) continue;
        --count;
        ++hit_count;
    }
    return hit_count;
}

std::size_t common_length(const RougePair& pair, Workspace& workspace) {
    const std::array<std::size_t, 1> ends = {pair.output.words.size()};
    workspace.subsequences.set_segments(pair.output.words, ends, pair.number_limit);
    return workspace.subsequences.length(pair.target.words);
}

std::size_t common_length_of_lines(const RougePair& pair, Workspace& workspace) {
    const RougeText& output = pair.output;
    const std::span<const std::uint32_t> target = pair.target.words;
    // One line against one: every word of their subsequence is there to be counted.
    if (output.line_ends.size() == 1 && pair.target.line_ends.size() == 1)
        return common_length(pair, workspace);
    workspace.subsequences.set_segments(output.words, output.line_ends, pair.number_limit);
    text::NumberCounts& left = workspace.word_counts;
    left.clear(pair.number_limit);
    for (const std::uint32_t word : output.words) ++left[word];
    std::size_t hit_count = 0;
    std::size_t start = 0;
    for (const std::size_t end : pair.target.line_ends) {
        const auto line = target.subspan(start, end - start);
        const auto on_path = workspace.subsequences.union_positions(line);
        for (std::size_t i = 0; i < line.size(); ++i) {
            if (on_path[i] == 0) continue;
            std::uint32_t& count = left[line[i]];
            if (count == 0) continue;
            --count;
            ++hit_count;
        }
        start = end;
    }
    return hit_count;
}

Overlap overlap_of(RougeUnit unit, const RougePair& pair, Workspace& workspace) {
    const std::size_t output_count = pair.output.words.size();
    const std::size_t target_count = pair.target.words.size();
    const auto of = [&](std::size_t hit_count, std::size_t fewer) {
        return Overlap{.hit_count = hit_count,
                       .output_count = output_count - std::min(fewer, output_count),
                       .target_count = target_count - std::min(fewer, target_count)};
    };
    switch (unit) {
        case RougeUnit::words:
            return of(shared_words(pair, workspace), 0);
        case RougeUnit::word_pairs:
            return of(shared_word_pairs(pair, workspace), 1);
        case RougeUnit::subsequence:
            return of(common_length(pair, workspace), 0);
        case RougeUnit::subsequence_of_lines:
            return of(common_length_of_lines(pair, workspace), 0);
    }
    ASSAY_ASSERT(false, "a RougeUnit outside its enumerators");
}

class Scorer final : public SampleScorer {
  public:
    Scorer(RougeUnit unit, Stemming stemming, double Measures::* measure)
        : unit_(unit), stemming_(stemming), measure_(measure) {}

    [[nodiscard]] SampleValue score(const Observation& observation) const override {
        if (observation.targets.empty()) return SampleValue::unscored("no target");
        thread_local Workspace workspace;
        RougeTexts& texts = RougeTexts::of_thread(stemming_);
        Measures best{.fmeasure = -1};
        for (std::size_t i = 0; i < observation.targets.size(); ++i) {
            const RougePair& pair = texts.read(observation.output, observation.targets[i], i);
            const Measures found = measures(overlap_of(unit_, pair, workspace));
            if (found.fmeasure > best.fmeasure) best = found;
        }
        return SampleValue::of(best.*measure_);
    }

  private:
    RougeUnit unit_;
    Stemming stemming_;
    double Measures::* measure_;
};

}  // namespace

Result<std::unique_ptr<SampleScorer>> make_rouge(RougeUnit unit,
                                                 std::string_view metric,
                                                 const JsonObject& options) {
    const OptionValues values(metric, options);
    constexpr std::array<std::string_view, 3> names = {"fmeasure", "precision", "recall"};
    TRY(const std::string name, values.one_of("measure", names));
    double Measures::* measure = &Measures::fmeasure;
    if (name == "precision") measure = &Measures::precision;
    if (name == "recall") measure = &Measures::recall;
    return std::make_unique<Scorer>(
        unit, values.boolean("use_stemmer") ? Stemming::porter : Stemming::none, measure);
}

}  // namespace assay::metrics
