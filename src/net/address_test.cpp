#include "net/address.hpp"

#include <gtest/gtest.h>

#include <arpa/inet.h>
#include <array>
#include <string>
#include <vector>

namespace assay::net {
namespace {

/// What special_address says about an address as people write it; "public" for nothing.
std::string kind_of(const std::string& text) {
    std::array<std::uint8_t, 16> bytes{};
    if (inet_pton(AF_INET, text.c_str(), bytes.data()) == 1)
        return std::string(special_address(std::span(bytes).first(4)).value_or("public"));
    if (inet_pton(AF_INET6, text.c_str(), bytes.data()) != 1) return "not an address";
    return std::string(special_address(bytes).value_or("public"));
}

struct Row {
    std::string address;
    std::string kind;
};

void expect_kinds(const std::vector<Row>& rows) {
    for (const Row& row : rows) EXPECT_EQ(kind_of(row.address), row.kind) << row.address;
}

TEST(SpecialAddress, sorts_ipv4_by_block_at_both_ends) {
    expect_kinds({{"0.0.0.0", "unspecified"},
                  {"0.255.255.255", "unspecified"},
                  {"1.0.0.0", "public"},
                  {"9.255.255.255", "public"},
                  {"10.0.0.0", "private"},
                  {"10.255.255.255", "private"},
                  {"11.0.0.0", "public"},
                  {"100.63.255.255", "public"},
                  {"100.64.0.0", "carrier-grade NAT"},
                  {"100.127.255.255", "carrier-grade NAT"},
                  {"100.128.0.0", "public"},
                  {"126.255.255.255", "public"},
                  {"127.0.0.1", "loopback"},
                  {"127.255.255.255", "loopback"},
                  {"128.0.0.0", "public"},
                  {"169.253.255.255", "public"},
                  {"169.254.169.254", "link-local"},
                  {"169.255.0.0", "public"},
                  {"172.15.255.255", "public"},
                  {"172.16.0.0", "private"},
                  {"172.31.255.255", "private"},
                  {"172.32.0.0", "public"},
                  {"192.0.0.8", "reserved"},
                  {"192.0.1.0", "public"},
                  {"192.0.2.1", "documentation"},
                  {"192.88.99.1", "6to4 relay"},
                  {"192.167.255.255", "public"},
                  {"192.168.0.1", "private"},
                  {"192.169.0.0", "public"},
                  {"198.17.255.255", "public"},
                  {"198.18.0.0", "benchmarking"},
                  {"198.19.255.255", "benchmarking"},
                  {"198.20.0.0", "public"},
                  {"198.51.100.7", "documentation"},
                  {"203.0.113.7", "documentation"},
                  {"223.255.255.255", "public"},
                  {"224.0.0.1", "multicast"},
                  {"239.255.255.255", "multicast"},
                  {"240.0.0.0", "reserved"},
                  {"255.255.255.254", "reserved"},
                  {"255.255.255.255", "broadcast"},
                  {"8.8.8.8", "public"}});
}

TEST(SpecialAddress, sorts_ipv6_by_block) {
    expect_kinds({{"::", "unspecified"},
                  {"::1", "loopback"},
                  {"::2", "reserved"},
                  {"100::1", "reserved"},
                  {"2001:db8::1", "documentation"},
                  {"2001:2::1", "reserved"},
                  {"2001:200::1", "public"},
                  {"2606:4700:4700::1111", "public"},
                  {"3fff::1", "documentation"},
                  {"3fff:1000::1", "public"},
                  {"4000::1", "reserved"},
                  {"5f00::1", "reserved"},
                  {"fbff::1", "reserved"},
                  {"fc00::1", "unique local"},
                  {"fdff:ffff::1", "unique local"},
                  {"fe00::1", "reserved"},
                  {"fe80::1", "link-local"},
                  {"febf::1", "link-local"},
                  {"fec0::1", "site-local"},
                  {"ff02::1", "multicast"}});
}

TEST(SpecialAddress, refuses_ipv6_that_carries_ipv4) {
    expect_kinds({{"::ffff:127.0.0.1", "IPv4-mapped"},
                  {"::ffff:8.8.8.8", "IPv4-mapped"},
                  {"::127.0.0.1", "reserved"},
                  {"64:ff9b::10.0.0.1", "NAT64"},
                  {"64:ff9b:1::1", "NAT64"},
                  {"2002:7f00:1::1", "6to4"},
                  {"2001:0:4136:e378::1", "Teredo"}});
}

TEST(SpecialAddress, knows_no_address_of_another_size) {
    const std::array<std::uint8_t, 5> odd{};
    EXPECT_EQ(special_address(odd), "unknown");
    EXPECT_EQ(special_address({}), "unknown");
}

}  // namespace
}  // namespace assay::net
