// Recorded replies of a judge that reasons and then rates, against experts.

#include "judge/calibration.hpp"
#include "judge/shared_data.hpp"

#include <gtest/gtest.h>

#include <map>
#include <regex>
#include <sstream>

namespace assay::judge {
namespace {

std::string text_of(const Json& row, const char* field) {
    return std::string(json_view(row.at(field).as_string()));
}

/// Where the rating of a summary is kept.
std::string key_of(const Json& row) {
    return text_of(row, "doc_id") + '\n' + text_of(row, "system_id");
}

/// The last number from 1 to 5, in digits or words, that does not say what it is out of.
std::optional<double> rating_in(const std::string& reply) {
    static const std::regex end_of_scale(R"((out of|/)\s*(5|five))", std::regex::icase);
    static const std::regex number(R"(\b([1-5](\.\d+)?|one|two|three|four|five)\b)",
                                   std::regex::icase);
    static const std::map<std::string, double> words = {
        {"one", 1}, {"two", 2}, {"three", 3}, {"four", 4}, {"five", 5}};
    const std::string rest = std::regex_replace(reply, end_of_scale, "");
    std::optional<double> rating;
    for (std::sregex_iterator at(rest.begin(), rest.end(), number), end; at != end; ++at) {
        std::string found = at->str();
        for (char& letter : found) letter = static_cast<char>(std::tolower(letter));
        const auto word = words.find(found);
        rating = word == words.end() ? std::stod(found) : word->second;
    }
    return rating;
}

std::map<std::string, double> expert_means(const std::string& dimension) {
    std::map<std::string, double> means;
    std::istringstream lines(unzipped("summeval/per_annotator.jsonl"));
    for (std::string line; std::getline(lines, line);) {
        const Json row = parse_json(line).value();
        const JsonArray& experts = row.at("expert_annotations").as_array();
        double sum = 0;
        for (const Json& expert : experts) sum += *json_number(expert.at(dimension));
        means[key_of(row)] = sum / static_cast<double>(experts.size());
    }
    return means;
}

struct Recorded {
    const char* dimension;
    double spearman;
    double pearson;
    double kendall;
};

class SummEval : public ::testing::TestWithParam<Recorded> {};

TEST_P(SummEval, correlations_with_experts_equal_the_recorded_ones) {
    const auto experts = expert_means(GetParam().dimension);
    if (experts.empty()) GTEST_SKIP() << "no shared data";
    std::vector<RatedSample> samples;
    std::istringstream lines(unzipped("summeval/judge_gpt-3.5-turbo-0301_rts.jsonl.gz"));
    for (std::string line; std::getline(lines, line);) {
        const Json row = parse_json(line).value();
        if (text_of(row, "dimension") != GetParam().dimension) continue;
        const auto rating = rating_in(text_of(row, "resp"));
        ASSERT_TRUE(rating.has_value()) << line;
        samples.push_back(
            {.judged = (*rating - 1) / 4, .human = (experts.at(key_of(row)) - 1) / 4});
    }
    ASSERT_EQ(samples.size(), 1200U);
    const auto card = compare_with_people(samples, 5);
    ASSERT_TRUE(card) << card.error().message;
    EXPECT_NEAR(*card->spearman, GetParam().spearman, 5e-4);
    EXPECT_NEAR(*card->pearson, GetParam().pearson, 5e-4);
    EXPECT_NEAR(*card->kendall, GetParam().kendall, 5e-4);
}

INSTANTIATE_TEST_SUITE_P(recorded,
                         SummEval,
                         ::testing::Values(Recorded{"coherence", .444, .467, .349},
                                           Recorded{"consistency", .423, .532, .378},
                                           Recorded{"fluency", .285, .302, .240},
                                           Recorded{"relevance", .446, .460, .355}));

}  // namespace
}  // namespace assay::judge
