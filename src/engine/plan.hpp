#pragma once
// What a run would do, without doing it.

#include "engine/run_spec.hpp"

#include <string>

namespace assay::engine {

/// Reads the whole dataset, renders every prompt and says how many requests there would be and what
/// the first one is. Errors: those that the run itself would meet before its first request.
Result<std::string> describe_plan(const RunSpec& spec);

}  // namespace assay::engine
