#include "net/address.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace assay::net {
namespace {

struct Block4 {
    std::array<std::uint8_t, 4> start;
    unsigned prefix_bits;
    std::string_view name;
};

constexpr std::array blocks4 = {
    Block4{{0, 0, 0, 0}, 8, "unspecified"},
    Block4{{10, 0, 0, 0}, 8, "private"},
    Block4{{100, 64, 0, 0}, 10, "carrier-grade NAT"},
    Block4{{127, 0, 0, 0}, 8, "loopback"},
    Block4{{169, 254, 0, 0}, 16, "link-local"},
    Block4{{172, 16, 0, 0}, 12, "private"},
    Block4{{192, 0, 0, 0}, 24, "reserved"},
    Block4{{192, 0, 2, 0}, 24, "documentation"},
    Block4{{192, 88, 99, 0}, 24, "6to4 relay"},
    Block4{{192, 168, 0, 0}, 16, "private"},
    Block4{{198, 18, 0, 0}, 15, "benchmarking"},
    Block4{{198, 51, 100, 0}, 24, "documentation"},
    Block4{{203, 0, 113, 0}, 24, "documentation"},
    Block4{{224, 0, 0, 0}, 4, "multicast"},
    Block4{{255, 255, 255, 255}, 32, "broadcast"},
    Block4{{240, 0, 0, 0}, 4, "reserved"},
};

/// The first bytes of a block; those not written are 0.
struct Block6 {
    std::array<std::uint8_t, 16> start;
    unsigned prefix_bits;
    std::string_view name;
};

constexpr std::array blocks6 = {
    Block6{{}, 128, "unspecified"},
    Block6{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, 128, "loopback"},
    Block6{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}, 96, "IPv4-mapped"},
    Block6{{0x00, 0x64, 0xff, 0x9b}, 96, "NAT64"},
    Block6{{0x00, 0x64, 0xff, 0x9b, 0x00, 0x01}, 48, "NAT64"},
    Block6{{0x20, 0x01, 0x0d, 0xb8}, 32, "documentation"},
    Block6{{0x20, 0x01, 0x00, 0x00}, 32, "Teredo"},
    Block6{{0x20, 0x01, 0x00}, 23, "reserved"},
    Block6{{0x20, 0x02}, 16, "6to4"},
    Block6{{0x3f, 0xff, 0x00}, 20, "documentation"},
    Block6{{0xfc}, 7, "unique local"},
    Block6{{0xfe, 0x80}, 10, "link-local"},
    Block6{{0xfe, 0xc0}, 10, "site-local"},
    Block6{{0xff}, 8, "multicast"},
};

bool starts_with(std::span<const std::uint8_t> bytes,
                 std::span<const std::uint8_t> start,
                 unsigned prefix_bits) {
    const std::size_t whole_count = prefix_bits / 8;
    if (!std::ranges::equal(bytes.first(whole_count), start.first(whole_count))) return false;
    const unsigned rest_bits = prefix_bits % 8;
    if (rest_bits == 0) return true;
    const auto difference = static_cast<unsigned>(bytes[whole_count] ^ start[whole_count]);
    return (difference >> (8 - rest_bits)) == 0;
}

template <typename Blocks>
std::optional<std::string_view> find_block(std::span<const std::uint8_t> bytes,
                                           const Blocks& blocks) {
    for (const auto& block : blocks)
        if (starts_with(bytes, block.start, block.prefix_bits)) return block.name;
    return std::nullopt;
}

}  // namespace

std::optional<std::string_view> special_address(std::span<const std::uint8_t> bytes) {
    if (bytes.size() == 4) return find_block(bytes, blocks4);
    if (bytes.size() != 16) return "unknown";
    if (const auto name = find_block(bytes, blocks6)) return name;
    // Only 2000::/3 was ever given out for global unicast.
    constexpr std::array<std::uint8_t, 1> global = {0x20};
    if (!starts_with(bytes, global, 3)) return "reserved";
    return std::nullopt;
}

}  // namespace assay::net
