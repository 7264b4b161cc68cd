#pragma once
// Port: immutable blobs under the hash of their content. Thread-safe.

#include "core/result.hpp"

#include <string>
#include <string_view>

namespace assay::store {

class ObjectStore {
  public:
    virtual ~ObjectStore() = default;

    /// Stores the bytes durably and returns their address, `sha256:` and 64 hexadecimal digits.
    /// Storing twice is one blob.
    virtual Result<std::string> put(std::string_view bytes) = 0;
    /// Errors: not_found; corrupt when the bytes no longer have their hash; invalid_input for a
    /// malformed address.
    virtual Result<std::string> get(std::string_view address) = 0;
    virtual Result<bool> contains(std::string_view address) = 0;
};

}  // namespace assay::store
