// docs/eval.schema.json, which editors read, says what the program accepts.
#include "judge/judge.hpp"

#include "core/file.hpp"
#include "core/json.hpp"
#include "engine/custom_spec_reader.hpp"
#include "engine/run_file_keys.hpp"
#include "metrics/registry.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <span>

namespace assay::engine {
namespace {

constexpr std::size_t schema_bytes_max = 1U << 20U;

/// ctest's working directory is the root of the sources.
Json schema() {
    auto text = read_file("docs/eval.schema.json", schema_bytes_max);
    EXPECT_TRUE(text.has_value()) << text.error().message;
    auto value = parse_json(text.value_or("null"));
    EXPECT_TRUE(value.has_value()) << value.error().message;
    return value.value_or(Json());
}

std::set<std::string> keys_of(const Json& object_schema) {
    EXPECT_EQ(object_schema.at("additionalProperties"), Json(false));
    std::set<std::string> keys;
    for (const auto& member : object_schema.at("properties").as_object())
        keys.emplace(std::string_view(member.key()));
    return keys;
}

std::set<std::string> set_of(std::span<const std::string_view> names) {
    return {names.begin(), names.end()};
}

TEST(RunFileSchema, has_the_keys_of_the_run_file) {
    EXPECT_EQ(keys_of(schema()), set_of(run_file_keys));
}

TEST(RunFileSchema, has_the_keys_of_settings_provider_and_messages) {
    const Json properties = schema().at("properties");
    EXPECT_EQ(keys_of(properties.at("settings")), set_of(settings_keys));
    EXPECT_EQ(keys_of(properties.at("provider")), set_of(provider_keys));
    const Json batch = properties.at("provider").at("properties").at("batch");
    EXPECT_EQ(keys_of(batch.at("oneOf").at(1)), set_of(batch_keys));
    const Json hedge = properties.at("provider").at("properties").at("hedge");
    EXPECT_EQ(keys_of(hedge.at("oneOf").at(1)), set_of(hedge_keys));
    EXPECT_EQ(keys_of(properties.at("messages").at("items")), set_of(message_keys));
}

TEST(RunFileSchema, has_the_keys_of_models_and_tiers) {
    EXPECT_EQ(keys_of(schema().at("$defs").at("model")), set_of(model_keys));
    const Json tiers = schema().at("properties").at("tiers");
    EXPECT_EQ(keys_of(tiers), set_of(tiers_keys));
    EXPECT_EQ(keys_of(tiers.at("properties").at("distilled")), set_of(distilled_keys));
    EXPECT_EQ(keys_of(tiers.at("properties").at("fast")), set_of(tier_keys));
    EXPECT_EQ(keys_of(tiers.at("properties").at("full")), set_of(tier_keys));
    EXPECT_EQ(keys_of(tiers.at("properties").at("human")), set_of(human_keys));
}

TEST(RunFileSchema, has_the_keys_of_evaluators_of_the_users_own) {
    std::set<std::string> keys = set_of(custom_keys);
    for (const custom::ScorerKind* kind : custom::all_scorers()) {
        keys.emplace(kind->name);
        EXPECT_TRUE(custom_keys.end() != std::ranges::find(custom_keys, kind->parallel_key));
    }
    EXPECT_EQ(keys_of(schema().at("$defs").at("custom")), keys);
}

TEST(RunFileSchema, names_every_judge_and_no_other) {
    std::set<std::string> named;
    for (const Json& name : schema().at("$defs").at("judge").at("enum").as_array())
        named.emplace(json_view(name.get_string()));
    std::set<std::string> known;
    for (const judge::JudgeSpec* spec : judge::all_judges()) known.emplace(spec->name);
    EXPECT_EQ(named, known);
}

TEST(RunFileSchema, names_every_metric_and_no_other) {
    std::set<std::string> named;
    for (const Json& name : schema().at("$defs").at("metric").at("enum").as_array())
        named.emplace(json_view(name.get_string()));
    std::set<std::string> known;
    for (const metrics::Metric* metric : metrics::all()) known.emplace(metric->name);
    EXPECT_EQ(named, known);
}

}  // namespace
}  // namespace assay::engine
