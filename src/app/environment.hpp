#pragma once
// Where the program finds its things: environment variables, `.env`, the home folder.

#include "core/result.hpp"

#include <filesystem>

namespace assay::app {

/// Reads `.env` of the working folder, if there is one: NAME=value lines, `#` comments, optional
/// quotes. A variable that is set already wins. Errors: invalid_input with file and line.
Result<void> load_dotenv();

/// ASSAY_HOME, or `.assay` in the user's home folder.
std::filesystem::path assay_home();

}  // namespace assay::app
