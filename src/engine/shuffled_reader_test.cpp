#include "engine/shuffled_reader.hpp"

#include "engine/run_fixture.hpp"

#include <algorithm>
#include <numeric>
#include <set>

namespace assay::engine {
namespace {

class ShuffledReaderTest : public RunFixture {
  protected:
    /// The numbers of the samples in the order in which they come.
    std::vector<int> order(ShuffleOptions options) {
        auto reader = ShuffledReader::open({.path = file_}, std::move(options)).value();
        std::vector<int> numbers;
        while (true) {
            const auto batch = reader->next_batch(7).value();
            if (batch.empty()) break;
            EXPECT_LE(batch.size(), 7U);
            for (const Sample& sample : batch)
                numbers.push_back(std::stoi(std::string(sample.id.view()).substr(1)));
        }
        EXPECT_EQ(reader->ratio(), 1);
        return numbers;
    }

    static std::string numbered(int count) {
        std::string text;
        for (int i = 0; i < count; ++i) text += fmt::format("{{\"id\":\"s{}\"}}\n", i);
        return text;
    }

    std::string file_ = write("numbered.jsonl", numbered(500));
};

TEST_F(ShuffledReaderTest, every_sample_comes_once_whatever_the_window) {
    const auto whole = order({});
    EXPECT_EQ(std::set<int>(whole.begin(), whole.end()).size(), 500U);
    EXPECT_EQ(order({.window_sample_count = 64}), whole);
    EXPECT_EQ(order({.window_sample_count = 1}), whole);
    EXPECT_FALSE(std::ranges::is_sorted(whole));
    EXPECT_NE(order({.seed = 2}), whole);
}

TEST_F(ShuffledReaderTest, the_first_so_many_are_a_random_sample) {
    double sum = 0;
    constexpr int seed_count = 200;
    for (int seed = 0; seed < seed_count; ++seed) {
        const auto numbers = order({.seed = static_cast<std::uint64_t>(seed)});
        sum += std::accumulate(numbers.begin(), numbers.begin() + 50, 0.0) / 50;
    }
    EXPECT_NEAR(sum / seed_count, 249.5, 6) << "four standard errors";
}

TEST_F(ShuffledReaderTest, limits_take_the_first_of_the_dataset) {
    auto numbers = order({.sample_count_max = 20, .window_sample_count = 8});
    EXPECT_FALSE(std::ranges::is_sorted(numbers));
    std::ranges::sort(numbers);
    std::vector<int> first(20);
    std::iota(first.begin(), first.end(), 0);
    EXPECT_EQ(numbers, first);
    EXPECT_EQ(order({.is_wanted =
                         [](const Sample& sample) {
                             return sample.id.view() == "s7" || sample.id.view() == "s300";
                         }})
                  .size(),
              2U);
}

}  // namespace
}  // namespace assay::engine
