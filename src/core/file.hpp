#pragma once
// Whole small files, with errors that name the file and the reason.

#include "core/result.hpp"

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

namespace assay {

/// The kind and words of a failed system call on `path`: ENOENT is not_found, EACCES denied, ENOSPC
/// exhausted, …
Error system_error(int error_number, std::string_view action, const std::filesystem::path& path);

/// Errors: not_found, denied, invalid_input for a directory or more than `bytes_max`.
Result<std::string> read_file(const std::filesystem::path& path, std::size_t bytes_max);

/// Writes beside `path`, syncs, then renames over it: after a crash the old or the new content is
/// there, whole.
Result<void> write_file_atomically(const std::filesystem::path& path, std::string_view bytes);

}  // namespace assay
