#pragma once
// Text as Python's str treats it: white space, case, repr, floats. Pure functions; thread-safe.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace assay::prompts {

/// True for what str.isspace accepts.
bool is_space(char32_t code_point);

enum class Sides : unsigned char { left, right, both };
/// str.strip: white space, or the code points in `characters` if not empty.
std::string_view strip(std::string_view text, Sides sides, std::string_view characters = {});

/// str.split() at runs of white space. `splits_max` < 0: no limit.
std::vector<std::string_view> split_words(std::string_view text, long long splits_max = -1);
/// str.split(separator); the separator is not empty.
std::vector<std::string_view> split_at(std::string_view text,
                                       std::string_view separator,
                                       long long splits_max = -1);
std::vector<std::string_view> split_lines(std::string_view text);

std::string upper(std::string_view text);
std::string capitalize(std::string_view text);
/// str.title: upper case after every character without case.
std::string title(std::string_view text);

/// Bytes that replace_all would yield at most, to refuse it before it grows too large.
std::size_t replaced_bytes(std::string_view text, std::string_view from, std::string_view to);
/// str.replace; an empty `from` matches between all code points. `count_max` < 0: no limit.
std::string replace_all(std::string_view text,
                        std::string_view from,
                        std::string_view to,
                        long long count_max = -1);

/// repr of a text: quotes and escapes.
void append_quoted(std::string& out, std::string_view text);
/// repr of a float: shortest digits, `1.0`, `1e-05`, `inf`, `nan`.
void append_float(std::string& out, double number);

}  // namespace assay::prompts
