#include "providers/openai/openai.hpp"

#include "providers/openai/openai_answer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace assay::providers {
namespace {

using testing::HasSubstr;

const Request chat{.model = "m", .messages = {{.role = Role::user, .content = "a\n\"b\""}}};

std::string body_of(const Request& request, ProviderOptions options = {}) {
    return openai_format.write(request, options).value().body;
}

TEST(OpenAiRequest, sends_only_what_is_set) {
    EXPECT_EQ(body_of(chat), R"({"model":"m","messages":[{"role":"user","content":"a\n\"b\""}]})");
}

TEST(OpenAiRequest, sends_every_setting) {
    Request request = chat;
    request.settings = {.temperature = 0.5,
                        .top_p = 0.9,
                        .completion_tokens_max = 5,
                        .seed = 7,
                        .stop = {"\n"},
                        .wants_logprobs = true,
                        .top_logprob_count = 3};
    const Json body = parse_json(body_of(request)).value();
    EXPECT_EQ(body.at("temperature").as_double(), 0.5);
    EXPECT_EQ(body.at("max_tokens").as_int64(), 5);
    EXPECT_EQ(body.at("seed").as_int64(), 7);
    EXPECT_EQ(body.at("stop").as_array().size(), 1U);
    EXPECT_TRUE(body.at("logprobs").as_bool());
    EXPECT_EQ(body.at("top_logprobs").as_int64(), 3);
}

TEST(OpenAiRequest, asks_for_an_answer_that_keeps_to_a_schema) {
    Request request = chat;
    request.settings.output_schema = Json{{"type", "object"}};
    const Json body = parse_json(body_of(request)).value();
    EXPECT_EQ(to_json_text(body.at("response_format")),
              R"({"type":"json_schema","json_schema":{"name":"answer","strict":true,)"
              R"("schema":{"type":"object"}}})");
    request.prompt = "p";
    EXPECT_EQ(openai_format.write(request, {}).error().kind, ErrorKind::invalid_input);
}

TEST(OpenAiRequest, limits_tokens_by_the_field_the_model_knows) {
    Request request = chat;
    request.settings.completion_tokens_max = 5;
    for (const char* model : {"o1", "o3-mini", "gpt-5-nano", "gpt-5.1"}) {
        request.model = model;
        EXPECT_THAT(body_of(request), HasSubstr("max_completion_tokens")) << model;
    }
    for (const char* model : {"gpt-4o", "o1x", "gpt-50"}) {
        request.model = model;
        EXPECT_THAT(body_of(request), HasSubstr("\"max_tokens\"")) << model;
    }
    EXPECT_THAT(body_of(request, {.token_limit_field = TokenLimitField::max_completion_tokens}),
                HasSubstr("max_completion_tokens"));
}

TEST(OpenAiRequest, lets_extra_members_win) {
    Request request = chat;
    request.settings.temperature = 1;
    request.settings.extra = {{"temperature", 0}, {"top_k", 5}};
    const Json body = parse_json(body_of(request)).value();
    EXPECT_EQ(body.at("temperature").as_int64(), 0);
    EXPECT_EQ(body.at("top_k").as_int64(), 5);
}

TEST(OpenAiAnswer, counts_cached_tokens) {
    const auto completion = read_openai_answer(
        R"({"choices":[{"message":{"content":"hi"},"finish_reason":"stop"}],"usage":{)"
        R"("prompt_tokens":9,"completion_tokens":2,"prompt_tokens_details":{"cached_tokens":4}}})",
        chat);
    EXPECT_EQ(completion.value().usage,
              (Usage{.prompt_tokens = 9, .completion_tokens = 2, .cached_prompt_tokens = 4}));
}

TEST(OpenAiAnswer, gives_withheld_text_its_reason) {
    const auto reason = [](std::string_view body) {
        const auto completion = read_openai_answer(body, chat);
        EXPECT_TRUE(completion.has_value()) << completion.error().message;
        EXPECT_EQ(completion->text, "");
        return completion->finish_reason;
    };
    EXPECT_EQ(reason(R"({"choices":[{"message":{"content":null},)"
                     R"("finish_reason":"content_filter"}]})"),
              "content_filter");
    EXPECT_EQ(reason(R"({"choices":[{"message":{"content":null,"refusal":"No."},)"
                     R"("finish_reason":"stop"}]})"),
              "refusal");
}

