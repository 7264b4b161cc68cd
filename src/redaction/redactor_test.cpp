#include "redaction/redactor.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace assay::redaction {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Redactor redactor() { return Redactor::make({.names = {"Ann Lee"}}).value(); }

TEST(Redactor, replaces_equal_values_by_equal_placeholders) {
    Redactions memory;
    EXPECT_EQ(redactor().redact("Ann Lee: a@b.example, c@d.example, a@b.example.", memory),
              "[NAME_1]: [EMAIL_1], [EMAIL_2], [EMAIL_1].");
    EXPECT_EQ(redactor().redact("c@d.example, 192.0.2.1", memory), "[EMAIL_2], [IP_1]");
    EXPECT_EQ(memory.count(Kind::email), 2U);
}

TEST(Redactor, restores_values_in_an_answer) {
    Redactions memory;
    redactor().redact("Ann Lee, +44 20 7946 0958", memory);
    EXPECT_EQ(restore("Call [NAME_1] ([PHONE_1]), not [NAME_2] or [name_1].", memory),
              "Call Ann Lee (+44 20 7946 0958), not [NAME_2] or [name_1].");
}

TEST(Redactor, takes_input_that_looks_like_a_placeholder_for_itself) {
    for (const std::string_view text : {"[EMAIL_1] is a@b.example",
                                        "a@b.example and [EMAIL_1]",
                                        "[LITERAL_1] [LITERAL_2] [LITERAL_1]",
                                        "[EMAIL_a@b.example]",
                                        "[EMAIL_[EMAIL_1]]",
                                        "a[EMAIL_1]@b.example",
                                        "[PHONE_4155550132]",
                                        "[EMAIL_01] [EMAIL_0] [EMAIL_] [EMAIL_1234567890]"}) {
        Redactions memory;
        const std::string first = redactor().redact(text, memory);
        const std::string second = redactor().redact(first, memory);
        EXPECT_EQ(restore(first, memory), text);
        EXPECT_EQ(restore(second, memory), first);
    }
}

TEST(Redactor, leaves_text_without_personal_data_alone) {
    Redactions memory;
    const std::string text = "Nothing [1] to see (here): 3 of 4 \xFF bytes.\n";
    EXPECT_EQ(redactor().redact(text, memory), text);
    EXPECT_EQ(redactor().redact("", memory), "");
    EXPECT_TRUE(memory.empty());
}

TEST(Redactor, finds_only_the_kinds_it_was_asked_for) {
    const Redactor only_phones = Redactor::make({.kinds = {Kind::phone}, .names = {}}).value();
    EXPECT_THAT(only_phones.find("4111 1111 1111 1111, 192.0.2.1, a@b.example, 219-09-9999"),
                IsEmpty());
    EXPECT_THAT(only_phones.find("415-555-0132"), ElementsAre(Span{Kind::phone, 0, 12}));
}

TEST(Redactor, gives_overlaps_to_the_stricter_kind) {
    const Redactor all =
        Redactor::make({.kinds = {Kind::url, Kind::email, Kind::ip}, .names = {}}).value();
    EXPECT_THAT(all.find("https://ann@192.0.2.1/?to=a@b.example"),
                ElementsAre(Span{Kind::url, 0, 37}));
}

TEST(Redactor, refuses_options_that_mean_nothing) {
    EXPECT_EQ(Redactor::make({.kinds = {Kind::literal}, .names = {}}).error().kind,
              ErrorKind::invalid_input);
    EXPECT_EQ(Redactor::make({.kinds = {Kind::name}, .names = {}}).error().kind,
              ErrorKind::invalid_input);
}

TEST(Redactions, read_back_from_json_restore_the_same) {
    Redactions memory;
    const std::string text = "a@b.example [IP_1] 192.0.2.1 Ann Lee";
    const std::string redacted = redactor().redact(text, memory);
    EXPECT_EQ(
        to_json_text(memory.to_json()),
        R"({"email":["a@b.example"],"ip":["192.0.2.1"],"name":["Ann Lee"],"literal":["[IP_1]"]})");
    Redactions read = Redactions::from_json(memory.to_json()).value();
    EXPECT_EQ(read, memory);
    EXPECT_EQ(restore(redacted, read), text);
    EXPECT_EQ(read.placeholder(Kind::email, "a@b.example"), "[EMAIL_1]");
    EXPECT_EQ(read.placeholder(Kind::email, "c@b.example"), "[EMAIL_2]");
}

TEST(Redactions, refuse_json_of_another_form) {
    for (const std::string_view text : {"[]",
                                        R"({"mail": []})",
                                        R"({"email": "a@b.example"})",
                                        R"({"email": [1]})",
                                        R"({"email": ["a@b.example", "a@b.example"]})"})
        EXPECT_FALSE(Redactions::from_json(parse_json(text).value()).has_value()) << text;
}

TEST(Kind, is_read_by_name) {
    EXPECT_EQ(parse_kind("iban").value(), Kind::iban);
    EXPECT_EQ(to_string(Kind::iban), "iban");
    EXPECT_THAT(parse_kind("emial").error().message, ::testing::HasSubstr("did you mean 'email'"));
    EXPECT_FALSE(parse_kind("literal").has_value());
}

}  // namespace
}  // namespace assay::redaction
