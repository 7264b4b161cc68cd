#include "experiment/pairing.hpp"

#include "core/assert.hpp"

#include <bit>
#include <functional>
#include <string_view>

namespace assay::experiment {
namespace {

/// Numbers ids in order of appearance. An open table of numbers beside the ids' hashes: a million
/// ids are looked up in a few hundredths of a second, where a map of strings takes a fifth.
class SampleNumbers {
  public:
    explicit SampleNumbers(std::size_t count_max)
        : slots_(std::bit_ceil(count_max * 2 + 2), empty), ids_() {
        ids_.reserve(count_max);
        hashes_.reserve(count_max);
    }

    /// The views must outlive this.
    std::uint32_t number_of(std::string_view id) {
        const std::size_t hash = std::hash<std::string_view>{}(id);
        const std::size_t mask = slots_.size() - 1;
        for (std::size_t slot = hash & mask;; slot = (slot + 1) & mask) {
            const std::uint32_t number = slots_[slot];
            if (number == empty) {
                slots_[slot] = static_cast<std::uint32_t>(ids_.size());
                ids_.push_back(id);
                hashes_.push_back(hash);
                return slots_[slot];
            }
            if (hashes_[number] == hash && ids_[number] == id) return number;
        }
    }
    [[nodiscard]] std::size_t size() const { return ids_.size(); }

  private:
    static constexpr std::uint32_t empty = UINT32_MAX;
    std::vector<std::uint32_t> slots_;
    std::vector<std::string_view> ids_;
    std::vector<std::size_t> hashes_;
};

std::vector<std::uint32_t> number_rows(const ScoreTable& table, SampleNumbers& numbers) {
    std::vector<std::uint32_t> samples(table.row_count());
    for (std::size_t row = 0; row < samples.size(); ++row)
        samples[row] = numbers.number_of(table.sample_ids[row]);
    return samples;
}

std::vector<std::uint32_t> first_row_of_each(const std::vector<std::uint32_t>& samples,
                                             std::size_t sample_count) {
    std::vector<std::uint32_t> rows(sample_count, Pairing::no_row);
    for (std::size_t row = samples.size(); row-- > 0;)
        rows[samples[row]] = static_cast<std::uint32_t>(row);
    return rows;
}

}  // namespace

Pairing pair_samples(const ScoreTable& first, const ScoreTable& second) {
    ASSAY_ASSERT(first.row_count() + second.row_count() < (1ULL << 31U),
                 "rows are numbered in 32 bits");
    SampleNumbers numbers(first.row_count() + second.row_count());
    Pairing pairing;
    pairing.first_samples = number_rows(first, numbers);
    pairing.second_samples = number_rows(second, numbers);
    pairing.first_rows = first_row_of_each(pairing.first_samples, numbers.size());
    pairing.second_rows = first_row_of_each(pairing.second_samples, numbers.size());
    return pairing;
}

SampleScores scores_by_sample(const ScoreTable& table,
                              const ScoreColumn& column,
                              const std::vector<std::uint32_t>& samples,
                              std::size_t sample_count) {
    SampleScores scores{.means = std::vector<double>(sample_count),
                        .scored = std::vector<std::uint32_t>(sample_count),
                        .answered = std::vector<std::uint8_t>(sample_count)};
    for (std::size_t row = 0; row < samples.size(); ++row) {
        const std::uint32_t sample = samples[row];
        if (table.has_error[row] != 0) continue;
        scores.answered[sample] = 1;
        const auto& value = column.values[row];
        if (!value) continue;
        ++scores.scored[sample];
        scores.means[sample] +=
            (*value - scores.means[sample]) / static_cast<double>(scores.scored[sample]);
    }
    return scores;
}

}  // namespace assay::experiment
