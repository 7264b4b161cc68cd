// Re-extracts the answers of recorded model outputs and compares with what their authors recorded.

#include "core/json.hpp"
#include "prompts/filter_chain.hpp"

#include <gtest/gtest.h>
#include <zlib.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace assay::prompts {
namespace {

std::filesystem::path data(const std::string& name) {
    const char* shared = std::getenv("ASSAY_SHARED");
    return std::filesystem::path(shared != nullptr ? shared : "../shared") / "data" / name;
}

FilterChain chain(std::string_view spec) {
    return FilterChain::make(parse_json(spec).value(), "filters").value();
}

std::string read_gz(const std::filesystem::path& path) {
    const gzFile file = gzopen(path.c_str(), "rb");
    std::string text;
    std::array<char, 65536> buffer{};
    while (file != nullptr) {
        const int count = gzread(file, buffer.data(), buffer.size());
        if (count <= 0) break;
        text.append(buffer.data(), static_cast<std::size_t>(count));
    }
    if (file != nullptr) gzclose(file);
    return text;
}

template <typename Visit>
std::size_t each_row(const std::filesystem::path& path, Visit visit) {
    std::istringstream lines(read_gz(path));
    std::size_t count = 0;
    for (std::string line; std::getline(lines, line); ++count)
        visit(parse_json(line).value().as_object());
    return count;
}

std::string text_of(const JsonObject& row, std::string_view field) {
    return std::string(json_view(row.at(field).as_string()));
}

constexpr std::string_view gsm8k_strict =
    R"j([{"regex": "A: (\\-?[0-9\\.\\,]+)"}, {"replace": {"pattern": ",|\\$|\\.$", "with": ""}}])j";
constexpr std::string_view gsm8k_flexible =
    R"j([{"regex": {"pattern": "(-?[$0-9.,]{2,})|(-?[0-9]+)", "group_select": -1}},
         {"replace": {"pattern": ",|\\$|\\.$", "with": ""}}])j";

TEST(SharedData, gsm8k_extraction_equals_the_recorded_flags) {
    const auto path = data("gsm8k/example_model_solutions_6b.jsonl.gz");
    if (!std::filesystem::exists(path)) GTEST_SKIP() << path << " is not there";
    for (const std::string_view spec : std::array{gsm8k_strict, gsm8k_flexible}) {
        const FilterChain filters = chain(spec);
        for (const auto& [system, published] :
             std::array{std::pair{"6b_finetuning", 286}, std::pair{"6b_verification", 515}}) {
            int correct = 0;
            int differs = 0;
            const std::size_t rows = each_row(path, [&](const JsonObject& row) {
                const JsonObject& recorded = row.at(system).as_object();
                const auto ours = filters.apply(text_of(recorded, "solution")).value();
                const auto gold = filters.apply(text_of(row, "ground_truth")).value();
                const bool is_correct = ours.extracted && ours.text == gold.text;
                correct += is_correct ? 1 : 0;
                differs += is_correct != recorded.at("is_correct").as_bool() ? 1 : 0;
            });
            EXPECT_EQ(rows, 1319U);
            EXPECT_EQ(correct, published);
            EXPECT_EQ(differs, 0);
        }
    }
}

TEST(SharedData, mmlu_pro_extraction_equals_the_recorded_predictions) {
    const FilterChain filters = chain(R"j({"regex": "answer is \\(?([ABCDEFGHIJ])\\)?"})j");
    for (const auto& [model, published] :
         std::array{std::pair{"Llama-2-7b-hf", 2207}, std::pair{"c4ai-command-r-v01", 4403}}) {
        const auto path = data(fmt::format("mmlu_pro/model_outputs_{}_5shots.jsonl.gz", model));
        if (!std::filesystem::exists(path)) GTEST_SKIP() << path << " is not there";
        int correct = 0;
        int differs = 0;
        const std::size_t rows = each_row(path, [&](const JsonObject& row) {
            const auto output = row.contains("generated_text") ? "generated_text" : "model_outputs";
            const auto ours = filters.apply(text_of(row, output)).value();
            const Json& recorded = row.at("pred");
            differs += recorded.is_null() ? (ours.extracted ? 1 : 0)
                                          : (ours.text != text_of(row, "pred") ? 1 : 0);
            correct += ours.text == text_of(row, "answer") ? 1 : 0;
        });
        EXPECT_EQ(rows, 12032U);
        EXPECT_EQ(differs, 0) << model;
        EXPECT_EQ(correct, published) << model;
    }
}

// The cleansing rules of the paper's code, as chains.
std::string_view zero_shot_chain(std::string_view log) {
    if (log.starts_with("aqua") || log.starts_with("commonsensqa"))
        return R"j({"regex": {"pattern": "A|B|C|D|E", "fallback": ""}})j";
    if (log.starts_with("coin_flip"))
        return R"j(["lowercase", {"replace": {"pattern": "[\"'\\n.\\s:,]", "with": " "}},
                    {"regex": {"pattern": "(?<![^ ])(yes|no)(?![^ ])", "fallback": ""}}])j";
    return R"j([{"replace": ","}, {"regex": {"pattern": "-?\\d+\\.?\\d*", "fallback": ""}},
                {"replace": "\\.$"}])j";
}

TEST(SharedData, zero_shot_cot_logs_give_their_last_line) {
    const auto folder = data("zero_shot_cot_logs");
    if (!std::filesystem::exists(folder)) GTEST_SKIP() << folder << " is not there";
    std::size_t logs = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (entry.path().extension() != ".log") continue;
        ++logs;
        const std::string name = entry.path().filename();
        std::ifstream file(entry.path());
        const std::string text{std::istreambuf_iterator<char>(file), {}};
        const FilterChain filters = chain(zero_shot_chain(name));
        double correct = 0;
        double count = 0;
        int differs = 0;
        const auto between = [&](std::size_t& at, std::string_view begin, std::string_view end) {
            const std::size_t from = text.find(begin, at) + begin.size();
            at = text.find(end, from);
            return text.substr(from, at - from);
        };
        for (std::size_t at = 0; text.find("\npred_before : ", at) != std::string::npos; ++count) {
            const std::string before = between(at, "\npred_before : ", "\npred_after : ");
            const std::string after = between(at, "\npred_after : ", "\npred_list : ");
            const std::string gold = between(at, "\nGT : ", "\n");
            const std::string ours = filters.apply(before).value().text;
            differs += ours != after ? 1 : 0;
            correct += ours == gold ? 1 : 0;
        }
        const std::size_t last = text.rfind("accuracy : ");
        EXPECT_EQ(differs, 0) << name;
        EXPECT_EQ(correct / count * 100, std::strtod(text.c_str() + last + 11, nullptr)) << name;
    }
    EXPECT_GT(logs, 0U);
}

}  // namespace
}  // namespace assay::prompts