TEST(OpenAiAnswer, writes_tool_calls_as_text) {
    const auto text = [](std::string_view message) {
        const auto completion = read_openai_answer(
            fmt::format(R"({{"choices":[{{"message":{},"finish_reason":"stop"}}]}})", message),
            chat);
        EXPECT_TRUE(completion.has_value()) << completion.error().message;
        EXPECT_EQ(completion->finish_reason, "stop");
        return completion->text;
    };
    EXPECT_EQ(text(R"({"content":null,"tool_calls":[{"id":"c","type":"function","function":)"
                   R"({"name":"weather","arguments":"{\"city\": \"Paris\"}"}},)"
                   R"({"id":"d","type":"function","function":{"name":"time","arguments":""}}]})"),
              R"({"tool_calls":[{"name":"weather","arguments":{"city":"Paris"}},)"
              R"({"name":"time","arguments":{}}]})");
    EXPECT_EQ(text(R"({"content":"Let me \"see\".","tool_calls":[{"function":{"name":"a"}}]})"),
              R"({"content":"Let me \"see\".","tool_calls":[{"name":"a","arguments":{}}]})");
    // What the model cut short or got wrong stays to be seen.
    EXPECT_EQ(text(R"({"tool_calls":[{"function":{"name":"a","arguments":"{\"b\":"}}]})"),
              R"({"tool_calls":[{"name":"a","arguments":"{\"b\":"}]})");
    EXPECT_EQ(text(R"({"tool_calls":[{"type":"custom","custom":{"name":"sh","input":"ls"}}]})"),
              R"({"tool_calls":[{"name":"sh","arguments":"ls"}]})");
    EXPECT_EQ(text(R"({"content":"hi","tool_calls":[]})"), "hi");
}

TEST(OpenAiAnswer, refuses_a_tool_call_without_a_name) {
    for (const char* call : {"1", "{}", R"({"function":{}})", R"({"function":{"name":1}})"}) {
        const auto completion = read_openai_answer(
            fmt::format(R"({{"choices":[{{"message":{{"tool_calls":[{}]}}}}]}})", call), chat);
        ASSERT_FALSE(completion.has_value()) << call;
        EXPECT_THAT(completion.error().message, HasSubstr("a tool call has no name"));
    }
}

TEST(OpenAiAnswer, refuses_what_is_not_an_answer) {
    const auto message = [](std::string_view body) {
        const auto error = read_openai_answer(body, chat).error();
        EXPECT_EQ(error.kind, ErrorKind::corrupt);
        return error.message;
    };
    EXPECT_EQ(message(""), "the answer is empty");
    EXPECT_THAT(message("null"), HasSubstr("not a JSON object"));
    EXPECT_THAT(message(R"({"choices":[{"mess)"), HasSubstr("not JSON"));
    EXPECT_THAT(message(" <html>"), HasSubstr("web page"));
    EXPECT_THAT(message("{}"), HasSubstr("no choices"));
    EXPECT_THAT(message(R"({"choices":[]})"), HasSubstr("no choices"));
    EXPECT_THAT(message(R"({"choices":[{}]})"), HasSubstr("no message"));
    EXPECT_THAT(message(R"({"choices":[{"message":{"content":1}}]})"), HasSubstr("not a string"));
    EXPECT_THAT(message(R"({"choices":[{"message":{"content":null},"finish_reason":"stop"}]})"),
                HasSubstr("no content and no reason"));
    EXPECT_THAT(message(R"({"error":{"message":"overloaded"}})"), HasSubstr("overloaded"));
    EXPECT_THAT(message("{\"a\":\"\xff\"}"), HasSubstr("not JSON"));
}

TEST(OpenAiAnswer, shows_at_most_200_bytes_of_it) {
    const auto error = read_openai_answer(std::string(5000, 'x'), chat).error();
    EXPECT_TRUE(error.message.contains(std::string(200, 'x'))) << error.message;
    EXPECT_FALSE(error.message.contains(std::string(201, 'x'))) << error.message;
}

TEST(OpenAiAnswer, reads_the_lists_of_a_completion) {
    const Request prompt{.model = "m", .prompt = "p", .settings = {.wants_logprobs = true}};
    const auto completion = read_openai_answer(
        R"({"choices":[{"text":"hi","logprobs":{"tokens":["p","h","i"],)"
        R"("token_logprobs":[null,-1.5,-2],"top_logprobs":[null,{"x":-3,"h":-1.5},null]}}]})",
        prompt);
    ASSERT_TRUE(completion.has_value()) << completion.error().message;
    ASSERT_EQ(completion->logprobs.size(), 2U);
    EXPECT_EQ(completion->logprobs[0].token, "h");
    EXPECT_EQ(completion->logprobs[0].top[0].token, "h");
    EXPECT_EQ(completion->logprobs[1].log_probability, -2);
}

TEST(OpenAiError, reads_the_forms_servers_use) {
    EXPECT_EQ(read_openai_error(R"({"error":{"message":"m","type":"t","code":"c"}})").code, "c");
    EXPECT_EQ(read_openai_error(R"({"error":{"message":"m","type":"t","code":null}})").code, "t");
    EXPECT_EQ(read_openai_error(R"({"error":"text"})").message, "text");
    EXPECT_EQ(read_openai_error(R"({"detail":"text"})").message, "text");
    EXPECT_EQ(read_openai_error("<html>").message, "");
}

}  // namespace
}  // namespace assay::providers
