#include "columnar/database.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace assay::columnar {
namespace {

using ::testing::HasSubstr;

class ColumnarTest : public ::testing::Test {
  protected:
    void SetUp() override {
        const auto* info = ::testing::UnitTest::GetInstance()->current_test_info();
        folder_ = std::filesystem::temp_directory_path() /
                  fmt::format("assay_columnar_{}_{}", info->name(), getpid());
        std::filesystem::create_directories(folder_);
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }

    std::filesystem::path folder_;
};

Connection memory_connection() { return Database::in_memory().value().connect().value(); }

/// The first value of the first row, as JSON text.
std::string json_of(std::string_view sql) {
    auto connection = memory_connection();
    auto rows = connection.query(sql).value();
    if (!rows.next_chunk().value()) return "no rows";
    return to_json_text(rows.column(0).json(0).value());
}

TEST(Columnar, values_of_every_kind_have_a_json_form) {
    EXPECT_EQ(json_of("SELECT true"), "true");
    EXPECT_EQ(json_of("SELECT (-5)::TINYINT"), "-5");
    EXPECT_EQ(json_of("SELECT 65535::USMALLINT"), "65535");
    EXPECT_EQ(json_of("SELECT 18446744073709551615::UBIGINT"), "18446744073709551615");
    EXPECT_EQ(json_of("SELECT (-7)::HUGEINT"), "-7");
    EXPECT_EQ(json_of("SELECT 170141183460469231731687303715884105727::HUGEINT"),
              "\"170141183460469231731687303715884105727\"");
    EXPECT_EQ(json_of("SELECT '-170141183460469231731687303715884105728'::HUGEINT"),
              "\"-170141183460469231731687303715884105728\"");
    EXPECT_EQ(json_of("SELECT 340282366920938463463374607431768211455::UHUGEINT"),
              "\"340282366920938463463374607431768211455\"");
    EXPECT_EQ(json_of("SELECT 1.25::DOUBLE"), "1.25");
    EXPECT_EQ(json_of("SELECT 'nan'::DOUBLE"), "null");
    EXPECT_EQ(json_of("SELECT '-inf'::FLOAT"), "\"-Infinity\"");
    EXPECT_EQ(json_of("SELECT 12.34::DECIMAL(4,2)"), "12.34");
    EXPECT_EQ(json_of("SELECT (-0.000000000000000005)::DECIMAL(38,18)"),
              "\"-0.000000000000000005\"");
    EXPECT_EQ(json_of("SELECT 1234567890123.4567::DECIMAL(18,4)"), "\"1234567890123.4567\"");
    EXPECT_EQ(json_of("SELECT 'a text longer than twelve bytes'"),
              "\"a text longer than twelve bytes\"");
    EXPECT_EQ(json_of("SELECT 'caf\\xC3\\xA9'::BLOB"), "\"caf\xC3\xA9\"");
    EXPECT_EQ(json_of("SELECT '\\xFF\\x00'::BLOB"), "\"/wA=\"");
    EXPECT_EQ(json_of("SELECT 'b'::ENUM('a', 'b')"), "\"b\"");
    EXPECT_EQ(json_of("SELECT '8f14e45f-ceea-467f-a1c3-6ba3b1c9e8b2'::UUID"),
              "\"8f14e45f-ceea-467f-a1c3-6ba3b1c9e8b2\"");
    EXPECT_EQ(json_of("SELECT '{\"a\": [1, null]}'::JSON"), "{\"a\":[1,null]}");
    EXPECT_EQ(json_of("SELECT NULL"), "null");
}

TEST(Columnar, times_are_written_in_iso_8601) {
    EXPECT_EQ(json_of("SELECT DATE '2026-03-01'"), "\"2026-03-01\"");
    EXPECT_EQ(json_of("SELECT TIME '12:30:00.5'"), "\"12:30:00.500\"");
    EXPECT_EQ(json_of("SELECT TIMESTAMP '1969-12-31 23:59:59.999999'"),
              "\"1969-12-31T23:59:59.999999\"");
    EXPECT_EQ(json_of("SELECT '2026-03-01 00:00:00'::TIMESTAMP_S"), "\"2026-03-01T00:00:00\"");
    EXPECT_EQ(json_of("SELECT '2026-03-01 00:00:00.25'::TIMESTAMP_MS"),
              "\"2026-03-01T00:00:00.250\"");
    EXPECT_EQ(json_of("SELECT '2026-03-01 00:00:00.000000001'::TIMESTAMP_NS"),
              "\"2026-03-01T00:00:00.000000001\"");
    EXPECT_EQ(json_of("SELECT TIMESTAMPTZ '2026-03-01 12:00:00+02'"), "\"2026-03-01T10:00:00Z\"");
}

TEST(Columnar, nested_values_become_arrays_and_objects) {
    EXPECT_EQ(json_of("SELECT [1, NULL, 3]"), "[1,null,3]");
    EXPECT_EQ(json_of("SELECT []::VARCHAR[]"), "[]");
    EXPECT_EQ(json_of("SELECT [1, 2]::INTEGER[2]"), "[1,2]");
    EXPECT_EQ(json_of("SELECT {'text': ['a'], 'start': [3]}"), "{\"text\":[\"a\"],\"start\":[3]}");
    EXPECT_EQ(json_of("SELECT MAP {'k': 1.5::DOUBLE}"), "{\"k\":1.5}");
    EXPECT_EQ(json_of("SELECT MAP {1: 'a'}"), "[{\"key\":1,\"value\":\"a\"}]");
    EXPECT_EQ(json_of("SELECT [{'a': [{'b': NULL}]}]"), "[{\"a\":[{\"b\":null}]}]");
}

TEST(Columnar, a_type_without_json_form_says_to_cast_it) {
    auto connection = memory_connection();
    auto rows = connection.query("SELECT INTERVAL 1 DAY AS gap").value();
    ASSERT_TRUE(rows.next_chunk().value());
    const auto value = rows.column(0).json(0);
    ASSERT_FALSE(value);
    EXPECT_EQ(value.error().kind, ErrorKind::invalid_input);
    EXPECT_THAT(value.error().message, HasSubstr("'gap'"));
}

TEST(Columnar, rows_arrive_in_chunks_with_typed_columns) {
    auto connection = memory_connection();
    auto rows = connection
                    .query(
                        "SELECT i, 'row ' || i AS label, CASE WHEN i % 2 = 0 THEN i * 0.5::DOUBLE "
                        "END FROM range(100000) t(i)")
                    .value();
    EXPECT_EQ(rows.column_count(), 3U);
    EXPECT_EQ(rows.name(1), "label");
    EXPECT_EQ(rows.kind(2), ColumnKind::floating);
    std::size_t seen = 0;
    while (rows.next_chunk().value()) {
        const Column index = rows.column(0);
        const Column label = rows.column(1);
        const Column half = rows.column(2);
        for (std::size_t row = 0; row < rows.row_count(); ++row, ++seen) {
            ASSERT_EQ(index.integer(row), static_cast<std::int64_t>(seen));
            ASSERT_EQ(label.text(row), fmt::format("row {}", seen));
            ASSERT_EQ(half.is_null(row), seen % 2 == 1);
            if (seen % 2 == 0) ASSERT_EQ(half.number(row), static_cast<double>(seen) / 2);
        }
    }
    EXPECT_EQ(seen, 100000U);
}

TEST(Columnar, an_error_in_the_middle_of_the_rows_is_told) {
    auto connection = memory_connection();
    auto rows = connection.query(
        "SELECT CASE WHEN i = 90000 THEN 'x' ELSE '1' END::INTEGER FROM range(100000) t(i)");
    bool failed = !rows;
    while (rows && !failed) {
        const auto more = rows->next_chunk();
        failed = !more;
        if (failed) EXPECT_EQ(more.error().kind, ErrorKind::invalid_input);
        if (more && !*more) break;
    }
    EXPECT_TRUE(failed);
}

TEST(Columnar, parameters_are_bound_by_type) {
    auto connection = memory_connection();
    auto statement = connection.prepare("SELECT ?::BIGINT + 1, ?::VARCHAR, ?::DOUBLE, ?").value();
    for (std::int64_t i = 0; i < 3; ++i) {
        auto rows =
            statement.query({i, std::string_view("it's\0x", 6), 0.5, std::monostate{}}).value();
        ASSERT_TRUE(rows.next_chunk().value());
        EXPECT_EQ(rows.column(0).integer(0), i + 1);
        EXPECT_EQ(rows.column(1).text(0), std::string_view("it's\0x", 6));
        EXPECT_EQ(rows.column(2).number(0), 0.5);
        EXPECT_TRUE(rows.column(3).is_null(0));
    }
    EXPECT_THAT(statement.query({true}).error().message, HasSubstr("4 parameters, 1 were given"));
}

TEST(Columnar, a_mistake_in_sql_carries_the_message) {
    auto connection = memory_connection();
    const auto outcome = connection.execute("SELECT nothing_such");
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().kind, ErrorKind::invalid_input);
    EXPECT_THAT(outcome.error().message, HasSubstr("nothing_such"));
    EXPECT_FALSE(connection.prepare("SELEC 1"));
    EXPECT_FALSE(connection.append_to("no_table"));
}

