#include "store/duckdb/result_store.hpp"

#include "columnar/database.hpp"
#include "store/contract/result_store_contract.hpp"
#include "store/duckdb/result_rows.hpp"

#include <array>
#include <fstream>
#include <iterator>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

namespace assay::store {
namespace {

using ::testing::HasSubstr;

INSTANTIATE_TEST_SUITE_P(duckdb,
                         ResultStoreContract,
                         ::testing::Values([](const std::filesystem::path& folder) {
                             return open_duckdb_result_store(folder / "results.duckdb").value();
                         }));

class DuckdbResultStore : public ::testing::Test {
  protected:
    std::unique_ptr<ResultStore> open(std::chrono::milliseconds lock_wait = {}) const {
        return open_duckdb_result_store(file_, {.lock_wait = lock_wait}).value();
    }
    static std::string text_of(const std::filesystem::path& path) {
        std::ifstream file(path, std::ios::binary);
        return {std::istreambuf_iterator<char>(file), {}};
    }

    ScratchFolder folder_;
    std::filesystem::path file_ = folder_.path() / "results.duckdb";
    RunId run_{"run-1"};
};

TEST_F(DuckdbResultStore, results_outlive_the_store) {
    ASSERT_TRUE(open()->replace_run(run_, source_of(example_results(20))));
    EXPECT_EQ(open()->page(run_, {}).value(), example_results(20));
}

TEST_F(DuckdbResultStore, nothing_is_opened_before_it_is_needed) {
    const auto store = open();
    EXPECT_FALSE(std::filesystem::exists(file_));
    const auto other = open();
    EXPECT_EQ(other->count(run_).value(), 0U);
}

TEST_F(DuckdbResultStore, a_file_that_stays_held_is_unavailable_after_the_wait) {
    const auto holder = open();
    ASSERT_TRUE(holder->count(run_));
    const auto count = open(std::chrono::milliseconds(60))->count(run_);
    ASSERT_FALSE(count);
    EXPECT_EQ(count.error().kind, ErrorKind::unavailable);
    EXPECT_THAT(count.error().message, HasSubstr(file_.string()));
    EXPECT_THAT(count.error().message, HasSubstr("waited 60 ms"));
}

TEST_F(DuckdbResultStore, a_newer_schema_is_refused_with_a_sentence) {
    ASSERT_TRUE(open()->count(run_));
    {
        auto connection = columnar::Database::open(file_).value().connect().value();
        ASSERT_TRUE(connection.execute("INSERT INTO schema_steps VALUES (99)"));
    }
    const auto count = open()->count(run_);
    ASSERT_FALSE(count);
    EXPECT_EQ(count.error().kind, ErrorKind::invalid_input);
    EXPECT_THAT(count.error().message, HasSubstr("newer assay"));
}

TEST_F(DuckdbResultStore, a_file_of_the_first_version_is_brought_up_to_date) {
    {
        auto connection = columnar::Database::open(file_).value().connect().value();
        ASSERT_TRUE(connection.execute(fmt::format(
            "CREATE TABLE schema_steps (step BIGINT); {} INSERT INTO schema_steps VALUES (1)",
            result_schema)));
    }
    ASSERT_TRUE(open()->replace_run(run_, source_of(example_results(20))));
    EXPECT_EQ(open()->page(run_, {}).value(), example_results(20));
}

TEST_F(DuckdbResultStore, a_killed_replace_leaves_the_old_or_the_new) {
    ASSERT_TRUE(open()->replace_run(run_, source_of(example_results(10))));
    for (const int progress_before_kill : {1, 5, 40}) {
        std::array<int, 2> progress{};
        ASSERT_EQ(pipe(progress.data()), 0);
        const pid_t child = fork();
        if (child == 0) {
            const auto store = open();
            std::uint64_t given = 0;
            const auto source = [&]() -> Result<std::optional<SampleResult>> {
                const char byte = 'x';
                if (given % 1000 == 0 && write(progress[1], &byte, 1) != 1) _exit(1);
                if (given == 50'000) return std::optional<SampleResult>{};
                return std::optional(example_result(given++));
            };
            while (store->replace_run(run_, source)) given = 0;
            _exit(1);
        }
        char byte = 0;
        for (int i = 0; i < progress_before_kill; ++i) ASSERT_EQ(read(progress[0], &byte, 1), 1);
        kill(child, SIGKILL);
        waitpid(child, nullptr, 0);
        close(progress[0]);
        close(progress[1]);
        const auto count = open()->count(run_);
        ASSERT_TRUE(count) << count.error().message;
        EXPECT_TRUE(*count == 10 || *count == 50'000) << *count;
        EXPECT_EQ(open()->page(run_, {.count_max = 10}).value(), example_results(10));
    }
}

TEST_F(DuckdbResultStore, parquet_has_a_column_per_evaluator) {
    const auto store = open();
    ASSERT_TRUE(store->replace_run(run_, source_of(example_results(20))));
    const auto path = folder_.path() / "it's out.parquet";
    ASSERT_TRUE(store->export_run(run_, ExportFormat::parquet, path));
    auto connection = columnar::Database::in_memory().value().connect().value();
    auto rows = connection
                    .query(
                        "SELECT sample_id, sample_index, targets[2], cost_usd, score_exact_match, "
                        "\"score_chrf++\", error_kind, metadata->>'topic' FROM read_parquet(?)",
                        {std::string_view(path.native())})
                    .value();
    ASSERT_TRUE(rows.next_chunk().value());
    ASSERT_EQ(rows.row_count(), 20U);
    for (std::size_t i = 0; i < 20; ++i) {
        const SampleResult expected = example_result(i);
        EXPECT_EQ(rows.column(0).text(i), expected.sample_id.view());
        EXPECT_EQ(rows.column(1).integer(i), static_cast<std::int64_t>(i));
        EXPECT_EQ(rows.column(2).text(i), expected.targets[1]);
        EXPECT_EQ(rows.column(6).is_null(i), !expected.error);
        if (expected.error) continue;
        EXPECT_EQ(rows.column(3).number(i), static_cast<double>(i) / 1e7);
        EXPECT_EQ(rows.column(4).is_null(i), !expected.scores[0].value);
        EXPECT_EQ(rows.column(5).number(i), 0.75);
        EXPECT_EQ(rows.column(7).is_null(i), i % 4 != 0);
    }
}

TEST_F(DuckdbResultStore, jsonl_and_csv_have_a_line_per_result) {
    const auto store = open();
    ASSERT_TRUE(store->replace_run(run_, source_of(example_results(20))));
    const auto jsonl = folder_.path() / "out.jsonl";
    const auto csv = folder_.path() / "out.csv";
    ASSERT_TRUE(store->export_run(run_, ExportFormat::jsonl, jsonl));
    ASSERT_TRUE(store->export_run(run_, ExportFormat::csv, csv));
    const std::string text = text_of(jsonl);
    EXPECT_EQ(std::ranges::count(text, '\n'), 20);
    const Json first = parse_json(std::string_view(text).substr(0, text.find('\n'))).value();
    EXPECT_EQ(first.at("sample_id"), "sample-0");
    EXPECT_EQ(first.at("targets"), (Json{"yes", "0"}));
    EXPECT_EQ(first.at("metadata").at("topic"), "history");
    EXPECT_EQ(first.at("score_chrf++"), 0.75);
    EXPECT_THAT(text_of(csv), ::testing::StartsWith("sample_id,sample_index,epoch,cluster,input"));
    for (const auto& entry : std::filesystem::directory_iterator(folder_.path()))
        EXPECT_THAT(entry.path().string(), ::testing::Not(HasSubstr("partial")));
}

TEST_F(DuckdbResultStore, an_export_that_fails_keeps_the_old_file) {
    const auto store = open();
    ASSERT_TRUE(store->replace_run(run_, source_of(example_results(2))));
    std::filesystem::create_directories(folder_.path() / "out");
    const auto outcome = store->export_run(run_, ExportFormat::jsonl, folder_.path() / "out");
    ASSERT_FALSE(outcome);
    EXPECT_THAT(outcome.error().message, HasSubstr((folder_.path() / "out").string()));
    EXPECT_FALSE(store->export_run(run_, ExportFormat::csv, folder_.path() / "no" / "x.csv"));
    EXPECT_TRUE(std::filesystem::is_directory(folder_.path() / "out"));
}

}  // namespace
}  // namespace assay::store
