#pragma once
// Examples with a known rule, for tests and benchmarks: the share of good words decides the score.

#include "distill/example.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <random>
#include <string_view>
#include <vector>

namespace assay::distill {

struct PlantedOptions {
    std::size_t count = 400;
    std::size_t output_words = 30;
    std::size_t group_size = 4;
    double signal = 1;  ///< 0: the score has nothing to do with the output
    std::uint64_t seed = 1;
};

inline std::vector<Example> planted(const PlantedOptions& options) {
    constexpr std::array<std::string_view, 4> good = {"clear", "correct", "helpful", "precise"};
    constexpr std::array<std::string_view, 4> bad = {"vague", "wrong", "rambling", "useless"};
    std::mt19937_64 random(options.seed);
    const auto uniform = [&] { return static_cast<double>(random() >> 11U) * 0x1p-53; };
    std::vector<Example> examples(options.count);
    for (std::size_t i = 0; i < options.count; ++i) {
        const double quality = uniform();
        Example& example = examples[i];
        for (std::size_t word = 0; word < options.output_words; ++word) {
            const auto& list = uniform() < quality ? good : bad;
            if (word % 3 == 0)
                example.output += list[random() % list.size()];
            else
                example.output += fmt::format("word{}", random() % 500);
            example.output += word % 10 == 9 ? ". " : " ";
        }
        for (std::size_t word = 0; word < 3 * options.output_words; ++word)
            example.input += fmt::format("word{} ", random() % 500);
        example.targets = {fmt::format("word{} word{}", random() % 500, random() % 500)};
        const double noise = 0.1 * (uniform() - 0.5);
        const double score = options.signal * quality + (1 - options.signal) * uniform() + noise;
        example.score = std::clamp(score, 0.0, 1.0);
        example.group = fmt::format("document {}", i / options.group_size);
    }
    return examples;
}

}  // namespace assay::distill
