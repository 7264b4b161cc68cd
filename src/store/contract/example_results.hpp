#pragma once
// Sample results for tests and benchmarks, the same for the same number.

#include "domain/sample_result.hpp"
#include "store/result_store.hpp"

#include <fmt/core.h>

#include <utility>
#include <vector>

namespace assay::store {

/// One of each kind: judged in two tiers, unscored, and with nothing but the required fields.
inline std::vector<Judgement> example_judgements(std::uint64_t index) {
    return {{.evaluator = "helpfulness",
             .tier = "fast",
             .value = 0.625,
             .raw = 3.5,
             .label = "B",
             .reason = fmt::format("sample {} answers\nin part", index),
             .mode = JudgeMode::logprobs,
             .model = "openai/example-1",
             .inclusion_ratio = 0.25,
             .confidence = 0.99,
             .call_count = 1,
             .prompt_tokens = 120,
             .completion_tokens = 3,
             .cost = Usd{1250},
             .latency_ms = 12.5,
             .flags = {JudgeFlag::injection_suspected, JudgeFlag::fallback}},
            {.evaluator = "helpfulness",
             .tier = "full",
             .reason = "no judge could be reached",
             .flags = {JudgeFlag::deferred}}};
}

/// A result of about 300 bytes; every seventh failed, every third is clustered, every fifth is
/// unscored.
inline SampleResult example_result(std::uint64_t index, std::uint32_t epoch = 0) {
    SampleResult result{.sample_id = SampleId{fmt::format("sample-{}", index)},
                        .sample_index = index,
                        .epoch = epoch};
    if (index % 3 == 0) result.cluster = fmt::format("cluster {}", index / 30);
    result.input = fmt::format("Question {}: \"caf\xC3\xA9\"?\n", index);
    result.targets = {"yes", fmt::format("{}", index)};
    if (index % 7 == 6) {
        result.error = Error{.kind = ErrorKind::timed_out, .message = "no answer in 30 s"};
        return result;
    }
    result.answer = fmt::format("{}", index);
    result.completion = Completion{.text = fmt::format("The answer is {}.", index),
                                   .finish_reason = "stop",
                                   .served_model = "example-1",
                                   .usage = Usage{.prompt_tokens = 12, .completion_tokens = 7},
                                   .cost = Usd{static_cast<std::int64_t>(index) * 100},
                                   .latency_ms = 0.5 * static_cast<double>(index),
                                   .attempt_count = 2,
                                   .is_cached = index % 2 == 0};
    if (index % 4 == 0) {
        result.completion->logprobs = {
            {.token = "The", .log_probability = -0.25, .top = {{"The", -0.25}, {"A", -2.5}}}};
        result.metadata = {{"topic", "history"}, {"year", index}, {"tags", {1.5, nullptr, true}}};
    }
    const bool is_unscored = index % 5 == 4;
    result.scores = {
        {.evaluator = "exact_match",
         .value = is_unscored ? std::nullopt : std::optional(index % 2 == 0 ? 1.0 : 0.0),
         .reason = is_unscored ? "no number found" : "",
         .is_deferred = is_unscored && index % 2 == 0},
        {.evaluator = "chrf++", .value = 0.75, .reason = ""}};
    if (index % 4 == 1) result.judgements = example_judgements(index);
    return result;
}

/// A result of about `text_bytes` more than the example.
inline SampleResult long_example_result(std::uint64_t index, std::size_t text_bytes) {
    SampleResult result = example_result(index);
    while (result.input.size() < text_bytes)
        result.input += fmt::format("word{} ", (index * 7919 + result.input.size()) % 4999);
    return result;
}

inline std::vector<SampleResult> example_results(std::uint64_t count) {
    std::vector<SampleResult> results;
    for (std::uint64_t i = 0; i < count; ++i) results.push_back(example_result(i));
    return results;
}

/// Gives the results one after another.
inline SampleResultSource source_of(std::vector<SampleResult> results) {
    return [results = std::move(results),
            next = std::size_t{0}]() mutable -> Result<std::optional<SampleResult>> {
        if (next == results.size()) return std::optional<SampleResult>{};
        return std::optional<SampleResult>(results[next++]);
    };
}

}  // namespace assay::store
