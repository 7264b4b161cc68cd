#include "redaction/found.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace assay::redaction {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

void expect_alone(Kind kind, std::string_view value) {
    for (const auto& [before, after] : {std::pair{"", ""},
                                        std::pair{"(", ")"},
                                        std::pair{"is ", "."},
                                        std::pair{"'", "',"},
                                        std::pair{"号码", "是"},
                                        std::pair{"a\n", "\nb"}}) {
        EXPECT_THAT(found_of(kind, std::string(before) + std::string(value) + after),
                    ElementsAre(value));
    }
}

void expect_none(Kind kind, std::string_view text) {
    EXPECT_THAT(found_of(kind, text), IsEmpty()) << text;
}

TEST(Email, is_found_with_its_usual_marks) {
    for (const std::string_view address : {"ann@example.com",
                                           "ann.b-lee+news@mail.example.co.uk",
                                           "o'neil_7@example.org",
                                           "x@example.xn--p1ai",
                                           "1@2.example"})
        EXPECT_THAT(found_of(Kind::email, "Mail " + std::string(address) + ", please."),
                    ElementsAre(address));
    EXPECT_THAT(found_of(Kind::email, "<mailto:ann@example.com>"), ElementsAre("ann@example.com"));
    EXPECT_THAT(found_of(Kind::email, "a@b.example;c@d.example"),
                ElementsAre("a@b.example", "c@d.example"));
}

TEST(Email, may_be_of_any_script) {
    EXPECT_THAT(found_of(Kind::email, "пиши: иван.петров@пример.рф!"),
                ElementsAre("иван.петров@пример.рф"));
    EXPECT_THAT(found_of(Kind::email, "jörg.müller@bücher.example"),
                ElementsAre("jörg.müller@bücher.example"));
}

TEST(Email, ends_before_marks_and_quotes_of_the_text) {
    EXPECT_THAT(found_of(Kind::email, "'ann@example.com'"), ElementsAre("ann@example.com"));
    EXPECT_THAT(found_of(Kind::email, "**ann@example.com**"), ElementsAre("ann@example.com"));
    EXPECT_THAT(found_of(Kind::email, "ann@example.com-Fax"), ElementsAre("ann@example.com"));
    EXPECT_THAT(found_of(Kind::email, "ann@example.com..."), ElementsAre("ann@example.com"));
    EXPECT_THAT(found_of(Kind::email, "?to=ann@example.com&x=1"), ElementsAre("ann@example.com"));
}

TEST(Email, may_have_a_quoted_local_part) {
    EXPECT_THAT(found_of(Kind::email, R"(to "ann lee"@example.com now)"),
                ElementsAre(R"("ann lee"@example.com)"));
}

TEST(Email, is_not_every_at_sign) {
    for (const std::string_view text : {"@ann",
                                        "ann@",
                                        "ann@localhost",
                                        "ann.@example.com",
                                        "3 @ 4.50",
                                        "@dataclass.field",
                                        "user@host:~/x",
                                        "a@b.1",
                                        "a@-b.example",
                                        "a@b.c",
                                        "\"\"@example.com"})
        expect_none(Kind::email, text);
}

TEST(Card, is_found_together_and_in_groups) {
    for (const std::string_view number : {"4111111111111111",
                                          "4111 1111 1111 1111",
                                          "4111-1111-1111-1111",
                                          "5555555555554444",
                                          "2223003122003222",
                                          "378282246310005",
                                          "3782 822463 10005",
                                          "6011111111111117",
                                          "3056 930902 5904",
                                          "3530111333300000",
                                          "4222222222222",
                                          "6759649826438453"})
        expect_alone(Kind::card, number);
}

TEST(Card, may_be_followed_by_other_numbers) {
    EXPECT_THAT(found_of(Kind::card, "4111 1111 1111 1111 123"),
                ElementsAre("4111 1111 1111 1111"));
    EXPECT_THAT(found_of(Kind::card, "2024 4111 1111 1111 1111"),
                ElementsAre("4111 1111 1111 1111"));
}

TEST(Card, of_twelve_digits_needs_a_word_about_it) {
    EXPECT_THAT(found_of(Kind::card, "My card is 501800000009."), ElementsAre("501800000009"));
    expect_none(Kind::card, "My parcel is 501800000009.");
}

