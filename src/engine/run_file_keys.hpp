#pragma once
// The keys a run file may have. docs/eval.schema.json and docs/run-file.md name the same; a test
// compares the schema with them.

#include <array>
#include <string_view>

namespace assay::engine {

inline constexpr std::array<std::string_view, 29> run_file_keys = {
    "redact",     "models",   "name",       "description", "dataset",        "fields",
    "id",         "cluster",  "model",      "settings",    "provider",       "prompt",
    "messages",   "output",   "completion", "target",      "filters",        "gate",
    "evaluators", "baseline", "epochs",     "limit",       "seed",           "sample_ids",
    "on_bad_row", "cache",    "tiers",      "budget",      "max_connections"};

inline constexpr std::array<std::string_view, 10> settings_keys = {"temperature",
                                                                   "top_p",
                                                                   "max_tokens",
                                                                   "seed",
                                                                   "frequency_penalty",
                                                                   "presence_penalty",
                                                                   "stop",
                                                                   "logprobs",
                                                                   "top_logprobs",
                                                                   "extra"};

inline constexpr std::array<std::string_view, 12> provider_keys = {"base_url",
                                                                   "requests_per_minute",
                                                                   "tokens_per_minute",
                                                                   "timeout_s",
                                                                   "attempts",
                                                                   "rules",
                                                                   "prices",
                                                                   "has_logprobs",
                                                                   "has_output_schema",
                                                                   "adaptive",
                                                                   "batch",
                                                                   "hedge"};

inline constexpr std::array<std::string_view, 1> hedge_keys = {"after_ms"};

inline constexpr std::array<std::string_view, 2> batch_keys = {"requests_max", "poll_s"};

inline constexpr std::array<std::string_view, 2> redact_keys = {"kinds", "names"};
inline constexpr std::array<std::string_view, 4> model_keys = {
    "model", "settings", "provider", "fallbacks"};
inline constexpr std::array<std::string_view, 4> tiers_keys = {
    "distilled", "fast", "full", "human"};
inline constexpr std::array<std::string_view, 2> distilled_keys = {"model", "uncertain_width"};
inline constexpr std::array<std::string_view, 4> tier_keys = {
    "model", "share", "escalate", "escalate_share"};
inline constexpr std::array<std::string_view, 3> human_keys = {
    "share", "escalate", "escalate_share"};
inline constexpr std::array<std::string_view, 1> budget_keys = {"usd"};

inline constexpr std::array<std::string_view, 2> message_keys = {"role", "content"};

}  // namespace assay::engine
