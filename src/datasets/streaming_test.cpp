// Large files in little memory, and real files with row counts that their sources state.
#include "datasets/column_reader.hpp"
#include "datasets/dataset_reader.hpp"
#include "datasets/test_files.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <string>
#include <unistd.h>

namespace assay::datasets {
namespace {

using testing::HasSubstr;

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
constexpr bool has_sanitizer = true;
#else
constexpr bool has_sanitizer = false;
#endif
#endif

std::size_t resident_bytes() {
    std::ifstream statm("/proc/self/statm");
    std::size_t total = 0;
    std::size_t resident = 0;
    statm >> total >> resident;
    return resident * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

constexpr std::size_t growth_bytes_max = std::size_t{24} << 20U;

TEST(Streaming, a_large_file_needs_little_memory) {
    if (has_sanitizer) GTEST_SKIP() << "sanitizers keep freed memory";
    const TestFolder folder;
    const auto path = folder.path() / "large.jsonl";
    constexpr std::size_t row_count = 50'000;
    {
        std::ofstream file(path, std::ios::binary);
        const std::string text(4000, 'x');
        for (std::size_t i = 0; i < row_count; ++i)
            file << fmt::format("{{\"id\":{},\"output\":\"{}\",\"target\":\"t\"}}\n", i, text);
    }
    ASSERT_GT(std::filesystem::file_size(path), 200'000'000U);
    const std::size_t before = resident_bytes();
    std::size_t most = 0;
    std::size_t count = 0;
    const auto columns = open_columns({.path = path, .columns = {{"output"}}}).value();
    for (auto rows = columns->next_batch().value(); !rows.empty();
         rows = columns->next_batch().value()) {
        count += rows.size();
        most = std::max(most, resident_bytes());
    }
    EXPECT_EQ(count, row_count);
    const auto samples = open_dataset({.path = path}).value();
    for (auto batch = samples->next_batch(256).value(); !batch.empty();
         batch = samples->next_batch(256).value()) {
        count += batch.size();
        most = std::max(most, resident_bytes());
    }
    EXPECT_EQ(count, 2 * row_count);
    EXPECT_LT(most, before + growth_bytes_max);
}

TEST(Streaming, a_line_over_the_bound_is_refused_without_being_read_into_memory) {
    if (has_sanitizer) GTEST_SKIP() << "sanitizers keep freed memory";
    const TestFolder folder;
    const auto path = folder.path() / "long.jsonl";
    {
        std::ofstream file(path, std::ios::binary);
        file << "{\"x\":\"";
        const std::string piece(1'000'000, 'x');
        for (int i = 0; i < 100; ++i) file << piece;
        file << "\"}\n{\"x\":\"short\"}\n";
    }
    const std::size_t before = resident_bytes();
    const auto reader =
        open_dataset({.path = path, .bad_rows = BadRows::skip, .line_bytes_max = 1'000'000})
            .value();
    const auto batch = reader->next_batch(10).value();
    ASSERT_EQ(batch.size(), 1U);
    EXPECT_EQ(batch[0].line, 2U);
    EXPECT_THAT(reader->skip_reasons().front(), HasSubstr("long.jsonl:1: the line is longer"));
    EXPECT_LT(resident_bytes(), before + growth_bytes_max);
    EXPECT_THAT(open_dataset({.path = path}).value()->next_batch(10).error().message,
                HasSubstr("long.jsonl:1: the line is longer than the 67108864 bytes"));
}

class SharedData : public testing::Test {
  protected:
    void SetUp() override {
        const char* folder = std::getenv("ASSAY_SHARED");
        data_ = std::filesystem::path(folder == nullptr ? "../shared" : folder) / "data";
        if (!std::filesystem::exists(data_))
            GTEST_SKIP() << data_ << " is absent; set ASSAY_SHARED to read it";
    }

    std::size_t sample_count(const std::string& file, const std::string& id_field = "id") const {
        auto reader = open_dataset({.path = data_ / file, .id_field = id_field});
        if (!reader) {
            ADD_FAILURE() << reader.error().message;
            return 0;
        }
        std::size_t count = 0;
        while (true) {
            const auto batch = (*reader)->next_batch(100);
            if (!batch) {
                ADD_FAILURE() << batch.error().message;
                return count;
            }
            if (batch->empty()) return count;
            count += batch->size();
        }
    }

    std::filesystem::path data_;
};

TEST_F(SharedData, json_lines_have_the_stated_rows) {
    EXPECT_EQ(sample_count("ifeval/input_data.jsonl", "key"), 541U);
    EXPECT_EQ(sample_count("mt_bench/question.jsonl", "question_id"), 80U);
    EXPECT_EQ(sample_count("humaneval/HumanEval.jsonl.gz", "task_id"), 164U);
    EXPECT_EQ(sample_count("judgebench/gpt4o_pairs.jsonl.gz", "pair_id"), 350U);
}

TEST_F(SharedData, csv_files_have_the_stated_rows) {
    EXPECT_EQ(sample_count("mmlu/mmlu_dev.csv"), 285U);
    EXPECT_EQ(sample_count("mmlu/mmlu_test.csv.gz"), 14042U);
}

TEST_F(SharedData, arrays_have_the_stated_rows) {
    EXPECT_EQ(sample_count("autoevals_coqa/coqa-factuality.json"), 60U);
    EXPECT_EQ(
        sample_count("alpaca_eval/alpaca-7b__weighted_alpaca_eval_gpt4_turbo_annotations.json.gz"),
        805U);
}

}  // namespace
}  // namespace assay::datasets
