#include "net/http.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

namespace assay::net {
namespace {

TEST(UrlOrigin, leaves_out_path_and_user) {
    EXPECT_EQ(url_origin("https://user:secret@api.example.com:8443/v1/x?key=1"),
              "https://api.example.com:8443");
}

TEST(UrlOrigin, refuses_other_schemes_and_missing_hosts) {
    for (const char* url : {"", "api.example.com", "ftp://example.com/", "http:///x", "file:///x"})
        EXPECT_EQ(url_origin(url).error().kind, ErrorKind::invalid_input) << url;
}

TEST(LoopbackUrl, knows_its_forms) {
    for (const char* url : {"http://localhost:1/v1", "http://127.0.0.1/", "http://[::1]:80/"})
        EXPECT_TRUE(is_loopback_url(url)) << url;
    for (const char* url : {"http://localhost.example.com", "http://128.0.0.1/", "nonsense"})
        EXPECT_FALSE(is_loopback_url(url)) << url;
}

TEST(PrepareHeaders, refuses_a_line_break_and_does_not_repeat_the_value) {
    const std::array headers{Header{.name = "Authorization", .value = "secret\r\nX: y"}};
    const auto error = prepare_headers(headers).error();
    EXPECT_EQ(error.kind, ErrorKind::invalid_input);
    EXPECT_THAT(error.message, testing::Not(testing::HasSubstr("secret")));
}

}  // namespace
}  // namespace assay::net
