// Parsing with Boost.JSON's event parser and a handler of our own, because the library's value
// parser takes the last of two equal keys without a word. The handler keeps, for each open object,
// the keys seen so far.
#include "core/json.hpp"

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/value_stack.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string>
#include <unordered_set>
#include <vector>

namespace assay {
namespace {

constexpr std::size_t depth_max = 64;

struct Handler {
    static constexpr std::size_t max_array_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_object_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_string_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_key_size = static_cast<std::size_t>(-1);

    using Text = boost::json::string_view;
    using Code = boost::json::error_code;

    boost::json::value_stack stack;
    std::vector<std::unordered_set<std::string>> open_objects;
    std::string key;
    std::optional<std::string> duplicate_key;

    Handler() { stack.reset(); }

    bool on_document_begin(Code&) { return true; }
    bool on_document_end(Code&) { return true; }
    bool on_object_begin(Code&) {
        open_objects.emplace_back();
        return true;
    }
    bool on_object_end(std::size_t count, Code&) {
        open_objects.pop_back();
        stack.push_object(count);
        return true;
    }
    bool on_array_begin(Code&) { return true; }
    bool on_array_end(std::size_t count, Code&) {
        stack.push_array(count);
        return true;
    }
    bool on_key_part(Text part, std::size_t, Code&) {
        key.append(part.data(), part.size());
        stack.push_chars(part);
        return true;
    }
    bool on_key(Text part, std::size_t, Code& code) {
        key.append(part.data(), part.size());
        stack.push_key(part);
        if (!open_objects.back().insert(key).second) {
            duplicate_key = key;
            code = boost::json::error::syntax;
            return false;
        }
        key.clear();
        return true;
    }
    bool on_string_part(Text part, std::size_t, Code&) {
        stack.push_chars(part);
        return true;
    }
    bool on_string(Text part, std::size_t, Code&) {
        stack.push_string(part);
        return true;
    }
    bool on_number_part(Text, Code&) { return true; }
    bool on_int64(std::int64_t number, Text, Code&) {
        stack.push_int64(number);
        return true;
    }
    bool on_uint64(std::uint64_t number, Text, Code&) {
        stack.push_uint64(number);
        return true;
    }
    /// The library's own conversion is off by a unit in the last place at times and makes infinity
    /// of what is too large, so the digits are read again. The text is whole because the parser is
    /// given all of its input at once.
    bool on_double(double number, Text digits, Code& code) {
        double exact = 0.0;
        const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), exact);
        // Too small is out of range as well, and is the zero that the library made of it.
        if (read.ec == std::errc{}) number = exact;
        if (!std::isfinite(number)) {
            code = boost::json::error::exponent_overflow;
            return false;
        }
        stack.push_double(number);
        return true;
    }
    bool on_bool(bool value, Code&) {
        stack.push_bool(value);
        return true;
    }
    bool on_null(Code&) {
        stack.push_null();
        return true;
    }
    bool on_comment_part(Text, Code&) { return true; }
    bool on_comment(Text, Code&) { return true; }
};

/// `line:column` of a byte, both from 1.
std::string place_of(std::string_view text, std::size_t offset) {
    const std::string_view before = text.substr(0, offset);
    const auto line = std::ranges::count(before, '\n') + 1;
    const std::size_t line_start = before.rfind('\n');
    const std::size_t column =
        line_start == std::string_view::npos ? offset + 1 : offset - line_start;
    return fmt::format("{}:{}", line, column);
}

std::string reason(const boost::json::error_code& code) {
    if (code == boost::json::error::incomplete) return "the text ends inside a value";
    if (code == boost::json::error::extra_data) return "text after the JSON value";
    if (code == boost::json::error::exponent_overflow)
        return "a number beyond the range of a double";
    if (code == boost::json::error::too_deep)
        return fmt::format("nested deeper than {}", depth_max);
    return fmt::format("not valid JSON ({})", code.message());
}

}  // namespace

Result<Json> parse_json(std::string_view text) {
    boost::json::parse_options options;
    options.max_depth = depth_max;
    boost::json::basic_parser<Handler> parser(options);
    boost::json::error_code code;
    std::size_t consumed = parser.write_some(false, text.data(), text.size(), code);
    if (!code) {
        const std::size_t rest = text.find_first_not_of(" \t\r\n", consumed);
        if (rest != std::string_view::npos) {
            consumed = rest;
            code = boost::json::error::extra_data;
        }
    }
    if (!code) return parser.handler().stack.release();
    const std::string place = place_of(text, std::min(consumed, text.size()));
    // The stack frees what it holds only after reset.
    const auto duplicate_key = std::move(parser.handler().duplicate_key);
    parser.handler().stack.reset();
    if (duplicate_key)
        return fail(ErrorKind::invalid_input,
                    "{}: the key '{}' occurs twice in one object",
                    place,
                    *duplicate_key);
    return fail(ErrorKind::invalid_input, "{}: {}", place, reason(code));
}

}  // namespace assay
