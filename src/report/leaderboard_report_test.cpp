#include "report/leaderboard_report.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace assay::report {
namespace {

using testing::HasSubstr;
using testing::Not;

/// Two rated models, one that never lost, and a name that would be markup.
experiment::Leaderboard board(const std::string& baseline = "") {
    experiment::Battles battles;
    for (const std::string_view winner : {"a", "a", "a", "b", "tie", "both_bad"})
        EXPECT_TRUE(battles.add({.model_a = "<b>x</b>", .model_b = "y|z", .winner = winner}));
    EXPECT_TRUE(battles.add({.model_a = "new", .model_b = "y|z", .winner = "a"}));
    return experiment::make_leaderboard(battles, {.baseline = baseline}).value();
}

TEST(LeaderboardReport, gives_no_number_without_a_rating) {
    const Json json = to_json(board());
    const auto& models = json.at("models").as_array();
    EXPECT_EQ(models[0].at("model"), "new");
    EXPECT_EQ(models[0].at("standing"), "above");
    EXPECT_TRUE(models[0].at("rating").at("value").is_null());
    EXPECT_TRUE(models[0].at("rank").is_null());
    EXPECT_THAT(std::string(models[0].at("message").as_string().c_str()),
                HasSubstr("by how much no battle says"));
    EXPECT_EQ(models[1].at("rank"), 1);
    EXPECT_EQ(json.at("both_bad"), 1);
}

TEST(LeaderboardReport, matrix_follows_the_rows) {
    const Json json = to_json(board());
    const auto& shares = json.at("matrix").at("win_share").as_array();
    EXPECT_EQ(shares[0].as_array()[2], 1.0);
    EXPECT_TRUE(shares[0].as_array()[1].is_null());
    EXPECT_NEAR(shares[1].as_array()[2].as_double(), 4.0 / 6, 1e-12);
}

TEST(LeaderboardReport, names_cannot_become_markup) {
    const std::string page = to_html(board(), "<votes>.csv");
    EXPECT_THAT(page, HasSubstr("&lt;b&gt;x&lt;/b&gt;"));
    EXPECT_THAT(page, Not(HasSubstr("<b>x</b>")));
    EXPECT_THAT(page, HasSubstr("&lt;votes&gt;.csv"));
    EXPECT_THAT(to_markdown(board()), HasSubstr("y\\|z"));
}

TEST(LeaderboardReport, table_says_what_it_did) {
    const std::string table = to_table(board("y|z"), {});
    EXPECT_THAT(table, HasSubstr("against y|z"));
    EXPECT_THAT(table, HasSubstr("7 battles of 3 models"));
    EXPECT_THAT(table, HasSubstr("depends on the order"));
    EXPECT_THAT(table, HasSubstr("66.7 % ["));
}

}  // namespace
}  // namespace assay::report
