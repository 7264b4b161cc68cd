#include "datasets/column_reader.hpp"

#include "datasets/dataset_reader.hpp"
#include "datasets/test_files.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace assay::datasets {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

std::string describe(const Cell& cell) {
    switch (cell.kind) {
        case CellKind::absent:
            return "absent";
        case CellKind::null:
            return "null";
        case CellKind::text:
            return fmt::format("'{}'", cell.text);
        case CellKind::number:
            return fmt::format("{} = {}", cell.text, cell.number);
        case CellKind::boolean:
            return std::string(cell.text);
        case CellKind::list:
            return fmt::format("[{}]", fmt::join(cell.list, "|"));
    }
    return "";
}

Result<std::vector<std::string>> read_rows(const ColumnOptions& options) {
    TRY(const auto reader, open_columns(options));
    std::vector<std::string> rows;
    while (true) {
        TRY(const auto batch, reader->next_batch());
        if (batch.empty()) return rows;
        for (const Row& row : batch) {
            std::string text = fmt::format("{}:", row.line);
            for (const Cell& cell : row.cells) text += " " + describe(cell);
            rows.push_back(text);
        }
    }
}

const std::vector<WantedColumn> x_and_y{{"x", Presence::required}, {"y", Presence::optional}};

Result<std::vector<std::string>> read_text(const std::string& name, std::string_view bytes) {
    const TestFolder folder;
    return read_rows(
        {.path = folder.write(name, bytes), .columns = x_and_y, .line_bytes_max = 10'000});
}

TEST(ColumnReader, reads_every_kind_of_cell) {
    EXPECT_THAT(read_text("x.jsonl",
                          "{\"z\":{\"x\":1},\"y\":\"a\\n\\u00fc\",\"x\":null}\n"
                          "\n"
                          "{\"x\":[\"a\",\"b\"]}\r\n"
                          "{\"x\":7,\"y\":0.5}\n"
                          "{\"x\":18446744073709551615,\"y\":-7}\n"
                          "{\"x\":1.0,\"y\":true}\n"
                          "{\"x\":[],\"y\":false}")
                    .value(),
                ElementsAre("1: null 'a\n\xC3\xBC'",
                            "3: [a|b] absent",
                            "4: 7 = 7 0.5 = 0.5",
                            "5: 18446744073709551615 = 1.8446744073709552e+19 -7 = -7",
                            "6: 1.0 = 1 true",
                            "7: [] false"));
}

TEST(ColumnReader, reads_an_empty_text_first) {
    EXPECT_THAT(read_text("x.jsonl", "{\"x\":\"\",\"y\":[\"\"]}").value(), ElementsAre("1: '' []"));
}

TEST(ColumnReader, reads_every_format) {
    const std::vector<std::string> expected{"'1' 'a'", "'2' 'b'"};
    const std::vector<std::pair<std::string, std::string>> files{
        {"x.jsonl", "{\"x\":\"1\",\"y\":\"a\"}\n{\"y\":\"b\",\"x\":\"2\"}\n"},
        {"x.json", "[{\"x\":\"1\",\"y\":\"a\"},{\"y\":\"b\",\"x\":\"2\"}]"},
        {"x.csv", "y,x\na,1\nb,2\n"},
        {"x.tsv", "y\tx\na\t1\nb\t2\n"}};
    for (const auto& [name, bytes] : files) {
        for (const auto& [stored_name, stored] :
             {std::pair{name, bytes}, {name + ".gz", gzip(bytes)}, {name + ".zst", zstd(bytes)}}) {
            const auto rows = read_text(stored_name, stored);
            ASSERT_TRUE(rows) << rows.error().message;
            ASSERT_THAT(*rows, SizeIs(2));
            EXPECT_THAT((*rows)[0], HasSubstr(expected[0])) << stored_name;
            EXPECT_THAT((*rows)[1], HasSubstr(expected[1])) << stored_name;
        }
    }
}

TEST(ColumnReader, refuses_what_the_dataset_reader_refuses_with_the_same_words) {
    const TestFolder folder;
    const std::string deep = "{\"x\":" + std::string(100, '[') + std::string(100, ']') + "}";
    for (const std::string& bad : {std::string("{\"x\":1,\"z\":01}"),
                                   std::string("{\"x\":1,\"z\":\"\\q\"}"),
                                   std::string("{\"x\":1,\"z\":tru}"),
                                   std::string("{\"x\":1,\"x\":2}"),
                                   std::string("{\"x\":1,\"z\":{\"a\":1,\"a\":2}}"),
                                   std::string("{\"x\":1,\"z\":[{\"a\":1,\"a\":2}]}"),
                                   std::string("{\"x\":1} {}"),
                                   std::string("{\"x\":\"\xFF\"}"),
                                   std::string("{\"x\":1,\"z\":\"\xFF\"}"),
                                   std::string("{\"x\":\"a\0\"}", 10),
                                   std::string("{\"x\":\"\\ud800\"}"),
                                   std::string("[1]"),
                                   std::string("{\"x\":"),
                                   std::string("x,y"),
                                   "{\"x\":\"" + std::string(20'000, 'x') + "\"}",
                                   deep}) {
        const auto path = folder.write("x.jsonl", "{\"x\":1}\n" + bad + "\n");
        const auto rows = read_rows({.path = path, .columns = x_and_y, .line_bytes_max = 10'000});
        ASSERT_FALSE(rows) << bad;
        const auto reader = open_dataset({.path = path, .line_bytes_max = 10'000}).value();
        EXPECT_EQ(rows.error(), reader->next_batch(10).error()) << bad;
        EXPECT_THAT(rows.error().message, HasSubstr("x.jsonl:2:"));
    }
}

TEST(ColumnReader, refuses_missing_fields_and_other_types) {
    EXPECT_THAT(read_text("x.jsonl", "{\"y\":1}").error().message,
                HasSubstr("x.jsonl:1: field 'x': is missing"));
    EXPECT_THAT(read_text("x.csv", "y\n1\n").error().message,
                HasSubstr("x.csv:2: field 'x': is missing"));
    EXPECT_THAT(read_text("x.jsonl", "{\"x\":{}}").error().message,
                HasSubstr("x.jsonl:1: field 'x': is an object, expected text"));
    EXPECT_THAT(read_text("x.jsonl", "{\"x\":[1]}").error().message,
                HasSubstr("field 'x': is a list with other items than texts"));
}

TEST(ColumnReader, nests_as_deep_as_the_dataset_reader) {
    const TestFolder folder;
    for (std::size_t depth = 60; depth < 68; ++depth) {
        const std::string bytes =
            "{\"x\":1,\"z\":" + std::string(depth, '[') + std::string(depth, ']') + "}\n";
        const auto path = folder.write("x.jsonl", bytes);
        const auto reader = open_dataset({.path = path}).value();
        EXPECT_EQ(read_rows({.path = path, .columns = x_and_y}).has_value(),
                  reader->next_batch(10).has_value())
            << depth;
    }
}

TEST(ColumnReader, finds_a_key_twice_among_many) {
    std::string many = "{\"x\":1";
    for (int i = 0; i < 100; ++i) many += fmt::format(",\"k{}\":{}", i, i);
    EXPECT_TRUE(read_text("x.jsonl", many + "}"));
    EXPECT_THAT(read_text("x.jsonl", many + ",\"k7\":0}").error().message,
                HasSubstr("the key 'k7' occurs twice"));
}

TEST(ColumnReader, skips_bad_rows_and_goes_on) {
    const TestFolder folder;
    const auto reader = open_columns({.path = folder.write("x.jsonl",
                                                           "{\"x\":[\"a\"]}\n{\"x\":[\"b\"],\"y\":"
                                                           "{}}\nno\n{\"x\":[\"c\"]}\n"),
                                      .columns = x_and_y,
                                      .bad_rows = BadRows::skip})
                            .value();
    const auto batch = reader->next_batch().value();
    ASSERT_THAT(batch, SizeIs(2));
    EXPECT_EQ(batch[1].line, 4U);
    EXPECT_EQ(batch[1].cells[0].list[0], "c");
    EXPECT_EQ(reader->skipped_count(), 2U);
    EXPECT_THAT(reader->skip_reasons(), SizeIs(2));
    EXPECT_THAT(reader->next_batch().value(), SizeIs(0));
}

TEST(ColumnReader, keeps_texts_of_a_batch_apart) {
    std::string bytes;
    for (int i = 0; i < 20'000; ++i) bytes += fmt::format("{{\"x\":\"text {}\",\"y\":{}}}\n", i, i);
    const auto rows = read_text("x.jsonl", bytes).value();
    ASSERT_THAT(rows, SizeIs(20'000));
    for (int i = 0; i < 20'000; ++i) {
        ASSERT_EQ(rows[static_cast<std::size_t>(i)],
                  fmt::format("{}: 'text {}' {} = {}", i + 1, i, i, i));
    }
}

}  // namespace
}  // namespace assay::datasets
