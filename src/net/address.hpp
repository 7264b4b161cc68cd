#pragma once
// Which addresses lie on the public internet. Pure; thread-safe.

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace assay::net {

/// What keeps an address from being a plain one of the public internet: `loopback`, `private`,
/// `link-local`, …; nothing for a public one. `bytes`: 4 (IPv4) or 16 (IPv6) in network order; any
/// other count is `unknown`. An IPv6 address that carries an IPv4 address (mapped, NAT64, 6to4,
/// Teredo) is special whatever it carries, as a gateway decides where it goes.
/// Source: IANA special-purpose address registries (RFC 6890), RFC 6052, RFC 3056.
std::optional<std::string_view> special_address(std::span<const std::uint8_t> bytes);

}  // namespace assay::net