TEST(Card, needs_check_digit_issuer_and_a_place_of_its_own) {
    for (const std::string_view text : {"4111111111111112",
                                        "9111111111111111",
                                        "1234567890123456",
                                        "0000000000000000",
                                        "411111111111111",
                                        "a4111111111111111",
                                        "0.4111111111111111",
                                        "4111111111111111e5",
                                        "4111 1111-1111 1111",
                                        "4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1",
                                        "41111111111111111111111111111111"})
        expect_none(Kind::card, text);
}

TEST(Iban, is_found_with_and_without_spaces) {
    for (const std::string_view number : {"DE89370400440532013000",
                                          "DE89 3704 0044 0532 0130 00",
                                          "GB29NWBK60161331926819",
                                          "gb29 nwbk 6016 1331 9268 19",
                                          "FR14 2004 1010 0505 0001 3M02 606",
                                          "NO93 8601 1117 947",
                                          "MT84MALT011000012345MTLCAST001S"})
        expect_alone(Kind::iban, number);
}

TEST(Iban, needs_country_length_and_check) {
    for (const std::string_view text : {"DE88370400440532013000",
                                        "DE8937040044053201300",
                                        "DE893704004405320130000",
                                        "XX89370400440532013000",
                                        "ADE89370400440532013000",
                                        "DE89  3704 0044 0532 0130 00",
                                        "DE89"})
        expect_none(Kind::iban, text);
}

TEST(Ssn, is_found_with_hyphens) {
    expect_alone(Kind::ssn, "219-09-9999");
    expect_alone(Kind::ssn, "899-65-4321");
}

TEST(Ssn, needs_a_word_about_it_in_other_forms) {
    EXPECT_THAT(found_of(Kind::ssn, "SSN 219099999"), ElementsAre("219099999"));
    EXPECT_THAT(found_of(Kind::ssn, "Social Security no.: 219 09 9999"),
                ElementsAre("219 09 9999"));
    expect_none(Kind::ssn, "219099999");
    expect_none(Kind::ssn, "219 09 9999");
}

TEST(Ssn, has_ranges) {
    for (const std::string_view text : {"000-12-3456",
                                        "666-12-3456",
                                        "900-12-3456",
                                        "123-00-3456",
                                        "123-45-0000",
                                        "123-456-789",
                                        "1123-45-6789",
                                        "123-45-6789-1",
                                        "A-123-45-6789",
                                        "123-45 6789"})
        expect_none(Kind::ssn, text);
}

TEST(Ip, is_found_in_both_versions) {
    for (const std::string_view address : {"192.0.2.1",
                                           "0.0.0.0",
                                           "255.255.255.255",
                                           "2001:db8:0:0:8:800:200c:417a",
                                           "2001:DB8::8:800:200C:417A",
                                           "fe80::1",
                                           "::1",
                                           "::ffff:192.0.2.128",
                                           "2001:db8::",
                                           "64:ff9b::192.0.2.33"})
        expect_alone(Kind::ip, address);
    EXPECT_THAT(found_of(Kind::ip, "192.0.2.1:8080 and 198.51.100.0/24"),
                ElementsAre("192.0.2.1", "198.51.100.0"));
    EXPECT_THAT(found_of(Kind::ip, "[2001:db8::1]:443 fe80::1%eth0"),
                ElementsAre("2001:db8::1", "fe80::1"));
}

TEST(Ip, of_version_4_is_found_in_what_is_none_of_version_6) {
    EXPECT_THAT(found_of(Kind::ip, "::ffff:192.0.2.18::8"), ElementsAre("192.0.2.18"));
}

TEST(Ip, is_no_version_time_or_program) {
    for (const std::string_view text : {"1.2.3.4.5",
                                        "1.2.3",
                                        "v1.2.3.4",
                                        "version 1.2.3.4",
                                        "256.1.1.1",
                                        "01.02.03.04",
                                        "1.2.3.4b",
                                        "12:30:45",
                                        "00:1A:2B:3C:4D:5E",
                                        "std::vector",
                                        "a::b",
                                        "x[1::2]",
                                        "x[::2]",
                                        "::",
                                        "2001:db8::1::2",
                                        "1:2:3:4:5:6:7:8:9",
                                        "12345::1"})
        expect_none(Kind::ip, text);
}

TEST(Url, ends_where_the_sentence_goes_on) {
    EXPECT_THAT(found_of(Kind::url, "See https://example.com/a_(b)?q=1#x, (www.example.org)."),
                ElementsAre("https://example.com/a_(b)?q=1#x", "www.example.org"));
    expect_none(Kind::url, "http:// is a prefix, awww.example is not");
}

}  // namespace
}  // namespace assay::redaction
