#include "providers/anthropic/anthropic.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace assay::providers {
namespace {

using testing::HasSubstr;

const Request chat{.model = "m",
                   .messages = {{.role = Role::system, .content = "Be brief."},
                                {.role = Role::user, .content = "hi"}}};

TEST(AnthropicRequest, puts_system_apart_and_always_limits_tokens) {
    const auto wire = anthropic_format.write(chat, {}).value();
    EXPECT_EQ(wire.path, "/v1/messages");
    EXPECT_EQ(wire.body,
              R"({"model":"m","system":"Be brief.","messages":[{"role":"user","content":"hi"}],)"
              R"("max_tokens":4096})");
}

TEST(AnthropicRequest, refuses_what_the_api_does_not_have) {
    Request request = chat;
    request.settings.seed = 1;
    EXPECT_THAT(anthropic_format.write(request, {}).error().message, HasSubstr("seed"));
    request = chat;
    request.settings.wants_logprobs = true;
    EXPECT_THAT(anthropic_format.write(request, {}).error().message, HasSubstr("logprobs"));
    request = {.model = "m", .prompt = "p"};
    EXPECT_EQ(anthropic_format.write(request, {}).error().kind, ErrorKind::invalid_input);
}

TEST(AnthropicRequest, asks_for_an_answer_that_keeps_to_a_schema_by_a_forced_tool) {
    Request request = chat;
    request.settings.output_schema = Json{{"type", "object"}};
    const Json body = parse_json(anthropic_format.write(request, {})->body).value();
    EXPECT_EQ(to_json_text(body.at("tool_choice")), R"({"type":"tool","name":"answer"})");
    EXPECT_EQ(to_json_text(body.at("tools").at(0).at("input_schema")), R"({"type":"object"})");
}

TEST(AnthropicAnswer, the_input_of_the_forced_tool_is_the_text) {
    const auto completion = read_anthropic_answer(
        R"({"type":"message","model":"m-1","content":[{"type":"text","text":"Let me see."},)"
        R"({"type":"tool_use","id":"t","name":"answer","input":{"score": 4}}],)"
        R"("stop_reason":"tool_use","usage":{"input_tokens":3,"output_tokens":4}})",
        chat);
    ASSERT_TRUE(completion.has_value()) << completion.error().message;
    EXPECT_EQ(completion->text, R"({"score":4})");
    EXPECT_EQ(completion->finish_reason, "stop");
}

TEST(AnthropicAnswer, joins_text_and_counts_the_cache_as_input) {
    const auto completion = read_anthropic_answer(
        R"({"type":"message","model":"m-1","content":[{"type":"thinking","thinking":"hm"},)"
        R"({"type":"text","text":"a"},{"type":"text","text":"b"}],"stop_reason":"max_tokens",)"
        R"("usage":{"input_tokens":3,"cache_read_input_tokens":20,)"
        R"("cache_creation_input_tokens":100,"output_tokens":4}})",
        chat);
    ASSERT_TRUE(completion.has_value()) << completion.error().message;
    EXPECT_EQ(completion->text, "ab");
    EXPECT_EQ(completion->finish_reason, "length");
    EXPECT_EQ(completion->usage,
              (Usage{.prompt_tokens = 123, .completion_tokens = 4, .cached_prompt_tokens = 20}));
}

TEST(AnthropicAnswer, gives_withheld_text_its_reason) {
    const auto completion =
        read_anthropic_answer(R"({"content":[],"stop_reason":"refusal"})", chat);
    EXPECT_EQ(completion.value().text, "");
    EXPECT_EQ(completion.value().finish_reason, "refusal");
}

TEST(AnthropicAnswer, writes_tool_calls_as_text) {
    const auto completion = read_anthropic_answer(
        R"({"content":[{"type":"text","text":"Let me see."},)"
        R"({"type":"tool_use","id":"t","name":"weather","input":{"city": "Paris"}},)"
        R"({"type":"tool_use","id":"u","name":"time","input":{}}],"stop_reason":"tool_use"})",
        chat);
    ASSERT_TRUE(completion.has_value()) << completion.error().message;
    EXPECT_EQ(completion->text,
              R"({"content":"Let me see.","tool_calls":[{"name":"weather","arguments":)"
              R"({"city":"Paris"}},{"name":"time","arguments":{}}]})");
    EXPECT_EQ(completion->finish_reason, "tool_calls");
}

TEST(AnthropicAnswer, refuses_what_is_not_an_answer) {
    for (const char* body : {"",
                             "{}",
                             R"({"content":"text"})",
                             R"({"content":[]})",
                             R"({"content":[{"type":"text"}]})",
                             R"({"content":[{"type":"tool_use","input":{}}]})",
                             R"({"content":[{"type":"tool_use","name":"a"}]})",
                             R"({"content":[],"stop_reason":"end_turn")",
                             R"({"type":"error","error":{"message":"Overloaded"}})"})
        EXPECT_EQ(read_anthropic_answer(body, chat).error().kind, ErrorKind::corrupt) << body;
}

}  // namespace
}  // namespace assay::providers
