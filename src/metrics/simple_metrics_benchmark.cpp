#include "metrics/registry.hpp"

#include <benchmark/benchmark.h>

#include <array>

namespace assay::metrics {
namespace {

void score(benchmark::State& state,
           std::string_view name,
           std::string_view options,
           std::string_view output,
           std::string_view target) {
    const Metric& metric = **find(name);
    const Json given = *parse_json(options);
    const auto scorer = *metric.sample(*resolve_options(metric, given.get_object()));
    const std::array targets = {target};
    for (auto _ : state)
        benchmark::DoNotOptimize(scorer->score({.output = output, .targets = targets}));
    state.SetItemsProcessed(state.iterations());
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(output.size()));
}

BENCHMARK_CAPTURE(score, exact_match_smallest, "exact_match", "{}", "Paris", "Paris")
    ->Name("exact_match/smallest");
BENCHMARK_CAPTURE(
    score,
    exact_match_gsm8k_options,
    "exact_match",
    R"({"ignore_case": true, "regexes_to_ignore": [",", "\\$", "(?s).*#### ", "\\.$"]})",
    "$1,234.",
    "She sells 3 of 9 eggs.\nSo she has 1,234.\n#### 1234")
    ->Name("exact_match/gsm8k_options");
BENCHMARK_CAPTURE(score, choice_smallest, "choice", "{}", "B", "B")->Name("choice/smallest");
BENCHMARK_CAPTURE(score,
                  choice_explained,
                  "choice",
                  "{}",
                  "Neither (A) nor (D) holds, because the river flows north. The answer is (C).",
                  "C")
    ->Name("choice/explained");
BENCHMARK_CAPTURE(score,
                  json_schema_smallest,
                  "json_schema",
                  R"({"schema": {"type": "object", "required": ["name"], "properties":
                      {"name": {"type": "string"}, "tags": {"items": {"type": "string"}}}}})",
                  R"({"name": "assay", "tags": ["a", "b", "c"], "rank": 3})",
                  "")
    ->Name("json_schema/smallest");

}  // namespace
}  // namespace assay::metrics
