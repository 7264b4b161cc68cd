#pragma once
// List prices, standard tier, US dollars per million tokens, as the providers published them. Dated
// snapshots come before the model they are a snapshot of when they cost something else.

#include <string_view>

namespace assay::providers {

inline constexpr std::string_view built_in_prices_json = R"json({
  "as_of": "2025-11-20",
  "source": "Public list prices of OpenAI and Anthropic, standard tier. Check before you rely on them.",
  "prices": [
    {"model": "openai/gpt-4o-2024-05-13", "input": 5, "output": 15},
    {"model": "openai/gpt-4o-mini", "input": 0.15, "cached_input": 0.075, "output": 0.6},
    {"model": "openai/gpt-4o", "input": 2.5, "cached_input": 1.25, "output": 10},
    {"model": "openai/gpt-4.1-nano", "input": 0.1, "cached_input": 0.025, "output": 0.4},
    {"model": "openai/gpt-4.1-mini", "input": 0.4, "cached_input": 0.1, "output": 1.6},
    {"model": "openai/gpt-4.1", "input": 2, "cached_input": 0.5, "output": 8},
    {"model": "openai/gpt-5-nano", "input": 0.05, "cached_input": 0.005, "output": 0.4},
    {"model": "openai/gpt-5-mini", "input": 0.25, "cached_input": 0.025, "output": 2},
    {"model": "openai/gpt-5", "input": 1.25, "cached_input": 0.125, "output": 10},
    {"model": "openai/o1", "input": 15, "cached_input": 7.5, "output": 60},
    {"model": "openai/o3-mini", "input": 1.1, "cached_input": 0.55, "output": 4.4},
    {"model": "openai/o3", "input": 2, "cached_input": 0.5, "output": 8},
    {"model": "openai/o4-mini", "input": 1.1, "cached_input": 0.275, "output": 4.4},
    {"model": "openai/gpt-4-turbo", "input": 10, "output": 30},
    {"model": "openai/gpt-4", "input": 30, "output": 60},
    {"model": "openai/gpt-3.5-turbo-instruct", "input": 1.5, "output": 2},
    {"model": "openai/gpt-3.5-turbo", "input": 0.5, "output": 1.5},
    {"model": "openai/davinci-002", "input": 2, "output": 2},
    {"model": "openai/babbage-002", "input": 0.4, "output": 0.4},
    {"model": "anthropic/claude-opus-4-5", "input": 5, "cached_input": 0.5, "output": 25},
    {"model": "anthropic/claude-opus-4-1", "input": 15, "cached_input": 1.5, "output": 75},
    {"model": "anthropic/claude-opus-4", "input": 15, "cached_input": 1.5, "output": 75},
    {"model": "anthropic/claude-sonnet-4-5", "input": 3, "cached_input": 0.3, "output": 15},
    {"model": "anthropic/claude-sonnet-4", "input": 3, "cached_input": 0.3, "output": 15},
    {"model": "anthropic/claude-3-7-sonnet", "input": 3, "cached_input": 0.3, "output": 15},
    {"model": "anthropic/claude-3-5-sonnet", "input": 3, "cached_input": 0.3, "output": 15},
    {"model": "anthropic/claude-haiku-4-5", "input": 1, "cached_input": 0.1, "output": 5},
    {"model": "anthropic/claude-3-5-haiku", "input": 0.8, "cached_input": 0.08, "output": 4},
    {"model": "anthropic/claude-3-haiku", "input": 0.25, "cached_input": 0.03, "output": 1.25},
    {"model": "anthropic/claude-3-opus", "input": 15, "cached_input": 1.5, "output": 75}
  ]
})json";

}  // namespace assay::providers
