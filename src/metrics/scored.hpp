#pragma once
// For tests of metrics: configures one by name and JSON options, and scores.

#include "core/json.hpp"
#include "metrics/registry.hpp"

#include <gtest/gtest.h>

#include <string_view>
#include <vector>

namespace assay::metrics {

inline JsonObject resolved(std::string_view metric, std::string_view options) {
    return resolve_options(**find(metric), parse_json(options).value().as_object()).value();
}

inline SampleValue scored(std::string_view metric,
                          std::string_view options,
                          std::string_view output,
                          std::vector<std::string_view> targets) {
    const auto scorer = (*find(metric))->sample(resolved(metric, options)).value();
    return scorer->score({.output = output, .targets = targets});
}

/// What is wrong with these options; empty when nothing is.
inline std::string option_error(std::string_view name, std::string_view options) {
    const Metric& metric = **find(name);
    const auto given = parse_json(options).value();
    const auto checked = resolve_options(metric, given.as_object());
    if (!checked) return checked.error().message;
    const auto message = [](const auto& made) { return made ? "" : made.error().message; };
    if (metric.sample != nullptr) return message(metric.sample(*checked));
    if (metric.corpus != nullptr) return message(metric.corpus(*checked));
    return message(metric.epochs(*checked));
}

struct Labelled {
    std::string_view output;
    std::string_view target;
};

/// The corpus value of a metric, every sample once.
inline std::optional<double> corpus_value(std::string_view metric,
                                          std::string_view options,
                                          const std::vector<Labelled>& samples) {
    const auto scorer = (*find(metric))->corpus(resolved(metric, options)).value();
    const auto accumulator = scorer->start();
    for (const Labelled& sample : samples) {
        EXPECT_EQ(accumulator->add({.output = sample.output, .targets = {&sample.target, 1}}),
                  std::nullopt);
    }
    return accumulator->value(std::vector<std::uint32_t>(samples.size(), 1));
}

}  // namespace assay::metrics
