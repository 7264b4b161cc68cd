#include "redaction/found.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace assay::redaction {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(Phone, is_found_anywhere_in_its_certain_forms) {
    for (const std::string_view number : {"+1 415 555 0132",
                                          "+14155550132",
                                          "+44 20 7946 0958",
                                          "+46 (0)8 123 456 78",
                                          "(+49) 30 1234567",
                                          "+(49) 30 1234567",
                                          "+49-30-1234567",
                                          "0049 30 1234567",
                                          "001-415-555-0132",
                                          "(415) 555-0132",
                                          "(415)555-0132x123",
                                          "(08) 8123 4567",
                                          "415-555-0132",
                                          "415.555.0132",
                                          "415 555 0132",
                                          "1-415-555-0132 ext. 99",
                                          "4155550132",
                                          "020 7946 0958",
                                          "07700 900 123",
                                          "0151/12345678",
                                          "0151 - 123 456 78",
                                          "01 23 45 67 89",
                                          "01.23.45.67.89",
                                          "13812345678",
                                          "+41\u00A044\u00A0123\u00A045\u00A067",
                                          "415\u2013555\u20130132"}) {
        const std::string text = "It is " + std::string(number) + ", or so.";
        EXPECT_THAT(found_of(Kind::phone, text), ElementsAre(number)) << text;
        EXPECT_THAT(found_of(Kind::phone, number), ElementsAre(number));
    }
}

TEST(Phone, is_found_beside_a_word_about_it_in_other_forms) {
    for (const std::string_view number :
         {"555 0132", "9472 7916", "374 780 163", "71-33-52-22", "21 253 109 8211", "72 128 827"}) {
        EXPECT_THAT(found_of(Kind::phone, "Call " + std::string(number) + "!"),
                    ElementsAre(number));
        EXPECT_THAT(found_of(Kind::phone, std::string(number) + " office"), ElementsAre(number));
        EXPECT_THAT(found_of(Kind::phone, "There are " + std::string(number) + " of them"),
                    IsEmpty());
    }
}

TEST(Phone, may_stand_beside_others) {
    EXPECT_THAT(found_of(Kind::phone, "415-555-0132 415-555-0133, 415-555-0134"),
                ElementsAre("415-555-0132", "415-555-0133", "415-555-0134"));
    EXPECT_THAT(found_of(Kind::phone, "room 12 415-555-0132 2 pm"), ElementsAre("415-555-0132"));
    EXPECT_THAT(found_of(Kind::phone, "(415-555-0132)"), ElementsAre("415-555-0132"));
    EXPECT_THAT(found_of(Kind::phone, "(415) 555-0132/(415) 555-0133"),
                ElementsAre("(415) 555-0132", "(415) 555-0133"));
}

TEST(Phone, is_not_every_number) {
    for (const std::string_view text : {"2024-01-15",
                                        "15.01.2024",
                                        "01/15/2024",
                                        "call on 2024-01-15",
                                        "call on 15 01 2024",
                                        "2024-01-15 10:30:00",
                                        "20240115103000",
                                        "12:30:45",
                                        "1990-2000",
                                        "phone sales 1990-2000",
                                        "3.14159265",
                                        "(1545)(273)",
                                        "+(2005-2006)",
                                        "+(989899)(1001001)",
                                        "0.07763671875",
                                        "a phone for 1000 - 450",
                                        "the phone holds 10800-2500=8300",
                                        "1,234,567,890",
                                        "12.345.678",
                                        "1 234 567",
                                        "12345678",
                                        "123456789",
                                        "1700000000",
                                        "0123456789",
                                        "2^31 = 2147483648",
                                        "$4155550132",
                                        "ISBN 978-3-16-148410-0",
                                        "ISBN 0306406152",
                                        "9783161484100",
                                        "12345-6789",
                                        "52.520008, 13.404954",
                                        "a-4155550132",
                                        "x4155550132y",
                                        "550e8400-e29b-41d4-a716-446655440000",
                                        "12 345 678 EUR",
                                        "5 + 1234567",
                                        "10 20 30 40 50",
                                        "1 2 3 4 5 6 7 8 9 10",
                                        "1.2.3.4",
                                        "2270-66-1551"})
        EXPECT_THAT(found_of(Kind::phone, text), IsEmpty()) << text;
}

TEST(Phone, of_bare_digits_that_may_name_a_thing_needs_a_word_about_it) {
    for (const std::string_view text : {R"({"item_id": "6956751343"})",
                                        R"(["6956751343", "5047954489"])",
                                        "Order 6956751343",
                                        R"({"Desk lamp": "6956751343"})"})
        EXPECT_THAT(found_of(Kind::phone, text), IsEmpty()) << text;
    EXPECT_THAT(found_of(Kind::phone, R"({"phone": "4155550132"})"), ElementsAre("4155550132"));
    EXPECT_THAT(found_of(Kind::phone, "To order, call 4155550132."), ElementsAre("4155550132"));
}

TEST(Phone, keeps_off_other_kinds) {
    for (const std::string_view text : {"Call: 4111 1111 1111 1111",
                                        "phone DE89 3704 0044 0532 0130 00",
                                        "mobile 219-09-9999",
                                        "fax 192.168.100.100",
                                        "4155550132@example.com"})
        EXPECT_THAT(found_of(Kind::phone, text), IsEmpty()) << text;
}

}  // namespace
}  // namespace assay::redaction