TEST(Columnar, appended_rows_are_read_back) {
    auto connection = memory_connection();
    ASSERT_TRUE(connection.execute(
        "CREATE TABLE t (a INTEGER, b VARCHAR, c DOUBLE, d BOOLEAN, e VARCHAR[], f UBIGINT)"));
    auto appender = connection.append_to("t").value();
    constexpr int count = 5000;
    for (int i = 0; i < count; ++i) {
        appender.integer(i);
        appender.text(fmt::format("a fairly long text number {}", i));
        if (i % 3 == 0) {
            appender.null();
        } else {
            appender.number(i * 0.25);
        }
        appender.boolean(i % 2 == 0);
        const std::vector<std::string> items(static_cast<std::size_t>(i % 4), fmt::format("{}", i));
        appender.texts(items);
        appender.integer(i);
        ASSERT_TRUE(appender.end_row());
    }
    ASSERT_TRUE(appender.finish());
    auto rows = connection.query("SELECT * FROM t ORDER BY a").value();
    int seen = 0;
    while (rows.next_chunk().value()) {
        for (std::size_t row = 0; row < rows.row_count(); ++row, ++seen) {
            ASSERT_EQ(rows.column(1).text(row), fmt::format("a fairly long text number {}", seen));
            ASSERT_EQ(rows.column(2).is_null(row), seen % 3 == 0);
            ASSERT_EQ(rows.column(4).json(row).value().get_array().size(),
                      static_cast<std::size_t>(seen % 4));
        }
    }
    EXPECT_EQ(seen, count);
}

