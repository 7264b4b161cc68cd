#pragma once
// For tests: a metric by name over lines of outputs and references.

#include "metrics/registry.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

namespace assay::metrics {

struct TestLine {
    std::string output;
    std::vector<std::string> references;
};

inline std::vector<std::string_view> views_of(const std::vector<std::string>& strings) {
    return {strings.begin(), strings.end()};
}

inline double corpus_value(std::string_view metric_name,
                           const JsonObject& options,
                           const std::vector<TestLine>& lines) {
    const Metric* metric = *find(metric_name);
    const auto scorer = metric->corpus(resolve_options(*metric, options).value()).value();
    const auto accumulator = scorer->start();
    for (const TestLine& line : lines) {
        const auto targets = views_of(line.references);
        EXPECT_EQ(accumulator->add({.output = line.output, .targets = targets}), std::nullopt);
    }
    const std::vector<std::uint32_t> weights(lines.size(), 1);
    return accumulator->value(weights).value();
}

inline SampleValue sample_value(std::string_view metric_name,
                                const JsonObject& options,
                                const TestLine& line) {
    const Metric* metric = *find(metric_name);
    const auto scorer = metric->sample(resolve_options(*metric, options).value()).value();
    const auto targets = views_of(line.references);
    return scorer->score({.output = line.output, .targets = targets});
}

/// A file below $ASSAY_SHARED; empty path text if it is not there.
inline std::string shared_path(const std::string& name) {
    const char* root = std::getenv("ASSAY_SHARED");
    std::string path = std::string(root != nullptr ? root : "../shared") + "/" + name;
    return std::ifstream(path).good() ? path : std::string();
}

inline std::vector<TestLine> read_pairs(const std::string& outputs, const std::string& references) {
    std::ifstream output_file(outputs);
    std::ifstream reference_file(references);
    std::vector<TestLine> lines;
    std::string output;
    std::string reference;
    while (std::getline(output_file, output) && std::getline(reference_file, reference))
        lines.push_back({.output = output, .references = {reference}});
    return lines;
}

}  // namespace assay::metrics
