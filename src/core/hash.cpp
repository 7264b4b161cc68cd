#include "core/hash.hpp"

#include "core/assert.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <xxhash.h>

namespace assay {

struct Sha256::State {
    EVP_MD_CTX* context = EVP_MD_CTX_new();
    State() {
        ASSAY_ASSERT(context != nullptr, "OpenSSL gives a digest context");
        ASSAY_ASSERT(EVP_DigestInit_ex(context, EVP_sha256(), nullptr) == 1, "SHA-256 is built in");
    }
    State(const State&) = delete;
    State& operator=(const State&) = delete;
    ~State() { EVP_MD_CTX_free(context); }
};

Sha256::Sha256() : state_(std::make_unique<State>()) {}
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

void Sha256::add(std::string_view bytes) {
    ASSAY_ASSERT(EVP_DigestUpdate(state_->context, bytes.data(), bytes.size()) == 1,
                 "a digest takes any bytes");
}

std::string Sha256::finish_hex() {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int digest_bytes = 0;
    ASSAY_ASSERT(EVP_DigestFinal_ex(state_->context, digest.data(), &digest_bytes) == 1,
                 "a digest finishes once");
    constexpr std::string_view digits = "0123456789abcdef";
    std::string hex;
    hex.reserve(std::size_t{digest_bytes} * 2);
    for (unsigned int i = 0; i < digest_bytes; ++i) {
        hex.push_back(digits[digest[i] >> 4U]);
        hex.push_back(digits[digest[i] & 15U]);
    }
    return hex;
}

std::string sha256_hex(std::string_view bytes) {
    Sha256 hash;
    hash.add(bytes);
    return hash.finish_hex();
}

std::uint64_t hash64(std::string_view bytes, std::uint64_t seed) {
    return XXH3_64bits_withSeed(bytes.data(), bytes.size(), seed);
}

}  // namespace assay