TEST(Columnar, text_that_is_not_utf8_is_repaired) {
    auto connection = memory_connection();
    ASSERT_TRUE(connection.execute("CREATE TABLE t (a VARCHAR)"));
    auto appender = connection.append_to("t").value();
    appender.text(
        "a\xFF"
        "caf\xC3\xA9\xE2\x82");
    ASSERT_TRUE(appender.end_row());
    ASSERT_TRUE(appender.finish());
    auto rows = connection.query("SELECT a FROM t").value();
    ASSERT_TRUE(rows.next_chunk().value());
    EXPECT_EQ(rows.column(0).text(0),
              "a\xEF\xBF\xBD"
              "caf\xC3\xA9\xEF\xBF\xBD\xEF\xBF\xBD");
}

TEST(Columnar, rollback_undoes_what_was_appended) {
    auto connection = memory_connection();
    ASSERT_TRUE(connection.execute("CREATE TABLE t (a INTEGER); BEGIN TRANSACTION"));
    {
        auto appender = connection.append_to("t").value();
        appender.integer(1);
        ASSERT_TRUE(appender.end_row());
        ASSERT_TRUE(appender.finish());
    }
    ASSERT_TRUE(connection.execute("ROLLBACK"));
    auto rows = connection.query("SELECT count(*) FROM t").value();
    ASSERT_TRUE(rows.next_chunk().value());
    EXPECT_EQ(rows.column(0).integer(0), 0);
}

TEST_F(ColumnarTest, parquet_is_streamed) {
    const auto path = (folder_ / "it's.parquet").string();
    auto connection = memory_connection();
    ASSERT_TRUE(
        connection.execute("COPY (SELECT i, [i, i + 1] AS pair FROM range(10000) t(i)) TO " +
                           sql_literal(path) + " (FORMAT parquet)"));
    auto rows = connection.query("SELECT * FROM read_parquet(?)", {std::string_view(path)}).value();
    std::size_t seen = 0;
    while (rows.next_chunk().value()) seen += rows.row_count();
    EXPECT_EQ(seen, 10000U);
    const auto absent = connection.query("SELECT * FROM read_parquet('/nowhere/x.parquet')");
    ASSERT_FALSE(absent);
    EXPECT_EQ(absent.error().kind, ErrorKind::not_found);
    std::ofstream(folder_ / "text.parquet") << "this is no parquet file at all";
    const auto wrong = connection.query("SELECT * FROM read_parquet(" +
                                        sql_literal((folder_ / "text.parquet").string()) + ")");
    ASSERT_FALSE(wrong);
    EXPECT_EQ(wrong.error().kind, ErrorKind::invalid_input) << wrong.error().message;
}

