// Recorded judge scores of news summaries (SummEval): how well can they be repeated, on documents
// that were not trained on?

#include "distill/train.hpp"

#include "core/json.hpp"

#include <gtest/gtest.h>
#include <zlib.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <utility>

namespace assay::distill {
namespace {

std::filesystem::path shared_path(const std::string& name) {
    const char* folder = std::getenv("ASSAY_SHARED");
    return std::filesystem::path(folder != nullptr ? folder : "../shared") / "data/summeval" / name;
}

/// Rows of a JSON Lines file, compressed or not; none if it is not there.
std::vector<Json> rows_of(const std::string& name) {
    std::string text;
    if (gzFile file = gzopen(shared_path(name).c_str(), "rb"); file != nullptr) {
        std::vector<char> piece(1 << 16);
        for (int size = 0; (size = gzread(file, piece.data(), 1 << 16)) > 0;)
            text.append(piece.data(), static_cast<std::size_t>(size));
        gzclose(file);
    }
    std::vector<Json> rows;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) rows.push_back(parse_json(line).value());
    return rows;
}

std::string text_of(const Json& row, const char* field) {
    return std::string(json_view(row.at(field).as_string()));
}

/// The last number from 1 to 5 in a reply, in digits or words, that does not say what it is out of.
std::optional<double> rating_in(const std::string& reply) {
    static const std::map<std::string, double> ratings = {{"1", 1},
                                                          {"2", 2},
                                                          {"3", 3},
                                                          {"4", 4},
                                                          {"5", 5},
                                                          {"one", 1},
                                                          {"two", 2},
                                                          {"three", 3},
                                                          {"four", 4},
                                                          {"five", 5}};
    std::string spaced;
    for (const char byte : reply)
        spaced += std::isalnum(static_cast<unsigned char>(byte)) != 0
                      ? static_cast<char>(std::tolower(static_cast<unsigned char>(byte)))
                      : (byte == '/' ? '/' : ' ');
    for (std::size_t at; (at = spaced.find('/')) != std::string::npos;)
        spaced.replace(at, 1, " out of ");
    std::istringstream words(spaced);
    std::optional<double> rating;
    std::string before;
    std::string long_before;
    for (std::string word; words >> word; long_before = std::exchange(before, word)) {
        const bool is_end_of_scale = long_before == "out" && before == "of";
        if (const auto found = ratings.find(word); found != ratings.end() && !is_end_of_scale)
            rating = found->second;
    }
    return rating;
}

std::vector<Example> summaries(const std::string& dimension) {
    std::map<std::string, Example> of_document;
    for (const Json& row : rows_of("sources.jsonl")) {
        Example& example = of_document[text_of(row, "doc_id")];
        example.input = text_of(row, "source");
        example.group = text_of(row, "doc_id");
        for (const Json& reference : row.at("references").as_array())
            example.targets.emplace_back(json_view(reference.as_string()));
    }
    std::map<std::string, std::string> outputs;
    for (const Json& row : rows_of("summeval.jsonl.gz"))
        outputs[text_of(row, "doc_id") + text_of(row, "system_id")] = text_of(row, "system_output");
    std::vector<Example> examples;
    for (const Json& row : rows_of("judge_gpt-3.5-turbo-0301_rts.jsonl.gz")) {
        const auto rating = rating_in(text_of(row, "resp"));
        if (text_of(row, "dimension") != dimension || !rating) continue;
        Example example = of_document.at(text_of(row, "doc_id"));
        example.output = outputs.at(text_of(row, "doc_id") + text_of(row, "system_id"));
        example.score = (*rating - 1) / 4;
        examples.push_back(std::move(example));
    }
    return examples;
}

void report(const std::string& dimension, double spearman_min) {
    if (!std::filesystem::exists(shared_path("sources.jsonl"))) GTEST_SKIP() << "no shared data";
    const auto examples = summaries(dimension);
    ASSERT_GT(examples.size(), 1100U);
    const auto training = train(examples, {.seed = 1});
    ASSERT_TRUE(training.has_value()) << training.error().message;
    const Quality& quality = training->judge.quality();
    std::ostringstream line;
    line << dimension << ": n " << quality.count << ", groups " << quality.group_count
         << ", Spearman " << quality.spearman.value_or(0) << ", R^2 " << quality.r_squared
         << ", absolute error " << quality.mean_absolute_error << ", calibration error "
         << quality.calibration_error << ", coverage " << quality.coverage_ratio << ", escalated "
         << quality.escalated_ratio << ", penalty " << training->penalty << ", bytes "
         << training->judge.to_bytes().size();
    std::cout << line.str() << '\n';
    EXPECT_GT(quality.spearman.value_or(0), spearman_min);
    EXPECT_LT(quality.calibration_error, 0.06);
    EXPECT_NEAR(quality.coverage_ratio, 0.9, 0.02);
}

TEST(SummEval, coherence_by_a_judge_is_repeated_on_unseen_documents) { report("coherence", 0.2); }
TEST(SummEval, relevance_by_a_judge_is_repeated_on_unseen_documents) { report("relevance", 0.2); }

}  // namespace
}  // namespace assay::distill
