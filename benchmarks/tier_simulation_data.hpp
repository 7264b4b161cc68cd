#pragma once
// Recorded judgements for the simulation: what a metric, a judge model and people said of the same
// samples. Read from files, or made up.

#include "core/result.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace assay::benchmarks {

/// One question about one data set. Row by row; scores are in 0..1, the more the better.
struct Recorded {
    std::string data;                          ///< data set and fast judge
    std::string dimension;                     ///< what was judged
    std::vector<std::optional<double>> cheap;  ///< of a metric; empty: none
    std::vector<std::optional<double>> fast;   ///< null where the reply holds no score
    std::vector<double> full;
    std::vector<std::uint32_t> cluster;  ///< rows about the same source text, numbered from 0

    [[nodiscard]] std::size_t size() const { return full.size(); }
};

/// Every question of the data sets below `folder`: SummEval (mean of three experts) with two judge
/// models, Topical-Chat (people, UniEval's predictions), and MT-Bench replies that GPT-4 scored
/// three times (the first is the fast judge, the mean of the others the full one). Data sets that
/// are absent are left out. Errors: invalid_input naming what cannot be read.
Result<std::vector<Recorded>> read_recorded(const std::filesystem::path& folder);

/// 1,200 rows in clusters of 12 with a weak metric and a judge that is too kind.
Recorded make_synthetic(std::uint64_t seed);

}  // namespace assay::benchmarks
