#pragma once
// One line of a journal file. Private to this layer.
//
//   {"id":…, … ,"xxh3":"0123456789abcdef"}\n
//
// The line stays plain JSON for any tool; its last member is the XXH3-64 of the bytes before it.
// The first line is a header with the format, its version and the run.

#include "core/result.hpp"
#include "domain/ids.hpp"

#include <string>
#include <string_view>

namespace assay::store {

/// Turns the JSON object that starts at `from` into a line: puts the checksum into it and ends it.
void seal_line(std::string& out, std::size_t from);

/// Whether a line (without its newline) carries the checksum of its own bytes.
bool is_sealed(std::string_view line);

/// The sealed first line, newline included.
std::string header_line(const RunId& run);

/// Errors: corrupt when the line is no header or of another run; invalid_input when a newer
/// version of the program wrote it.
Result<void> check_header(std::string_view line, const RunId& run);

}  // namespace assay::store
