// Published cases for metrics of matching, labels and repeats, where they are at hand.

#include "core/file.hpp"
#include "metrics/scored.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

namespace assay::metrics {
namespace {

class SharedDataMetrics : public testing::Test {
  protected:
    /// The cases of a file below the shared folder; null where it is absent.
    static Json cases_of(const std::string& file, const char* list) {
        const char* folder = std::getenv("ASSAY_SHARED");
        const std::string path = fmt::format("{}/{}", folder ? folder : "../shared", file);
        if (!std::filesystem::exists(path)) return nullptr;
        return parse_json(read_file(path, 1U << 20U).value()).value().at(list);
    }
};

std::string_view text(const Json& value) { return json_view(value.as_string()); }

std::string_view gold(const Json& doc) {
    return text(doc.at("choices").at(static_cast<std::size_t>(doc.at("gold_index").as_int64())));
}

std::string_view answer(const Json& response) { return text(response.at("text").at(0)); }

TEST_F(SharedDataMetrics, exact_match_equals_lighteval) {
    const Json cases = cases_of("data/metric_vectors/lighteval/exact_match.json", "test_cases");
    if (cases.is_null()) GTEST_SKIP() << "metric_vectors are absent; set ASSAY_SHARED to read them";
    for (const Json& item : cases.as_array())
        EXPECT_EQ(
            scored("exact_match", "{}", answer(item.at("model_response")), {gold(item.at("doc"))})
                .value,
            json_number(item.at("expected_output").at("em")))
            << text(item.at("name"));
}

TEST_F(SharedDataMetrics, f1_equals_lighteval) {
    for (const std::string average : {"macro", "micro"}) {
        const Json cases = cases_of(
            fmt::format("data/metric_vectors/lighteval/f1_score_{}.json", average), "test_cases");
        if (cases.is_null())
            GTEST_SKIP() << "metric_vectors are absent; set ASSAY_SHARED to read them";
        for (const Json& item : cases.as_array()) {
            std::vector<Labelled> samples;
            const JsonArray& docs = item.at("docs").as_array();
            for (std::size_t i = 0; i < docs.size(); ++i)
                samples.push_back(
                    {.output = answer(item.at("model_responses").at(i)), .target = gold(docs[i])});
            const auto options = fmt::format(R"({{"average": "{}"}})", average);
            EXPECT_NEAR(*corpus_value("f1", options, samples),
                        *json_number(item.at("expected_output")),
                        *json_number(item.at("tolerance")))
                << text(item.at("name"));
        }
    }
}

TEST_F(SharedDataMetrics, pass_at_k_equals_the_vectors) {
    const Json cases = cases_of("vectors/pass_at_k.json", "cases");
    if (cases.is_null()) GTEST_SKIP() << "vectors are absent; set ASSAY_SHARED to read them";
    for (const Json& item : cases.as_array()) {
        ASSERT_EQ(text(item.at("method")), "pass_at_k");
        const auto input = [&](const char* name) {
            return static_cast<std::size_t>(item.at("inputs").at(name).as_int64());
        };
        std::vector<double> scores(input("n"), 0);
        std::fill_n(scores.begin(), input("c"), 1);
        const auto scorer =
            (*find("pass_at_k"))
                ->epochs(resolved("pass_at_k", fmt::format(R"({{"k": {}}})", input("k"))))
                .value();
        // A case that expects a status instead of a number has none.
        const Json* number = item.at("expected").as_object().if_contains("pass_at_k");
        const auto expected = number == nullptr ? std::nullopt : json_number(*number);
        const auto value = scorer->reduce(scores).value;
        ASSERT_EQ(value.has_value(), expected.has_value()) << text(item.at("id"));
        if (expected) {
            EXPECT_NEAR(*value, *expected, 1e-12) << text(item.at("id"));
        }
    }
}

}  // namespace
}  // namespace assay::metrics
