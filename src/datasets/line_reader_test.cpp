#include "datasets/line_reader.hpp"

#include "datasets/test_files.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace assay::datasets {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Result<std::vector<std::string>> read_lines(const std::string& name, std::string_view bytes) {
    const TestFolder folder;
    TRY(auto reader, LineReader::open(folder.write(name, bytes), 10'000));
    std::vector<std::string> lines;
    while (true) {
        TRY(const auto batch, reader.next_batch());
        if (batch.empty()) return lines;
        for (const TextLine& line : batch) {
            lines.emplace_back(line.text);
            EXPECT_EQ(line.number, lines.size());
        }
    }
}

TEST(LineReader, reads_lines_with_either_end_and_keeps_empty_ones) {
    EXPECT_THAT(read_lines("x.txt", "a\n\nb\r\n c ").value(), ElementsAre("a", "", "b", " c "));
    EXPECT_THAT(read_lines("x.txt", "a\n").value(), ElementsAre("a"));
    EXPECT_THAT(read_lines("x.txt", "").value(), IsEmpty());
    EXPECT_THAT(read_lines("x.txt", "\n").value(), ElementsAre(""));
    EXPECT_THAT(read_lines("x.txt", "\xEF\xBB\xBFZ\xC3\xBC\n").value(), ElementsAre("Z\xC3\xBC"));
}

TEST(LineReader, reads_compressed_lines) {
    EXPECT_THAT(read_lines("x.txt.gz", gzip("a\nb\n")).value(), ElementsAre("a", "b"));
    EXPECT_THAT(read_lines("x.txt.zst", zstd("a\nb\n")).value(), ElementsAre("a", "b"));
}

TEST(LineReader, reads_lines_across_blocks) {
    std::string bytes;
    std::size_t count = 0;
    for (; bytes.size() < 1'000'000; ++count) bytes += std::string(count % 3000, 'x') + "\n";
    const auto lines = read_lines("x.txt", bytes).value();
    ASSERT_EQ(lines.size(), count);
    for (std::size_t i = 0; i < count; ++i) ASSERT_EQ(lines[i].size(), i % 3000);
}

TEST(LineReader, says_the_line_of_bytes_that_are_no_text) {
    EXPECT_THAT(read_lines("x.txt", "a\nb\xC3\n").error().message,
                HasSubstr("x.txt:2:2: byte 0xC3 is not valid UTF-8"));
    EXPECT_THAT(read_lines("x.txt", std::string_view("a\n\0\n", 4)).error().message,
                HasSubstr("x.txt:2:1: a NUL byte"));
    EXPECT_THAT(read_lines("x.txt", "a\n" + std::string(20'000, 'x')).error().message,
                HasSubstr("x.txt:2: the line is longer than the 10000 bytes"));
    EXPECT_THAT(read_lines("x.txt", "PK\x03\x04").error().message, HasSubstr("zip archive"));
}

}  // namespace
}  // namespace assay::datasets
