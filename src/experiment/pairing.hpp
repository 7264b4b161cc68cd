#pragma once
// Which rows of two tables belong to the same sample. Value types.

#include "domain/score_table.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace assay::experiment {

/// Samples are numbered in order of appearance, those of the first table before the rest.
struct Pairing {
    std::vector<std::uint32_t> first_samples;   ///< of each row of the first table
    std::vector<std::uint32_t> second_samples;  ///< of each row of the second
    std::vector<std::uint32_t> first_rows;      ///< a row with the sample, or no_row
    std::vector<std::uint32_t> second_rows;

    static constexpr std::uint32_t no_row = UINT32_MAX;
    [[nodiscard]] std::size_t sample_count() const { return first_rows.size(); }
    [[nodiscard]] bool is_in_both(std::size_t sample) const {
        return first_rows[sample] != no_row && second_rows[sample] != no_row;
    }
};

/// O(rows). At most 2^31 rows together.
Pairing pair_samples(const ScoreTable& first, const ScoreTable& second);

/// What one table says of each sample in one metric: the mean over its scored repeats.
struct SampleScores {
    std::vector<double> means;           ///< 0 where scored is 0
    std::vector<std::uint32_t> scored;   ///< repeats with a score
    std::vector<std::uint8_t> answered;  ///< 1: some repeat had no infrastructure error
};

SampleScores scores_by_sample(const ScoreTable& table,
                              const ScoreColumn& column,
                              const std::vector<std::uint32_t>& samples,
                              std::size_t sample_count);

}  // namespace assay::experiment
