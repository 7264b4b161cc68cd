#include "providers/mock/mock_api.hpp"

#include "core/json.hpp"

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <unistd.h>

namespace assay::providers::mock {
namespace {

using testing::HasSubstr;

MockApi api(const MockOptions& options = {}) { return MockApi::make(options).value(); }

MockAnswer post(MockApi& mock, std::string_view path, std::string_view body) {
    MockAnswer answer = mock.handle({.method = "POST", .path = path, .key = "", .body = body}, {});
    if (MockApi::is_counted(path)) mock.request_ended();
    return answer;
}

constexpr std::string_view prompt = R"({"model":"m","prompt":"hello"})";

TEST(MockApi, answers_the_last_user_message) {
    auto mock = api();
    const auto answer = post(mock,
                             "/v1/chat/completions",
                             R"({"model":"m","n":2,"messages":[{"role":"user","content":"one"},)"
                             R"({"role":"assistant","content":"two"},{"role":"user","content":)"
                             R"([{"type":"text","text":"three"}]}]})");
    const Json body = parse_json(answer.body).value();
    EXPECT_EQ(body.at("choices").as_array().size(), 2U);
    EXPECT_EQ(body.at("choices").at(1).at("message").at("content").as_string(), "three");
    EXPECT_EQ(body.at("usage").at("prompt_tokens").as_int64(), 3);
}

class RulesFile {
  public:
    explicit RulesFile(std::string_view text) { std::ofstream(path_) << text; }
    ~RulesFile() { std::filesystem::remove(path_); }
    RulesFile(const RulesFile&) = delete;
    RulesFile& operator=(const RulesFile&) = delete;
    [[nodiscard]] std::string path() const { return path_.string(); }

  private:
    std::filesystem::path path_ =
        std::filesystem::temp_directory_path() / fmt::format("assay-rules-{}.yaml", getpid());
};

TEST(MockApi, gives_the_first_token_as_the_rules_say) {
    const RulesFile rules("rules: [{answer: '4 it is', probabilities: {'4': 0.5, '5': 0.25}}]");
    auto mock = api({.rules_file = rules.path()});
    const auto answer = post(mock,
                             "/v1/chat/completions",
                             R"({"model":"m","logprobs":true,"top_logprobs":5,)"
                             R"("messages":[{"role":"user","content":"?"}]})");
    const Json body = parse_json(answer.body).value();
    const Json& tokens = body.at("choices").at(0).at("logprobs").at("content");
    EXPECT_EQ(tokens.at(0).at("token").as_string(), "4");
    EXPECT_EQ(tokens.at(0).at("top_logprobs").at(1).at("token").as_string(), "5");
    EXPECT_EQ(tokens.at(1).at("token").as_string(), " it ");
}

TEST(MockApi, an_object_is_the_input_of_a_forced_tool) {
    auto mock = api({.answer = R"({"score":4})"});
    const auto answer =
        post(mock,
             "/v1/messages",
             R"({"model":"m","max_tokens":9,"tool_choice":{"type":"tool","name":"answer"},)"
             R"("messages":[{"role":"user","content":"?"}]})");
    const Json body = parse_json(answer.body).value();
    EXPECT_EQ(body.at("content").at(0).at("type").as_string(), "tool_use");
    EXPECT_EQ(body.at("content").at(0).at("input").at("score").as_int64(), 4);
    EXPECT_EQ(body.at("stop_reason").as_string(), "tool_use");
}

TEST(MockApi, gives_embeddings_of_unit_length) {
    auto mock = api();
    const auto answer = post(mock, "/v1/embeddings", R"({"model":"m","input":["a","b"]})");
    const Json body = parse_json(answer.body).value();
    double square_sum = 0;
    for (const Json& value : body.at("data").at(1).at("embedding").as_array())
        square_sum += value.as_double() * value.as_double();
    EXPECT_NEAR(square_sum, 1, 1e-4);
}

TEST(MockApi, refuses_bad_requests) {
    auto mock = api();
    EXPECT_EQ(post(mock, "/v1/chat/completions", "{").status, 400);
    EXPECT_EQ(post(mock, "/v1/chat/completions", R"({"model":"m","messages":[]})").status, 400);
    EXPECT_EQ(post(mock, "/v1/completions", R"({"prompt":"p"})").status, 400);
    EXPECT_EQ(post(mock, "/v1/other", "{}").status, 404);
    EXPECT_EQ(mock.handle({.method = "GET", .path = "/v1/completions"}, {}).status, 405);
}

TEST(MockApi, fails_at_a_rate_that_its_seed_repeats) {
    auto first = api({.error_rate = 0.3, .seed = 9});
    auto second = api({.error_rate = 0.3, .seed = 9});
    int error_count = 0;
    for (int i = 0; i < 1000; ++i) {
        const int status = post(first, "/v1/completions", prompt).status;
        EXPECT_EQ(status, post(second, "/v1/completions", prompt).status);
        error_count += status == 500 ? 1 : 0;
    }
    EXPECT_NEAR(error_count, 300, 60);
}

TEST(MockApi, limits_requests_per_minute) {
    auto mock = api({.requests_per_minute = 2});
    EXPECT_EQ(post(mock, "/v1/completions", prompt).status, 200);
    EXPECT_EQ(post(mock, "/v1/completions", prompt).status, 200);
    const auto answer = post(mock, "/v1/completions", prompt);
    EXPECT_EQ(answer.status, 429);
    EXPECT_TRUE(answer.retry_after_s.has_value());
}

TEST(MockApi, counts_and_starts_again) {
    auto mock = api();
    post(mock, "/v1/completions", prompt);
    post(mock, "/v1/other", "{}");
    const MockRequest stats{.method = "GET", .path = "/stats"};
    EXPECT_THAT(mock.handle(stats, {}).body,
                testing::AllOf(HasSubstr(R"("requests":2,)"),
                               HasSubstr(R"("in_flight_max":1,)"),
                               HasSubstr(R"("errors":1,)")));
    post(mock, "/reset", "");
    EXPECT_THAT(mock.handle(stats, {}).body, HasSubstr(R"("requests":0,)"));
}

TEST(MockApi, refuses_options_out_of_range) {
    EXPECT_EQ(MockApi::make({.error_rate = 2}).error().kind, ErrorKind::invalid_input);
    EXPECT_EQ(MockApi::make({.latency_ms = -1}).error().kind, ErrorKind::invalid_input);
    EXPECT_EQ(MockApi::make({.rules_file = "no/such"}).error().kind, ErrorKind::not_found);
}

}  // namespace
}  // namespace assay::providers::mock
