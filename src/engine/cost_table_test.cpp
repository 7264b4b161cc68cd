#include "engine/cost_table.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace assay::engine {
namespace {

using ::testing::ElementsAre;
using ::testing::Field;

RunSpec spec_with_judges() {
    RunSpec spec;
    spec.model = "openai/under-test";
    spec.judging.judges.push_back({.name = "helpful"});
    spec.judging.judges.push_back({.name = "correct"});
    return spec;
}

SampleResult judged(std::string evaluator, std::string tier, std::string model, Usd cost) {
    SampleResult result{.sample_id = SampleId{"s"}};
    result.judgements.push_back({.evaluator = std::move(evaluator),
                                 .tier = std::move(tier),
                                 .model = std::move(model),
                                 .call_count = 2,
                                 .prompt_tokens = 30,
                                 .completion_tokens = 4,
                                 .cost = cost});
    return result;
}

TEST(CostTable, lists_answers_first_and_judges_as_the_run_file_does) {
    const RunSpec spec = spec_with_judges();
    auto table = *CostTable::make(spec);
    table.add(judged("correct", "full", "openai/big", Usd{50}));
    table.add(judged("helpful", "full", "openai/big", Usd{40}));
    table.add(judged("helpful", "fast", "openai/small", Usd{1}));
    table.add(judged("helpful", "fast", "openai/other", Usd{3}));
    SampleResult answer{.sample_id = SampleId{"a"}};
    answer.completion =
        Completion{.usage = Usage{.prompt_tokens = 7, .completion_tokens = 1}, .cost = Usd{9}};
    table.add(answer);
    const auto rows = table.rows();
    ASSERT_EQ(rows.size(), 5U);
    EXPECT_EQ(rows[0].evaluator, "");
    EXPECT_EQ(rows[0].model, "openai/under-test");
    EXPECT_EQ(rows[0].prompt_tokens, 7);
    EXPECT_THAT(rows,
                ElementsAre(Field(&report::CostRow::cost, Usd{9}),
                            Field(&report::CostRow::cost, Usd{3}),
                            Field(&report::CostRow::cost, Usd{1}),
                            Field(&report::CostRow::cost, Usd{40}),
                            Field(&report::CostRow::cost, Usd{50})));
}

TEST(CostTable, adds_up_calls_and_tokens_of_one_model) {
    const RunSpec spec = spec_with_judges();
    auto table = *CostTable::make(spec);
    for (int i = 0; i < 3; ++i) table.add(judged("helpful", "full", "openai/big", Usd{40}));
    const auto rows = table.rows();
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_EQ(rows[0].call_count, 6U);
    EXPECT_EQ(rows[0].prompt_tokens, 90);
    EXPECT_EQ(rows[0].cost, Usd{120});
}

TEST(CostTable, one_unknown_price_makes_the_row_unknown) {
    const RunSpec spec = spec_with_judges();
    auto table = *CostTable::make(spec);
    table.add(judged("helpful", "full", "openai/big", Usd{40}));
    SampleResult unknown = judged("helpful", "full", "openai/big", Usd{});
    unknown.judgements[0].cost.reset();
    table.add(unknown);
    table.add(judged("helpful", "full", "openai/big", Usd{40}));
    EXPECT_EQ(table.rows()[0].cost, std::nullopt);
}

TEST(CostTable, leaves_out_what_the_cache_or_the_dataset_answered) {
    const RunSpec spec = spec_with_judges();
    auto table = *CostTable::make(spec);
    SampleResult cached{.sample_id = SampleId{"a"}};
    cached.completion = Completion{.cost = Usd{9}, .is_cached = true};
    table.add(cached);
    SampleResult recorded{.sample_id = SampleId{"b"}};
    recorded.completion = Completion{.attempt_count = 0};
    table.add(recorded);
    EXPECT_TRUE(table.rows().empty());
}

}  // namespace
}  // namespace assay::engine
