// Recorded judgements of AlpacaEval 2, where they are at hand: our reader, mean and standard error
// give the win rates that its leaderboard published.
#include "datasets/dataset_reader.hpp"
#include "stats/mean.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <ostream>

namespace assay::engine {
namespace {

struct Published {
    std::string file;
    double win_rate;        ///< percent
    double standard_error;  ///< percentage points
};

/// Names the test; without it the bytes of the strings' addresses would.
void PrintTo(const Published& published, std::ostream* out) { *out << published.file; }

class AlpacaEval : public ::testing::TestWithParam<Published> {};

TEST_P(AlpacaEval, SharedData_equals_the_leaderboard) {
    const Published& published = GetParam();
    const char* shared = std::getenv("ASSAY_SHARED");
    const std::string path =
        fmt::format("{}/data/alpaca_eval/{}__weighted_alpaca_eval_gpt4_turbo_annotations.json",
                    shared != nullptr ? shared : "../shared",
                    published.file);
    datasets::DatasetOptions options;
    options.path = std::filesystem::exists(path) ? path : path + ".gz";
    if (!std::filesystem::exists(options.path)) GTEST_SKIP() << options.path << " is absent";
    const auto reader = datasets::open_dataset(options);
    ASSERT_TRUE(reader.has_value()) << reader.error().message;
    std::vector<double> wins;
    while (true) {
        const auto batch = (*reader)->next_batch(1000);
        ASSERT_TRUE(batch.has_value()) << batch.error().message;
        if (batch->empty()) break;
        for (const Sample& sample : *batch) {
            // 1: the baseline wins, 2: the model wins.
            const auto preference = json_number(sample.fields.at("preference"));
            if (preference) wins.push_back(100 * (*preference - 1));
        }
    }
    const stats::Estimate estimate = stats::mean_estimate(wins, 0.95);
    EXPECT_NEAR(*estimate.value, published.win_rate, 1e-6);
    EXPECT_NEAR(*estimate.standard_error, published.standard_error, 1e-6);
}

INSTANTIATE_TEST_SUITE_P(
    Leaderboard,
    AlpacaEval,
    ::testing::Values(Published{"alpaca-7b", 2.591450540, 0.487085538},
                      Published{"gpt-3.5-turbo-1106", 9.177964562, 0.890411751},
                      Published{"phi-2", 2.350209543, 0.449659041},
                      Published{"text_davinci_001", 2.764005231, 0.517766886}));

}  // namespace
}  // namespace assay::engine
