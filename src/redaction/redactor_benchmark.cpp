// Bytes a second of redaction on one core: prose without personal data, customer letters full of
// it, and the same with 100,000 names to look for.
#include "redaction/redactor.hpp"

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <string>

namespace assay::redaction {
namespace {

std::string repeated(std::string_view paragraph, std::size_t size_bytes) {
    std::string text;
    while (text.size() < size_bytes) text += paragraph;
    return text;
}

std::string prose(std::size_t size_bytes) {
    return repeated(
        "The committee met on 12 March 2019 and heard 34 reports; the longest, of 210 pages, dealt "
        "with the water supply of the northern towns. Nobody objected, and the chair thanked all "
        "who had come. ",
        size_bytes);
}

std::string letters(std::size_t size_bytes) {
    std::string text;
    for (int i = 0; text.size() < size_bytes; ++i)
        text += fmt::format(
            "Dear Given{0} Family{0}, we wrote to given{0}@example.com and called "
            "{1:03}-555-{2:04} "
            "about your card 4111 1111 1111 1111 and the account DE89 3704 0044 0532 0130 00, from "
            "192.0.2.{3}. Please answer within 14 days.\n",
            i,
            200 + i % 700,
            i % 10000,
            i % 256);
    return text;
}

RedactionOptions many_names() {
    RedactionOptions options;
    for (int i = 0; i < 100000; ++i) options.names.push_back(fmt::format("Given{0} Family{0}", i));
    return options;
}

void redact(benchmark::State& state, const RedactionOptions& options, const std::string& text) {
    const auto redactor = Redactor::make(options);
    if (!redactor) return state.SkipWithError(redactor.error().message.c_str());
    for ([[maybe_unused]] auto _ : state) {
        Redactions memory;
        benchmark::DoNotOptimize(redactor->redact(text, memory));
    }
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}

constexpr std::size_t small_bytes = std::size_t{4} << 10U;
constexpr std::size_t usual_bytes = std::size_t{1} << 20U;

BENCHMARK_CAPTURE(redact, prose_smallest, {}, prose(small_bytes))->Name("redact/prose/smallest");
BENCHMARK_CAPTURE(redact, letters_smallest, {}, letters(small_bytes))
    ->Name("redact/letters/smallest");
BENCHMARK_CAPTURE(redact, prose_1_mb, {}, prose(usual_bytes))->Name("redact/prose/1_mb");
BENCHMARK_CAPTURE(redact, letters_1_mb, {}, letters(usual_bytes))->Name("redact/letters/1_mb");
BENCHMARK_CAPTURE(redact, prose_100k_names_1_mb, many_names(), prose(usual_bytes))
    ->Name("redact/prose_100k_names/1_mb");
BENCHMARK_CAPTURE(redact, letters_100k_names_1_mb, many_names(), letters(usual_bytes))
    ->Name("redact/letters_100k_names/1_mb");
BENCHMARK_CAPTURE(redact, digits_1_mb, {}, repeated("123-", usual_bytes))
    ->Name("redact/digits/1_mb");
BENCHMARK_CAPTURE(redact, at_signs_1_mb, {}, repeated("a@a.aa.", usual_bytes))
    ->Name("redact/at_signs/1_mb");

}  // namespace
}  // namespace assay::redaction
