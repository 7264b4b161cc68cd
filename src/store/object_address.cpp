#include "store/object_address.hpp"

#include <algorithm>

namespace assay::store {
namespace {

constexpr std::string_view scheme = "sha256:";
constexpr std::size_t digits = 64;

bool is_hex(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); }

}  // namespace

std::string object_address(std::string_view hash) { return std::string(scheme).append(hash); }

Result<std::string> object_hash(std::string_view address) {
    const std::string_view hash = address.substr(std::min(scheme.size(), address.size()));
    if (!address.starts_with(scheme) || hash.size() != digits ||
        !std::ranges::all_of(hash, is_hex)) {
        return fail(ErrorKind::invalid_input,
                    "'{}' is no object address; expected sha256: and 64 hexadecimal digits",
                    address);
    }
    return std::string(hash);
}

}  // namespace assay::store
