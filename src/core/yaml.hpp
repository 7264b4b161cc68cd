#pragma once
// YAML files that people write (run files, rules, price tables) as JSON values that remember their
// lines.

#include "core/json.hpp"

#include <string>
#include <string_view>
#include <unordered_map>

namespace assay {

/// A parsed YAML document. A path is the keys and list positions from the root, joined with '/':
/// `evaluators/0/name`.
struct YamlDocument {
    std::string file;
    Json value;
    std::unordered_map<std::string, int> lines;  ///< path → line, from 1

    /// `eval.yaml:7`, the line of the path or of its nearest known parent; the file alone for an
    /// unknown root.
    [[nodiscard]] std::string place(std::string_view path) const;
};

/// YAML 1.2 core schema: plain scalars become null, boolean (true, false), integer, number or
/// string; quoted ones are strings. Errors: invalid_input with `file:line:column`, also for bytes
/// that are no UTF-8 text, duplicate keys, non-string keys, nesting beyond 64 and more than a
/// million nodes after alias expansion.
Result<YamlDocument> parse_yaml(std::string_view text, std::string file);

/// The same for a file. Errors: not_found, invalid_input (also a directory, or over 64 MiB).
Result<YamlDocument> read_yaml_file(const std::string& file);

}  // namespace assay
