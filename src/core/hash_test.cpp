#include "core/hash.hpp"

#include <gtest/gtest.h>

namespace assay {
namespace {

TEST(Sha256, equals_the_vector_of_fips_180) {
    EXPECT_EQ(sha256_hex("abc"),
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Sha256, does_not_depend_on_how_the_bytes_arrive) {
    Sha256 hash;
    hash.add("a");
    hash.add("");
    hash.add("bc");
    EXPECT_EQ(hash.finish_hex(), sha256_hex("abc"));
}

TEST(Hash64, depends_on_the_seed) { EXPECT_NE(hash64("sample", 1), hash64("sample", 2)); }

}  // namespace
}  // namespace assay
