#pragma once
// Reading the entries of `evaluators` with `exec` or `http`. Private to this layer.

#include "engine/custom_spec.hpp"
#include "engine/spec_reader.hpp"

#include <array>
#include <string>
#include <string_view>

namespace assay::engine {

/// Keys beside that of the kind; the last two are what the kinds call their parallel_count.
inline constexpr std::array<std::string_view, 8> custom_keys = {
    "name", "batch", "deadline_s", "range", "version", "context", "processes", "connections"};

/// Whether an entry of `evaluators` is one of these.
bool is_custom(const JsonObject& entry);
/// Errors: invalid_input with file and line.
Result<CustomRequest> read_custom(const SpecReader& reader,
                                  const std::string& path,
                                  const JsonObject& entry);

}  // namespace assay::engine
