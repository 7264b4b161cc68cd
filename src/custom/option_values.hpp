#pragma once
// Checks of the options of a kind of evaluator, and text that names variables of the environment.
// Private to this layer.

#include "core/json.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace assay::custom {

/// A list of strings; empty when the key is absent. Errors: invalid_input.
Result<std::vector<std::string>> texts_of(const JsonObject& options, std::string_view key);

/// The value of a variable of the environment. Errors: not_found.
Result<std::string> variable(std::string_view name);

/// `Bearer ${TOKEN}` with the variable's value in its place. Each value is added to `secrets`.
/// Errors: not_found (the variable), invalid_input (no closing brace).
Result<std::string> with_variables(std::string_view text, std::vector<std::string>& secrets);

}  // namespace assay::custom
