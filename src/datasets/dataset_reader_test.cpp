#include "datasets/dataset_reader.hpp"

#include "datasets/test_files.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace assay::datasets {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

struct Read {
    std::vector<Sample> samples;
    std::string version;
    std::uint64_t skipped_count = 0;
    std::vector<std::string> reasons;
};

Result<Read> read_all(const DatasetOptions& options, std::size_t batch_count = 3) {
    TRY(const auto reader, open_dataset(options));
    Read read;
    while (true) {
        TRY(auto batch, reader->next_batch(batch_count));
        if (batch.empty()) break;
        EXPECT_LE(batch.size(), batch_count);
        for (Sample& sample : batch) read.samples.push_back(std::move(sample));
    }
    read.version = reader->version().value();
    read.skipped_count = reader->skipped_count();
    read.reasons = reader->skip_reasons();
    return read;
}

std::string error_of(const DatasetOptions& options) {
    const auto read = read_all(options);
    if (read) return "no error";
    return read.error().message;
}

std::string error_of(const std::string& name, std::string_view bytes) {
    const TestFolder folder;
    const std::string path = folder.write(name, bytes);
    std::string error = error_of({.path = path, .line_bytes_max = 10'000});
    const std::size_t at = error.find(path);
    if (at != std::string::npos) error.replace(at, path.size(), name);
    return error;
}

std::vector<std::string> ids(const Read& read) {
    std::vector<std::string> all;
    for (const Sample& sample : read.samples) all.emplace_back(sample.id.view());
    return all;
}

std::vector<std::string> texts(const Read& read, std::string_view field) {
    std::vector<std::string> all;
    for (const Sample& sample : read.samples)
        all.emplace_back(json_view(sample.fields.at(field).as_string()));
    return all;
}

constexpr std::string_view three_lines =
    "{\"id\":\"a\",\"question\":\"1 + 1?\",\"answer\":\"2\"}\n"
    "{\"answer\" : \"Z\xC3\xBCrich\", \"id\":\"b\", \"question\":\"Where, \\\"there\\\"?\"}\r\n"
    "\n"
    "{\"id\":\"c\",\"question\":\"two\\nlines\",\"answer\":\"\"}";
constexpr std::string_view three_records =
    "id,question,answer\n"
    "a,1 + 1?,2\r\n"
    "b,\"Where, \"\"there\"\"?\",Z\xC3\xBCrich\n"
    "c,\"two\nlines\",\n";
constexpr std::string_view three_tab_records =
    "id\tquestion\tanswer\n"
    "a\t1 + 1?\t2\n"
    "b\tWhere, \"there\"?\tZ\xC3\xBCrich\n"
    "c\t\"two\nlines\"\t\n";
constexpr std::string_view three_elements =
    " [ {\"id\":\"a\",\"question\":\"1 + 1?\",\"answer\":\"2\"},\n"
    "{\"answer\" : \"Z\xC3\xBCrich\", \"id\":\"b\", \"question\":\"Where, \\\"there\\\"?\"}\r\n"
    ",{\"id\":\"c\",\"question\":\"two\\nlines\",\"answer\":\"\"}]\n";

TEST(DatasetReader, reads_the_same_samples_from_every_format_and_compression) {
    const TestFolder folder;
    const std::vector<std::pair<std::string, std::string_view>> files{{"x.jsonl", three_lines},
                                                                      {"x.ndjson", three_lines},
                                                                      {"x.csv", three_records},
                                                                      {"x.tsv", three_tab_records},
                                                                      {"x.json", three_elements}};
    std::string version;
    for (const auto& [name, bytes] : files) {
        for (const std::string extension : {"", ".gz", ".zst"}) {
            const std::string stored = extension == ".gz"    ? gzip(bytes)
                                       : extension == ".zst" ? zstd(bytes)
                                                             : std::string(bytes);
            const auto read = read_all({.path = folder.write(name + extension, stored)});
            ASSERT_TRUE(read) << name << extension << ": " << read.error().message;
            EXPECT_THAT(ids(*read), ElementsAre("a", "b", "c"));
            EXPECT_THAT(texts(*read, "question"),
                        ElementsAre("1 + 1?", "Where, \"there\"?", "two\nlines"));
            EXPECT_THAT(texts(*read, "answer"), ElementsAre("2", "Z\xC3\xBCrich", ""));
            EXPECT_EQ(read->samples[2].index, 2U);
            if (version.empty()) version = read->version;
            EXPECT_EQ(read->version, version) << name << extension;
        }
    }
    EXPECT_THAT(version, SizeIs(64));
}

TEST(DatasetReader, keeps_the_line_of_each_sample) {
    const TestFolder folder;
    const auto lines = read_all({.path = folder.write("x.jsonl", three_lines)});
    ASSERT_TRUE(lines);
    EXPECT_EQ(lines->samples[2].line, 4U);
    const auto records = read_all({.path = folder.write("x.csv", "a\n\"1\n2\"\n3\n")});
    ASSERT_TRUE(records) << records.error().message;
    EXPECT_EQ(records->samples[1].line, 4U);
    const auto elements = read_all({.path = folder.write("x.json", "[\n{\n\"a\":1},\n{}]")});
    ASSERT_TRUE(elements);
    EXPECT_EQ(elements->samples[0].line, 2U);
    EXPECT_EQ(elements->samples[1].line, 4U);
}

TEST(DatasetReader, version_depends_on_content_and_order_only) {
    const TestFolder folder;
    const auto version = [&](std::string_view bytes) {
        return read_all({.path = folder.write("x.jsonl", bytes)}).value().version;
    };
    EXPECT_EQ(version("{\"a\":1,\"b\":2}\n"), version(" { \"b\" : 2, \"a\" : 1 }"));
    EXPECT_NE(version("{\"a\":1}\n"), version("{\"a\":2}\n"));
    EXPECT_NE(version("{\"a\":1}\n{\"a\":2}\n"), version("{\"a\":2}\n{\"a\":1}\n"));
    EXPECT_NE(version("{\"a\":1}\n"), version("{\"a\":\"1\"}\n"));
}

TEST(DatasetReader, has_no_version_before_the_end) {
    const TestFolder folder;
    const auto reader = open_dataset({.path = folder.write("x.jsonl", "{}\n{}\n")}).value();
    EXPECT_EQ(reader->file_bytes_total(), 6U);
    EXPECT_THAT(reader->next_batch(2).value(), SizeIs(2));
    EXPECT_FALSE(reader->version());
    EXPECT_THAT(reader->next_batch(2).value(), SizeIs(0));
    EXPECT_TRUE(reader->version());
    EXPECT_EQ(reader->file_bytes_read(), 6U);
    EXPECT_THAT(reader->next_batch(2).value(), SizeIs(0));
}

TEST(DatasetReader, renames_fields_and_swaps_them) {
    const TestFolder folder;
    const auto path = folder.write("x.jsonl", R"({"key":7,"a":"x","b":"y","target":"old"})");
    const auto read =
        read_all({.path = path, .field_map = {{"id", "key"}, {"a", "b"}, {"target", "a"}}});
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_THAT(ids(*read), ElementsAre("7"));
    EXPECT_EQ(canonical_json_text(Json(read->samples[0].fields)),
              R"({"a":"y","id":7,"target":"x"})");
}

TEST(DatasetReader, takes_positions_as_ids_without_an_id_column) {
    const TestFolder folder;
    const auto read = read_all({.path = folder.write("x.csv", "q\nx\ny\n")});
    ASSERT_TRUE(read);
    EXPECT_THAT(ids(*read), ElementsAre("0", "1"));
}

TEST(DatasetReader, passes_over_a_byte_order_mark) {
    const TestFolder folder;
    for (const std::string name : {"x.jsonl", "x.json", "x.csv"}) {
        const std::string_view bytes = name == "x.csv"    ? "id\n7\n"
                                       : name == "x.json" ? "[{\"id\":7}]"
                                                          : "{\"id\":7}";
        const auto read =
            read_all({.path = folder.write(name, "\xEF\xBB\xBF" + std::string(bytes))});
        ASSERT_TRUE(read) << read.error().message;
        EXPECT_THAT(ids(*read), ElementsAre("7"));
    }
}

TEST(DatasetReader, reads_another_format_than_the_extension_names) {
    const TestFolder folder;
    const auto path = folder.write("x.json", "{}\n{}\n");
    EXPECT_THAT(error_of({.path = path}), HasSubstr("x.json:1:1: expected an array of objects"));
    EXPECT_THAT(read_all({.path = path, .format = DatasetFormat::jsonl}).value().samples,
                SizeIs(2));
}

TEST(DatasetReader, refuses_files_that_are_no_dataset) {
    const TestFolder folder;
    EXPECT_THAT(error_of({.path = folder.path() / "none.jsonl"}), HasSubstr("No such file"));
    std::filesystem::create_directory(folder.path() / "d.jsonl");
    EXPECT_THAT(error_of({.path = folder.path() / "d.jsonl"}), HasSubstr("is a directory"));
    EXPECT_THAT(error_of("x.txt", "x"), HasSubstr("expected .jsonl"));
    EXPECT_EQ(error_of("x.jsonl", ""), "x.jsonl: no samples in the file");
    EXPECT_EQ(error_of("x.jsonl", "\n \n"), "x.jsonl: no samples in the file");
    EXPECT_EQ(error_of("x.json", "[]"), "x.json: no samples in the file");
    EXPECT_EQ(error_of("x.json", ""), "x.json: no samples in the file");
    EXPECT_EQ(error_of("x.csv", "a,b\n"), "x.csv: no samples in the file");
    EXPECT_EQ(error_of("x.csv", ""), "x.csv: no samples in the file");
    EXPECT_EQ(error_of("x.jsonl", gzip("{}")),
              "x.jsonl: is gzip data; name the file .gz, expected UTF-8 text");
    EXPECT_EQ(error_of("x.csv", std::string_view("PK\x03\x04", 4)),
              "x.csv: is a zip archive or spreadsheet, expected UTF-8 text");
    EXPECT_THAT(error_of("x.jsonl", std::string_view("\0\1\2\n\xFF", 5)), HasSubstr("x.jsonl:1:"));
}

TEST(DatasetReader, refuses_damaged_compressed_data) {
    EXPECT_THAT(error_of("x.jsonl.gz", "{}"), HasSubstr("not valid gzip data"));
    EXPECT_THAT(error_of("x.jsonl.zst", "{}{}{}{}"), HasSubstr("not valid zstd data"));
    EXPECT_THAT(error_of("x.jsonl.gz", gzip("{}\n{}\n").substr(0, 12)), HasSubstr("ends early"));
    EXPECT_THAT(error_of("x.jsonl.zst", zstd("{}\n{}\n").substr(0, 12)), HasSubstr("ends early"));
    EXPECT_THAT(error_of("x.jsonl.gz", ""), HasSubstr("ends early"));
}

TEST(DatasetReader, reads_compressed_files_of_several_members) {
    const TestFolder folder;
    const std::string a = "{\"id\":\"a\"}\n";
    const std::string b = "{\"id\":\"b\"}\n";
    EXPECT_THAT(ids(read_all({.path = folder.write("x.jsonl.gz", gzip(a) + gzip(b))}).value()),
                ElementsAre("a", "b"));
    EXPECT_THAT(ids(read_all({.path = folder.write("x.jsonl.zst", zstd(a) + zstd(b))}).value()),
                ElementsAre("a", "b"));
}

TEST(DatasetReader, says_file_line_and_field_of_bad_json_rows) {
    EXPECT_EQ(error_of("x.jsonl", "{}\n{\"a\":}\n").substr(0, 13), "x.jsonl:2:6: ");
    EXPECT_THAT(error_of("x.jsonl", "{}\n{\"a\":1"), HasSubstr("x.jsonl:2:"));
    EXPECT_EQ(error_of("x.jsonl", "{}\n\n[1]\n"),
              "x.jsonl:3: the row is array, expected an object");
    EXPECT_THAT(error_of("x.jsonl", "{\"a\":1,\"a\":2}\n"),
                HasSubstr("the key 'a' occurs twice in one object"));
    EXPECT_EQ(error_of("x.jsonl", "{\"a\":\"\xFF\"}\n"),
              "x.jsonl:1:7: byte 0xFF is not valid UTF-8");
    EXPECT_THAT(error_of("x.jsonl", std::string_view("{\"a\":\"\0\"}\n", 10)),
                HasSubstr("x.jsonl:1:"));
    EXPECT_EQ(error_of("x.jsonl", "{\"a\":1e400}\n").substr(0, 12), "x.jsonl:1:11");
    const std::string deep = "{\"a\":" + std::string(100, '[') + std::string(100, ']') + "}\n";
    EXPECT_THAT(error_of("x.jsonl", deep), HasSubstr("nested deeper than 64"));
    EXPECT_EQ(error_of("x.jsonl", "{}\n{\"a\":\"" + std::string(20'000, 'x') + "\"}\n"),
              "x.jsonl:2: the line is longer than the 10000 bytes that are accepted");
}

TEST(DatasetReader, says_file_line_and_field_of_bad_ids) {
    EXPECT_EQ(error_of("x.jsonl", "{\"id\":\"7\"}\n{\"id\":7}\n"),
              "x.jsonl:2: field 'id': '7' occurs a second time, expected each id once");
    EXPECT_EQ(error_of("x.jsonl", "{\"id\":1.5}\n"),
              "x.jsonl:1: field 'id': is number with a fraction, expected a string or an integer");
    EXPECT_EQ(error_of("x.jsonl", "{\"id\":null}\n"),
              "x.jsonl:1: field 'id': is null, expected a string or an integer");
    EXPECT_EQ(error_of("x.jsonl", "{\"id\":1}\n{\"x\":2}\n"),
              "x.jsonl:2: field 'id': is missing; every row needs an id");
    EXPECT_THAT(error_of("x.jsonl", "{\"x\":1}\n{\"id\":2}\n"),
                HasSubstr("x.jsonl:2: field 'id': the first row has no id"));
    const TestFolder folder;
    const auto path = folder.write("x.jsonl", "{\"x\":1}\n");
    EXPECT_THAT(error_of({.path = path, .id_field = "key"}), HasSubstr("field 'key': is missing"));
    EXPECT_THAT(error_of({.path = path, .required_fields = {"answer"}}),
                HasSubstr("x.jsonl:1: field 'answer': is missing"));
    EXPECT_THAT(error_of({.path = path, .field_map = {{"target", "gold"}}}),
                HasSubstr("field 'gold': is missing; the field map reads 'target' from it"));
}

TEST(DatasetReader, says_file_line_and_field_of_bad_csv_records) {
    EXPECT_EQ(error_of("x.csv", "a,b\n1,2\n3\n"),
              "x.csv:3: 1 cells, expected 2 (the header names a, b)");
    EXPECT_EQ(error_of("x.csv", "a,b\n1,2,3\n"),
              "x.csv:2: 3 cells, expected 2 (the header names a, b)");
    EXPECT_EQ(error_of("x.csv", "a,b\n1,\"2\n3,4\n"),
              "x.csv:2: a quote is opened here and never closed");
    EXPECT_EQ(error_of("x.csv", "a,b\n1,\"2\"x\n"),
              "x.csv:2: field 'b': text after the closing quote");
    EXPECT_THAT(error_of("x.csv", "a,b\n1,2\"\n"), HasSubstr("x.csv:2: field 'b': a quote inside"));
    EXPECT_EQ(error_of("x.csv", "a,b\n1,\xFF\n"),
              "x.csv:2: field 'b': byte 0xFF is not valid UTF-8");
    EXPECT_EQ(error_of("x.csv", std::string_view("a,b\n1,\0\n", 8)),
              "x.csv:2: field 'b': holds a NUL byte, expected text");
    EXPECT_EQ(error_of("x.csv", "a,a\n"), "x.csv:1: the header names column 'a' twice");
    EXPECT_THAT(error_of("x.csv", "a,\n1,2\n"), HasSubstr("column 2 has no name"));
    EXPECT_EQ(error_of("x.csv", "a,b\n1,\"" + std::string(20'000, 'x') + "\"\n"),
              "x.csv:2: the record is longer than the 10000 bytes that are accepted");
    std::string many_lines = "a,b\n1,\"";
    for (int i = 0; i < 5000; ++i) many_lines += "xyz\n";
    EXPECT_EQ(error_of("x.csv", many_lines + "\"\n"),
              "x.csv:2: the record is longer than the 10000 bytes that are accepted");
}

TEST(DatasetReader, says_file_and_line_of_bad_arrays) {
    EXPECT_THAT(error_of("x.json", "[{},\n{},\n]"), HasSubstr("x.json:3:1: ']' where an object"));
    EXPECT_EQ(error_of("x.json", "[{},\n{}"), "x.json:2: the array is not closed");
    EXPECT_EQ(error_of("x.json", "[{}] x"), "x.json:1:6: text after the end of the array");
    EXPECT_THAT(error_of("x.json", "[{},\n  {\"a\":\n 1,,}]"), HasSubstr("x.json:3:4: "));
    EXPECT_THAT(error_of("x.json", "[{}, {\"a\" 1}]"), HasSubstr("x.json:1:11: "));
    EXPECT_EQ(error_of("x.json", "[{}, 7]"), "x.json:1: the row is number, expected an object");
    EXPECT_EQ(error_of("x.json", "[{\"a\":\"" + std::string(20'000, 'x') + "\"}]"),
              "x.json:1: the element is longer than the 10000 bytes that are accepted");
}

TEST(DatasetReader, skips_bad_rows_counts_them_and_keeps_the_first_reasons) {
    const TestFolder folder;
    std::string bytes = "{\"id\":1}\nnonsense\n{\"id\":1}\n{\"id\":2,\"x\":\"" +
                        std::string(20'000, 'x') + "\"}\n{\"id\":3}\n";
    for (int i = 0; i < 20; ++i) bytes += "[]\n";
    const auto read = read_all({.path = folder.write("x.jsonl", bytes),
                                .bad_rows = BadRows::skip,
                                .line_bytes_max = 10'000});
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_THAT(ids(*read), ElementsAre("1", "3"));
    EXPECT_EQ(read->samples[1].index, 1U);
    EXPECT_EQ(read->samples[1].line, 5U);
    EXPECT_EQ(read->skipped_count, 23U);
    EXPECT_THAT(read->reasons, SizeIs(10));
    EXPECT_THAT(read->reasons[1], HasSubstr("x.jsonl:3: field 'id': '1' occurs a second time"));
}

TEST(DatasetReader, skips_bad_csv_records) {
    const TestFolder folder;
    const auto read =
        read_all({.path = folder.write("x.csv",
                                       "id,b\n1,2\n3\n4,\"5\"6\n7,\"" + std::string(20'000, 'x') +
                                           "\"\n8,\"9\n9\"\n"),
                  .bad_rows = BadRows::skip,
                  .line_bytes_max = 10'000});
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_THAT(ids(*read), ElementsAre("1", "8"));
    EXPECT_EQ(read->skipped_count, 3U);
}

TEST(DatasetReader, tells_when_every_row_was_skipped) {
    const TestFolder folder;
    EXPECT_THAT(error_of({.path = folder.write("x.jsonl", "[]\n7\n"), .bad_rows = BadRows::skip}),
                HasSubstr("no samples; all 2 rows were skipped, the first because of"));
}

TEST(DatasetReader, reports_the_same_error_on_every_later_call) {
    const TestFolder folder;
    const auto reader = open_dataset({.path = folder.write("x.jsonl", "7\n{}\n")}).value();
    const auto first = reader->next_batch(1);
    ASSERT_FALSE(first);
    EXPECT_EQ(reader->next_batch(1).error(), first.error());
}

}  // namespace
}  // namespace assay::datasets
