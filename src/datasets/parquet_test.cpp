#include "columnar/database.hpp"
#include "datasets/column_reader.hpp"
#include "datasets/dataset_reader.hpp"
#include "datasets/test_files.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace assay::datasets {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

std::filesystem::path write_parquet(const TestFolder& folder,
                                    const std::string& name,
                                    const std::string& query) {
    const auto path = folder.path() / name;
    const auto database = columnar::Database::in_memory().value();
    auto connection = database.connect().value();
    const auto copied = connection.execute(fmt::format(
        "COPY ({}) TO {} (FORMAT parquet)", query, columnar::sql_literal(path.string())));
    EXPECT_TRUE(copied) << copied.error().message;
    return path;
}

TEST(ParquetReader, reads_lists_structures_and_nulls_as_json) {
    const TestFolder folder;
    const auto path = write_parquet(folder,
                                    "x.parquet",
                                    "SELECT 7 AS id, 'Z\xC3\xBCrich' AS question, ['a', 'b'] AS "
                                    "answers, {'k': 1.5, 'l': NULL} AS meta, true AS flag");
    const auto reader = open_dataset({.path = path}).value();
    const auto batch = reader->next_batch(10).value();
    ASSERT_THAT(batch, SizeIs(1));
    EXPECT_EQ(batch[0].id.view(), "7");
    EXPECT_EQ(batch[0].line, 1U);
    EXPECT_EQ(canonical_json_text(Json(batch[0].fields)),
              "{\"answers\":[\"a\",\"b\"],\"flag\":true,\"id\":7,\"meta\":{\"k\":1.5,\"l\":null},"
              "\"question\":\"Z\xC3\xBCrich\"}");
}

TEST(ParquetReader, has_the_version_of_the_same_content_in_jsonl) {
    const TestFolder folder;
    const auto version = [](const std::filesystem::path& path) {
        const auto reader = open_dataset({.path = path}).value();
        while (!reader->next_batch(1000).value().empty()) continue;
        return reader->version().value();
    };
    std::string lines;
    for (int i = 0; i < 5000; ++i) lines += fmt::format("{{\"id\":{},\"q\":\"text {}\"}}\n", i, i);
    EXPECT_EQ(
        version(write_parquet(
            folder, "x[1]*.parquet", "SELECT i AS id, 'text ' || i AS q FROM range(5000) t(i)")),
        version(folder.write("x.jsonl", lines)));
}

TEST(ParquetReader, gives_columns) {
    const TestFolder folder;
    const auto path = write_parquet(folder, "x.parquet", "SELECT 'a' AS x, ['b'] AS y");
    const auto reader = open_columns({.path = path, .columns = {{"y"}, {"x"}}}).value();
    const auto batch = reader->next_batch().value();
    ASSERT_THAT(batch, SizeIs(1));
    EXPECT_EQ(batch[0].cells[0].list[0], "b");
    EXPECT_EQ(batch[0].cells[1].text, "a");
}

TEST(ParquetReader, refuses_what_is_no_parquet_file) {
    const TestFolder folder;
    EXPECT_THAT(open_dataset({.path = folder.write("x.parquet", "{}")}).error().message,
                HasSubstr("x.parquet: is not a Parquet file"));
    EXPECT_THAT(
        open_dataset({.path = folder.write("y.parquet", "PAR1 and nothing")}).error().message,
        HasSubstr("y.parquet: "));
    EXPECT_THAT(open_dataset({.path = folder.path() / "none.parquet"}).error().message,
                HasSubstr("No such file"));
    EXPECT_THAT(open_dataset({.path = folder.write("x.parquet.gz", gzip("PAR1"))}).error().message,
                HasSubstr("Parquet compresses its own columns"));
}

}  // namespace
}  // namespace assay::datasets