TEST_F(ColumnarTest, a_file_keeps_its_rows_and_one_opening_at_a_time) {
    const auto file = folder_ / "a.duckdb";
    {
        auto connection = Database::open(file).value().connect().value();
        ASSERT_TRUE(connection.execute("CREATE TABLE t AS SELECT 42 AS a"));
        const auto second = Database::open(file);
        ASSERT_FALSE(second);
        EXPECT_EQ(second.error().kind, ErrorKind::unavailable);
        EXPECT_THAT(second.error().message, HasSubstr("already open in this process"));
    }
    auto connection = Database::open(file).value().connect().value();
    auto rows = connection.query("SELECT a FROM t").value();
    ASSERT_TRUE(rows.next_chunk().value());
    EXPECT_EQ(rows.column(0).integer(0), 42);
}

TEST_F(ColumnarTest, a_file_held_by_another_process_is_unavailable) {
    const auto file = folder_ / "a.duckdb";
    std::array<int, 2> ready{};
    std::array<int, 2> done{};
    ASSERT_EQ(pipe(ready.data()), 0);
    ASSERT_EQ(pipe(done.data()), 0);
    const pid_t child = fork();
    if (child == 0) {
        char byte = 'x';
        const auto database = Database::open(file);
        if (!database) byte = 'f';
        if (write(ready[1], &byte, 1) != 1 || read(done[0], &byte, 1) != 1) _exit(1);
        _exit(0);
    }
    char byte = 0;
    ASSERT_EQ(read(ready[0], &byte, 1), 1);
    ASSERT_EQ(byte, 'x');
    const auto ours = Database::open(file);
    ASSERT_FALSE(ours);
    EXPECT_EQ(ours.error().kind, ErrorKind::unavailable);
    EXPECT_THAT(ours.error().message, HasSubstr("another assay process holds it"));
    EXPECT_THAT(ours.error().message, HasSubstr(file.string()));
    ASSERT_EQ(write(done[1], &byte, 1), 1);
    int status = 0;
    waitpid(child, &status, 0);
    EXPECT_EQ(status, 0);
    for (const int end : {ready[0], ready[1], done[0], done[1]}) close(end);
    EXPECT_TRUE(Database::open(file));
}

TEST_F(ColumnarTest, a_file_that_is_no_database_is_told) {
    std::ofstream(folder_ / "text.duckdb") << std::string(10000, 'x');
    const auto opened = Database::open(folder_ / "text.duckdb");
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().kind, ErrorKind::corrupt) << opened.error().message;
    const auto nowhere = Database::open(folder_ / "absent" / "a.duckdb");
    ASSERT_FALSE(nowhere);
    EXPECT_EQ(nowhere.error().kind, ErrorKind::not_found) << nowhere.error().message;
}

TEST(Columnar, a_query_can_be_interrupted_from_another_thread) {
    auto connection = memory_connection();
    std::atomic<bool> done = false;
    std::thread stopper([&] {
        while (!done) {
            connection.interrupt();
            std::this_thread::yield();
        }
    });
    const auto outcome =
        connection.execute("SELECT count(*) FROM range(1000000000) a(i), range(1000000) b(j)");
    done = true;
    stopper.join();
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().kind, ErrorKind::cancelled);
}

TEST(Columnar, memory_beyond_the_limit_is_exhausted) {
    auto database = Database::in_memory({.memory_bytes_max = 16ULL << 20}).value();
    auto connection = database.connect().value();
    const auto outcome = connection.execute(
        "CREATE TABLE t AS SELECT hash(i)::VARCHAR || repeat('x', 100) AS a FROM range(1000000) "
        "t(i)");
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().kind, ErrorKind::exhausted) << outcome.error().message;
    EXPECT_FALSE(std::filesystem::exists(".tmp"));
}

TEST(Columnar, quotes_are_doubled) {
    EXPECT_EQ(sql_literal("it's"), "'it''s'");
    EXPECT_EQ(sql_identifier("a \"b\""), "\"a \"\"b\"\"\"");
}

}  // namespace
}  // namespace assay::columnar
