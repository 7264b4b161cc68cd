#pragma once
// How every MetaStore answers a name that fits no run, or several.

#include "core/result.hpp"
#include "domain/run.hpp"

#include <cstddef>
#include <string_view>
#include <vector>

namespace assay::store {

/// The word for the newest run.
inline constexpr std::string_view latest_run = "latest";
/// How many ids a message names.
inline constexpr std::size_t lookup_names_max = 5;

/// not_found, naming the newest runs.
Error no_such_run(std::string_view name, const std::vector<Run>& newest);
/// The run whose id is `prefix`, or the only one found. Errors: invalid_input naming those found.
Result<Run> the_one_run(std::string_view prefix, std::vector<Run> found);

}  // namespace assay::store
