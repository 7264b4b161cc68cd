#pragma once
// The address of an object: `sha256:` and 64 lower-case hexadecimal digits.

#include "core/result.hpp"

#include <string>
#include <string_view>

namespace assay::store {

std::string object_address(std::string_view hash);
/// The digits. Errors: invalid_input for anything else.
Result<std::string> object_hash(std::string_view address);

}  // namespace assay::store
