#pragma once
// JSON values (Boost.JSON) with the strictness we want: duplicate keys, invalid UTF-8, bad numbers
// and deep nesting are errors that say where. The one header through which Boost.JSON reaches other
// layers.

#include "core/result.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/string.hpp>
#include <boost/json/value.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace assay {

using Json = boost::json::value;
using JsonObject = boost::json::object;
using JsonArray = boost::json::array;

/// RFC 8259 text as a value. Errors: invalid_input with `line:column`, also for duplicate keys,
/// invalid UTF-8, a BOM, nesting beyond 64 and text after the value.
Result<Json> parse_json(std::string_view text);

/// Compact text; doubles in the shortest form that reads back the same. Not for NaN or infinity
/// (asserts).
std::string to_json_text(const Json& value);
/// Two-space indentation, for people.
std::string to_pretty_json_text(const Json& value);
/// Appends `text` as a JSON string with its quotes. Invalid UTF-8 bytes become U+FFFD.
void append_json_string(std::string& out, std::string_view text);

/// Compact text with object keys sorted: equal values, equal bytes. For hashes.
std::string canonical_json_text(const Json& value);

/// `string`, `number`, `object`, … for messages.
std::string_view json_type_name(const Json& value);

/// A finite double, or null.
Json json_number_or_null(std::optional<double> number);

/// The number in a value whether it was written as integer or double; nothing for other types.
std::optional<double> json_number(const Json& value);

inline std::string_view json_view(const boost::json::string& text) {
    return {text.data(), text.size()};
}

/// Reads the fields of one object and says exactly what is wrong: a missing or mistyped field, or
/// an unknown key with the nearest known one. `where` names the object in messages (`run.json:
/// settings`).
class JsonFields {
  public:
    JsonFields(const JsonObject& object, std::string where)
        : object_(object), where_(std::move(where)) {}

    Result<std::string> string(std::string_view name) const;
    Result<double> number(std::string_view name) const;
    Result<std::int64_t> integer(std::string_view name) const;
    Result<bool> boolean(std::string_view name) const;
    /// Nothing if the key is absent or null.
    Result<std::optional<std::string>> optional_string(std::string_view name) const;
    Result<std::optional<double>> optional_number(std::string_view name) const;
    Result<std::optional<std::int64_t>> optional_integer(std::string_view name) const;
    Result<std::optional<bool>> optional_boolean(std::string_view name) const;
    /// The value or null pointer.
    const Json* find(std::string_view name) const;
    /// Errors: invalid_input for the first key not in `known`.
    Result<void> only(std::span<const std::string_view> known) const;

  private:
    const JsonObject& object_;
    std::string where_;
};

}  // namespace assay
