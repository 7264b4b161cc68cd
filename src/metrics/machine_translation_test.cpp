// Our own lines, scored by sacreBLEU (tests/vectors), and, where the
// shared data lie at hand, its published cases.

#include "metrics/scored_corpus.hpp"

#include <fmt/format.h>

#include <iterator>
#include <utility>

namespace assay::metrics {
namespace {

std::string text_of(const Json& value) { return std::string(json_view(value.as_string())); }

std::vector<TestLine> lines_of(const JsonObject& file, std::size_t reference_count) {
    std::vector<TestLine> lines;
    for (const Json& entry : file.at("lines").as_array()) {
        TestLine line{.output = text_of(entry.at("output")), .references = {}};
        for (std::size_t i = 0; i < reference_count; ++i)
            line.references.push_back(text_of(entry.at("references").at(i)));
        lines.push_back(std::move(line));
    }
    return lines;
}

Json read_json(const std::string& path) {
    std::ifstream stream(path);
    EXPECT_TRUE(stream.good()) << path;
    const std::string content((std::istreambuf_iterator<char>(stream)), {});
    return parse_json(content).value();
}

std::vector<std::string> strings_of(const Json& array) {
    std::vector<std::string> strings;
    for (const Json& item : array.as_array()) strings.push_back(text_of(item));
    return strings;
}

/// sacreBLEU's layout: the outputs, then one list per reference.
std::vector<TestLine> lines_of_columns(const Json& outputs, const Json& columns) {
    std::vector<TestLine> lines;
    for (std::string& output : strings_of(outputs))
        lines.push_back({.output = std::move(output), .references = {}});
    for (const Json& column : columns.as_array()) {
        const auto references = strings_of(column);
        for (std::size_t i = 0; i < lines.size() && i < references.size(); ++i)
            lines[i].references.push_back(references[i]);
    }
    return lines;
}

double number_of(const Json& value) { return json_number(value).value(); }

constexpr auto cases_name = "data/metric_vectors/sacrebleu_test_vectors.json";

void expect_equal_values(const std::string& path) {
    const Json file = read_json(path);
    for (const Json& entry : file.at("cases").as_array()) {
        const std::string metric = text_of(entry.at("metric"));
        const JsonObject& options = entry.at("options").as_object();
        const auto lines =
            lines_of(file.as_object(), static_cast<std::size_t>(entry.at("references").as_int64()));
        const std::string label = metric + " " + to_json_text(options);
        EXPECT_NEAR(
            corpus_value(metric, options, lines), json_number(entry.at("corpus")).value(), 1e-9)
            << label;
        const JsonArray& samples = entry.at("samples").as_array();
        for (std::size_t i = 0; i < lines.size(); ++i) {
            EXPECT_NEAR(sample_value(metric, options, lines[i]).value.value(),
                        json_number(samples[i]).value(),
                        1e-9)
                << label << ": " << lines[i].output;
        }
    }
}

TEST(MachineTranslation, equals_sacrebleu_on_our_vectors) {
    expect_equal_values("tests/vectors/machine_translation.json");
}

TEST(MachineTranslation, equals_sacrebleu_on_our_ter_vectors) {
    expect_equal_values("tests/vectors/ter.json");
}

TEST(MachineTranslation, SharedData_bleu_of_published_cases) {
    const std::string path = shared_path(cases_name);
    if (path.empty()) GTEST_SKIP() << "no shared data";
    const Json file = read_json(path);
    const Json& bleu = file.at("test_bleu");
    for (const Json& entry : bleu.at("test_corpus_bleu_cases").as_array()) {
        const auto lines = lines_of_columns(entry.at(0), entry.at(1));
        EXPECT_NEAR(
            corpus_value("bleu", entry.at(2).as_object(), lines), number_of(entry.at(3)), 1e-6);
    }
    for (const Json& entry : bleu.at("test_bleu_max_order").as_array()) {
        const auto lines = lines_of_columns(entry.at(1), entry.at(2));
        const double value = corpus_value("bleu", {{"max_ngram_order", entry.at(0)}}, lines);
        EXPECT_EQ(fmt::format("{:.2f}", value), text_of(entry.at(3)));
    }
    for (const char* name : {"test_raw_bleu_cases", "test_case_effective_order"}) {
        for (const Json& entry : bleu.at(name).as_array()) {
            const JsonObject options = {{"tokenize", "none"},
                                        {"smooth_method", "floor"},
                                        {"smooth_value", 0.01},
                                        {"effective_order", true}};
            EXPECT_NEAR(
                corpus_value("bleu", options, lines_of_columns(entry.at(0), entry.at(1))) / 100,
                number_of(entry.at(2)),
                1e-8);
        }
    }
}

TEST(MachineTranslation, SharedData_sentence_bleu_of_published_cases) {
    const std::string path = shared_path(cases_name);
    if (path.empty()) GTEST_SKIP() << "no shared data";
    const Json file = read_json(path);
    const Json& cases = file.at("test_sentence_bleu");
    for (const auto& [list, suffix] :
         {std::pair("test_cases", ""), std::pair("test_cases_zero_bleu", "_0")}) {
        const TestLine line = {text_of(cases.at(fmt::format("SYS{}", suffix))),
                               {text_of(cases.at(fmt::format("REF{}", suffix)))}};
        for (const Json& entry : cases.at(list).as_array()) {
            JsonObject options = {{"smooth_method", entry.at(0)},
                                  {"lowercase", entry.at(2)},
                                  {"tokenize", entry.at(3)}};
            if (!entry.at(1).is_null()) options["smooth_value"] = entry.at(1);
            EXPECT_NEAR(
                sample_value("bleu", options, line).value.value(), number_of(entry.at(4)), 1e-3)
                << to_json_text(entry);
        }
    }
}

TEST(MachineTranslation, SharedData_chrf_of_published_cases) {
    const std::string path = shared_path(cases_name);
    if (path.empty()) GTEST_SKIP() << "no shared data";
    const Json file = read_json(path);
    const Json& chrf = file.at("test_chrf");
    const std::vector<std::pair<const char*, JsonObject>> lists = {
        {"test_cases", {{"beta", 3}, {"eps_smoothing", true}}},
        {"test_cases_effective_order", {{"beta", 3}}},
        {"test_cases_keep_whitespace", {{"beta", 3}, {"whitespace", true}}}};
    for (const auto& [name, options] : lists) {
        for (const Json& entry : chrf.at(name).as_array()) {
            const auto lines = lines_of_columns(entry.at(0), JsonArray{entry.at(1)});
            EXPECT_NEAR(corpus_value("chrf", options, lines), number_of(entry.at(2)), 1e-4)
                << to_json_text(entry);
        }
    }
    for (const Json& entry : chrf.at("test_sentence_level_chrf").as_array()) {
        const TestLine line = {text_of(entry.at(0)), strings_of(entry.at(1))};
        EXPECT_NEAR(sample_value("chrf", {{"eps_smoothing", true}}, line).value.value(),
                    number_of(entry.at(2)),
                    1e-4);
    }
}

TEST(MachineTranslation, SharedData_ter_of_published_cases) {
    const std::string path = shared_path(cases_name);
    if (path.empty()) GTEST_SKIP() << "no shared data";
    const Json file = read_json(path);
    for (const Json& entry : file.at("test_ter").at("test_cases").as_array()) {
        const auto lines = lines_of_columns(entry.at(0), JsonArray{entry.at(1)});
        EXPECT_NEAR(corpus_value("ter", {}, lines) / 100, number_of(entry.at(2)), 1e-3);
    }
}

/// Half of the last digit that the number was published with.
void expect_published(const JsonObject& scores,
                      const char* key,
                      double half_digit,
                      const char* metric,
                      const JsonObject& options,
                      const std::vector<TestLine>& lines) {
    if (!scores.contains(key)) return;
    EXPECT_NEAR(corpus_value(metric, options, lines), number_of(scores.at(key)), half_digit + 1e-9)
        << key;
}

TEST(MachineTranslation, SharedData_equals_the_published_wmt17_scores) {
    const std::string folder = "data/wmt17_ende/";
    const std::string path = shared_path(folder + "expected_scores.json");
    if (path.empty()) GTEST_SKIP() << "no shared data";
    const Json file = read_json(path);
    for (const auto& [system, scores] : file.as_object()) {
        SCOPED_TRACE(std::string(system));
        const auto lines = read_pairs(shared_path(folder + std::string(system) + ".txt"),
                                      shared_path(folder + "reference.de.txt"));
        ASSERT_EQ(lines.size(), 3004);
        const JsonObject& expected = scores.as_object();
        expect_published(expected, "MTEVAL", 0.005, "bleu", {}, lines);
        expect_published(expected, "MTEVAL14", 0.005, "bleu", {{"tokenize", "intl"}}, lines);
        // These two were published with this smoothing.
        const JsonObject eps = {{"eps_smoothing", true}};
        if (expected.contains("TER"))
            EXPECT_NEAR(
                corpus_value("ter", {}, lines) / 100, number_of(expected.at("TER")), 0.0005 + 1e-9);
        expect_published(expected, "CHRF", 0.00005, "chrf", eps, lines);
        expect_published(expected, "CHRFPP", 0.00005, "chrf_pp", eps, lines);
    }
}

/// Three optimizer runs of one system, tokenised and lower-cased; published is the mean of the
/// three, made with other programs (jBLEU, and tercom with its own options).
TEST(MachineTranslation, SharedData_equals_the_published_multeval_scores) {
    const std::string folder = "data/multeval/";
    const std::string references = shared_path(folder + "refs.test2010.lc.tok.en.0.txt");
    if (references.empty()) GTEST_SKIP() << "no shared data";
    double bleu_sum = 0;
    double ter_sum = 0;
    for (int run = 0; run < 3; ++run) {
        const auto lines = read_pairs(
            shared_path(folder + fmt::format("hyps.baseline.opt{}.txt", run)), references);
        bleu_sum += corpus_value("bleu", {{"tokenize", "none"}}, lines);
        ter_sum += corpus_value("ter", {}, lines);
    }
    EXPECT_NEAR(bleu_sum / 3, 18.5, 0.05);
    EXPECT_NEAR(ter_sum / 3, 65.7, 0.05);
}

}  // namespace
}  // namespace assay::metrics
