// Recall and precision on synthetic texts in which others have marked personal data.

#include "redaction/redactor.hpp"

#include "core/json.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace assay::redaction {
namespace {

struct Measured {
    std::string_view entity_type;
    Kind kind;
    double recall_min;
    double precision_min;
    std::size_t marked_count = 0;
    std::size_t marked_found_count = 0;
    std::size_t found_count = 0;
    std::size_t found_marked_count = 0;
};

std::vector<std::size_t> byte_indexes(std::string_view text) {
    std::vector<std::size_t> indexes;
    for (std::size_t i = 0; i < text.size(); ++i)
        if ((static_cast<unsigned char>(text[i]) & 0xC0U) != 0x80) indexes.push_back(i);
    indexes.push_back(text.size());
    return indexes;
}

/// Bytes that both hold, at least half of `of`.
bool covers_half(const Span& of, const Span& by) {
    const std::size_t begin = std::max(of.begin_byte, by.begin_byte);
    const std::size_t end = std::min(of.end_byte, by.end_byte);
    return end > begin && (end - begin) * 2 >= of.end_byte - of.begin_byte;
}

bool covered(const Span& span, const std::vector<Span>& by) {
    return std::ranges::any_of(
        by, [&](const Span& other) { return other.kind == span.kind && covers_half(span, other); });
}

std::vector<Span> marked_spans(const JsonObject& row,
                               std::string_view text,
                               const std::vector<Measured>& kinds) {
    const std::vector<std::size_t> bytes = byte_indexes(text);
    std::vector<Span> marked;
    for (const Json& value : row.at("spans").as_array()) {
        const JsonObject& span = value.as_object();
        const auto type = json_view(span.at("entity_type").as_string());
        const auto kind = std::ranges::find(kinds, type, &Measured::entity_type);
        if (kind == kinds.end()) continue;
        const auto index = [&](const char* key) {
            return bytes.at(static_cast<std::size_t>(span.at(key).as_int64()));
        };
        marked.push_back({kind->kind, index("start_position"), index("end_position")});
    }
    return marked;
}

void print_miss(std::string_view what, std::string_view text, const Span& span) {
    const std::size_t from = span.begin_byte - std::min<std::size_t>(span.begin_byte, 30);
    fmt::print("{} {}: '{}' in '{}'\n",
               what,
               to_string(span.kind),
               text.substr(span.begin_byte, span.end_byte - span.begin_byte),
               text.substr(from, span.end_byte + 20 - from));
}

TEST(SharedData, recall_and_precision_on_synthetic_spans_stay_above_their_floors) {
    const char* shared = std::getenv("ASSAY_SHARED");
    const auto path = std::filesystem::path(shared != nullptr ? shared : "../shared") /
                      "data/pii/synth_dataset_v2_even.json";
    if (!std::filesystem::exists(path)) GTEST_SKIP() << path << " is not there";
    std::ifstream stream(path, std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(stream),
                            std::istreambuf_iterator<char>()};
    std::vector<Measured> kinds = {{"EMAIL_ADDRESS", Kind::email, 0.99, 0.99},
                                   {"CREDIT_CARD", Kind::card, 0.98, 0.98},
                                   {"IBAN_CODE", Kind::iban, 0.99, 0.99},
                                   {"US_SSN", Kind::ssn, 0.99, 0.99},
                                   {"IP_ADDRESS", Kind::ip, 0.99, 0.99},
                                   {"PHONE_NUMBER", Kind::phone, 0.95, 0.95}};
    const Redactor redactor = Redactor::make({}).value();
    const Json rows = parse_json(bytes).value();
    for (const Json& row : rows.as_array()) {
        const std::string text(json_view(row.as_object().at("full_text").as_string()));
        const std::vector<Span> marked = marked_spans(row.as_object(), text, kinds);
        const std::vector<Span> found = redactor.find(text);
        for (Measured& kind : kinds) {
            for (const Span& span : marked) {
                if (span.kind != kind.kind) continue;
                ++kind.marked_count;
                if (covered(span, found)) {
                    ++kind.marked_found_count;
                } else {
                    print_miss("missed", text, span);
                }
            }
            for (const Span& span : found) {
                if (span.kind != kind.kind) continue;
                ++kind.found_count;
                if (covered(span, marked)) {
                    ++kind.found_marked_count;
                } else {
                    print_miss("not marked", text, span);
                }
            }
        }
    }
    for (const Measured& kind : kinds) {
        ASSERT_GT(kind.marked_count, 0U);
        ASSERT_GT(kind.found_count, 0U);
        const double recall =
            static_cast<double>(kind.marked_found_count) / static_cast<double>(kind.marked_count);
        const double precision =
            static_cast<double>(kind.found_marked_count) / static_cast<double>(kind.found_count);
        fmt::print("{}: recall {:.3f} of {}, precision {:.3f} of {}\n",
                   kind.entity_type,
                   recall,
                   kind.marked_count,
                   precision,
                   kind.found_count);
        EXPECT_GE(recall, kind.recall_min) << kind.entity_type;
        EXPECT_GE(precision, kind.precision_min) << kind.entity_type;
    }
}

}  // namespace
}  // namespace assay::redaction
