#include "engine/spending.hpp"

#include <gtest/gtest.h>

namespace assay::engine {
namespace {

SampleResult answered(std::uint64_t index) {
    SampleResult result{.sample_id = SampleId{"s"}, .sample_index = index};
    result.completion = Completion{.cost = Usd{100}};
    return result;
}

Judgement judged(std::string tier, std::int64_t nanos, std::vector<JudgeFlag> flags = {}) {
    return {.evaluator = "j",
            .tier = std::move(tier),
            .call_count = 1,
            .cost = Usd{nanos},
            .flags = std::move(flags)};
}

TEST(SpendingLedger, counts_an_answer_that_is_journaled_again_once) {
    SpendingLedger ledger(1);
    SampleResult result = answered(0);
    ledger.add(result, false);
    result.judgements = {judged("fast", 10)};
    ledger.add(result, true);
    EXPECT_EQ(ledger.total(), Usd{110});
}

TEST(SpendingLedger, counts_a_judgement_that_is_journaled_again_once) {
    SpendingLedger ledger(1);
    SampleResult result = answered(0);
    ledger.add(result, false);
    result.judgements = {judged("fast", 10), judged("full", 5, {JudgeFlag::deferred})};
    ledger.add(result, true);
    // The full judge answers when the run is resumed; what was paid before the outage is in it.
    result.judgements = {judged("fast", 10), judged("full", 45)};
    ledger.add(result, true);
    EXPECT_EQ(ledger.of_tier("fast"), Usd{10});
    EXPECT_EQ(ledger.of_tier("full"), Usd{45});
    EXPECT_EQ(ledger.total(), Usd{155});
}

TEST(SpendingLedger, keeps_samples_and_epochs_apart) {
    SpendingLedger ledger(2);
    for (std::uint32_t epoch = 0; epoch < 2; ++epoch) {
        for (const std::uint64_t index : {7U, 0U}) {
            SampleResult result = answered(index);
            result.epoch = epoch;
            result.judgements = {judged("full", 1)};
            ledger.add(result, false);
        }
    }
    EXPECT_EQ(ledger.of_tier("full"), Usd{4});
    EXPECT_EQ(ledger.total(), Usd{404});
}

TEST(SpendingLedger, a_cached_answer_and_an_unknown_price_add_nothing) {
    SpendingLedger ledger(1);
    SampleResult cached = answered(0);
    cached.completion->is_cached = true;
    ledger.add(cached, false);
    SampleResult unknown = answered(1);
    unknown.completion->cost.reset();
    ledger.add(unknown, false);
    EXPECT_EQ(ledger.total(), Usd{});
    EXPECT_EQ(ledger.of_tier("full"), Usd{});
}

}  // namespace
}  // namespace assay::engine
