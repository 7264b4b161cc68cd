#include "providers/prices.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace assay::providers {
namespace {

using testing::HasSubstr;

TEST(PriceTable, prices_dated_snapshots_like_their_model) {
    const PriceTable& table = PriceTable::built_in();
    const auto price = table.find("openai", "gpt-4o");
    EXPECT_EQ(price, (Price{.input_usd = 2.5, .cached_input_usd = 1.25, .output_usd = 10}));
    EXPECT_EQ(table.find("openai", "gpt-4o-2024-08-06"), price);
    EXPECT_NE(table.find("openai", "gpt-4o-2024-05-13"), price);
    EXPECT_NE(table.find("openai", "gpt-4o-mini-2024-07-18"), price);
}

TEST(PriceTable, knows_no_price_for_what_it_does_not_list) {
    const PriceTable& table = PriceTable::built_in();
    for (const char* model : {"gpt-4o-audio-preview", "gpt-4", "my-model", ""})
        EXPECT_EQ(table.find("anthropic", model), std::nullopt) << model;
    EXPECT_EQ(table.find("openai", "gpt-4o-audio-preview"), std::nullopt);
    EXPECT_EQ(table.cost("openai", "my-model", {}), std::nullopt);
}

TEST(PriceTable, bills_cached_tokens_at_their_own_price) {
    const Usage usage{
        .prompt_tokens = 1'000'000, .completion_tokens = 100'000, .cached_prompt_tokens = 400'000};
    EXPECT_EQ(PriceTable::built_in().cost("openai", "gpt-4o", usage),
              Usd::from_dollars(0.6 * 2.5 + 0.4 * 1.25 + 0.1 * 10));
}

TEST(PriceTable, takes_the_first_entry_that_fits) {
    const auto table = PriceTable::parse(
        "prices:\n- {model: openai/local-*, input: 0, output: 0}\n"
        "- {model: openai/local-big, input: 1, output: 1}\n",
        "p.yaml");
    EXPECT_EQ(table.value().find("openai", "local-big")->input_usd, 0);
}

TEST(PriceTable, says_where_a_file_is_wrong) {
    const auto message = [](std::string_view text) {
        return PriceTable::parse(text, "p.yaml").error().message;
    };
    EXPECT_THAT(message("prices:\n- {model: openai/x, input: 1, output: 1}\n- {model: x}"),
                HasSubstr("p.yaml:3"));
    EXPECT_THAT(message("prices: [{model: openai/x, input: -1, output: 1}]"), HasSubstr("input"));
    EXPECT_THAT(message("price: []"), HasSubstr("did you mean 'prices'"));
    EXPECT_EQ(PriceTable::with_file("no/such.yaml").error().kind, ErrorKind::not_found);
}

TEST(PriceTable, halves_what_is_asked_in_a_batch_unless_told) {
    const auto table = PriceTable::parse(R"({"prices": [
        {"model": "a/m", "input": 2, "cached_input": 1, "output": 4},
        {"model": "a/n", "input": 2, "output": 4, "batch": 0.75}]})",
                                         "prices");
    ASSERT_TRUE(table.has_value()) << table.error().message;
    const Price half = in_batch(*table->find("a", "m"));
    EXPECT_EQ(half.input_usd, 1);
    EXPECT_EQ(half.cached_input_usd, 0.5);
    EXPECT_EQ(half.output_usd, 2);
    EXPECT_EQ(in_batch(*table->find("a", "n")).input_usd, 1.5);
    const auto odd = PriceTable::parse(
        R"({"prices": [{"model": "a/m", "input": 2, "output": 4, "batch": 50}]})", "prices");
    EXPECT_EQ(odd.error().kind, ErrorKind::invalid_input);
}

}  // namespace
}  // namespace assay::providers
