#pragma once
// Content addresses and fast in-memory hashes.

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace assay {

/// SHA-256 over bytes that arrive in pieces. One thread at a time.
class Sha256 {
  public:
    Sha256();
    ~Sha256();
    Sha256(Sha256&&) noexcept;
    Sha256& operator=(Sha256&&) noexcept;

    void add(std::string_view bytes);
    /// 64 lower-case hexadecimal digits; the object may not be used after.
    [[nodiscard]] std::string finish_hex();

  private:
    struct State;
    std::unique_ptr<State> state_;
};

/// 64 lower-case hexadecimal digits (FIPS 180-4).
std::string sha256_hex(std::string_view bytes);

/// XXH3-64: for tables and sampling in memory and on disk; not for content addresses.
std::uint64_t hash64(std::string_view bytes, std::uint64_t seed = 0);

}  // namespace assay
