#include "engine/battle_source.hpp"

#include "experiment/leaderboard.hpp"

#include "datasets/dataset_reader.hpp"
#include "engine/run_fixture.hpp"

#include <cstdlib>

namespace assay::engine {
namespace {

using testing::HasSubstr;

class BattleSourceTest : public RunFixture {
  protected:
    std::string error_of(const std::string& name, const std::string& text) {
        experiment::Battles battles(controls_);
        const auto read = read_battles(write(name, text), cluster_, battles);
        return read ? "read" : read.error().message;
    }
    std::vector<std::string> controls_;
    std::string cluster_;
};

TEST_F(BattleSourceTest, reads_lines_and_tables_alike) {
    experiment::Battles lines({"length"});
    experiment::Battles table({"length"});
    ASSERT_TRUE(read_battles(
        write(
            "b.jsonl",
            R"({"model_a":"x","model_b":"y","winner":"a","question_id":7,"length_a":10,"length_b":20})"
            "\n"
            R"({"model_a":"y","model_b":"x","winner":0.5,"weight":2,"length_a":1,"length_b":2})"),
        "",
        lines));
    ASSERT_TRUE(read_battles(write("b.csv",
                                   "model_a,model_b,winner,weight,question_id,length_a,length_b\n"
                                   "x,y,a,,7,10,20\ny,x,0.5,2,,1,2\n"),
                             "",
                             table));
    EXPECT_EQ(lines.styles(), table.styles());
    EXPECT_EQ(lines.clusters(), table.clusters());
    ASSERT_EQ(table.comparisons().size(), 2U);
    EXPECT_EQ(table.comparisons()[1].weight, 2);
    EXPECT_EQ(lines.comparisons()[1].first_share, 0.5);
}

TEST_F(BattleSourceTest, errors_name_file_line_and_field) {
    EXPECT_THAT(error_of("b.csv", "model_a,model_b,winner\nx,y,a\nx,y,who\n"),
                HasSubstr("b.csv:3: field 'winner': 'who'"));
    EXPECT_THAT(error_of("b.jsonl", R"({"model_a":"x","model_b":"y"})"), HasSubstr("'winner'"));
    EXPECT_THAT(error_of("b.jsonl", R"({"model_a":"x","model_b":["y"],"winner":{}})"),
                HasSubstr("b.jsonl:1"));
    controls_ = {"length"};
    EXPECT_THAT(error_of("b.csv", "model_a,model_b,winner,length_a\nx,y,a,1\n"),
                HasSubstr("length_b"));
    controls_.clear();
    cluster_ = "user";
    EXPECT_THAT(error_of("b.csv", "model_a,model_b,winner\nx,y,a\n"), HasSubstr("user"));
    cluster_ = "winner";
    EXPECT_THAT(error_of("b.csv", "model_a,model_b,winner\nx,y,a\n"), HasSubstr("two meanings"));
}

TEST_F(BattleSourceTest, takes_the_verdicts_of_a_pairwise_judge) {
    std::string samples;
    for (int i = 0; i < 10; ++i)
        samples += fmt::format(R"({{"id":"s{0}","output":"mine {0}","other":"theirs {0}"}})"
                               "\n",
                               i);
    // The scripted judge always names the first position: a tie each time, by position.
    const std::string rules =
        "rules:\n  - {regex: '(?s)\"mark\" with the text \"([0-9a-f]+)\"', answer: "
        "'{\"reasoning\": \"it is\", \"winner\": \"first\", \"mark\": \"{1}\"}'}\n";
    const RunSpec wanted = spec(fmt::format(
        "dataset: {}\nmodels:\n  full: {{model: scripted/full, provider: {{rules: '{}'}}}}\n"
        "evaluators:\n  - {{name: duel, judge: pairwise, against: '{{{{ other }}}}', model: "
        "full}}\n",
        write("samples.jsonl", samples),
        write("rules.yaml", rules)));
    const auto report = evaluate(wanted);
    ASSERT_TRUE(report.has_value()) << report.error().message;
    const assay::Run run = meta_->run(RunId{report->run_id}).value();
    experiment::Battles battles;
    const auto added =
        add_run_battles(run, {.model = "mine", .opponent = "theirs"}, stores().results, battles);
    ASSERT_TRUE(added.has_value()) << added.error().message;
    EXPECT_EQ(added->added_count, 10U);
    EXPECT_EQ(added->against, "{{ other }}");
    EXPECT_TRUE(battles.has_clusters());
    EXPECT_EQ(battles.comparisons()[3].first_share, 0.5);
    const auto unknown = add_run_battles(
        run, {.judge = "duet", .model = "m", .opponent = "o"}, stores().results, battles);
    ASSERT_FALSE(unknown.has_value());
    EXPECT_THAT(unknown.error().message, HasSubstr("no pairwise judge 'duet'"));
}

TEST_F(BattleSourceTest, SharedData_preferences_give_the_published_counts_and_rates) {
    const char* shared = std::getenv("ASSAY_SHARED");
    const std::string path = fmt::format(
        "{}/data/alpaca_eval/alpaca-7b__weighted_alpaca_eval_gpt4_turbo_annotations.json",
        shared != nullptr ? shared : "../shared");
    datasets::DatasetOptions options;
    options.path = std::filesystem::exists(path) ? path : path + ".gz";
    if (!std::filesystem::exists(options.path)) GTEST_SKIP() << options.path << " is absent";
    const auto reader = datasets::open_dataset(options);
    ASSERT_TRUE(reader.has_value()) << reader.error().message;
    std::string file = "model_a,model_b,winner,length_a,length_b\n";
    while (true) {
        const auto batch = (*reader)->next_batch(1000);
        ASSERT_TRUE(batch.has_value()) << batch.error().message;
        if (batch->empty()) break;
        for (const Sample& sample : *batch)
            file += fmt::format("alpaca-7b,gpt4,{},{},{}\n",
                                *json_number(sample.fields.at("preference")) - 1,
                                sample.fields.at("output_2").as_string().size(),
                                *json_number(sample.fields.at("len_output_1")));
    }
    experiment::Battles battles({"length"});
    ASSERT_TRUE(read_battles(write("alpaca.csv", file), "", battles));
    const auto board = experiment::make_leaderboard(battles, {.baseline = "gpt4"});
    ASSERT_TRUE(board.has_value());
    const auto& row = board->rows.back();
    EXPECT_EQ(row.model, "alpaca-7b");
    EXPECT_EQ(row.tally.won, 17);
    EXPECT_EQ(row.tally.lost, 785);
    EXPECT_EQ(row.tally.tied, 3);
    EXPECT_NEAR(*row.win_rate->value, 0.02591450540, 1e-9);
    EXPECT_NEAR(*row.win_rate->standard_error, 0.00487085538, 1e-9);
    EXPECT_GT(*row.controlled_win_rate->value, *row.win_rate->value);
}

}  // namespace
}  // namespace assay::engine
