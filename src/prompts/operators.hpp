#pragma once
// Operators of template expressions on values, with Python's rules. Pure functions; thread-safe.

#include "prompts/value.hpp"

#include <compare>
#include <optional>
#include <string_view>

namespace assay::prompts {

enum class Arithmetic : std::uint8_t {
    add,
    subtract,
    multiply,
    divide,
    floor_divide,
    modulo,
    power
};

/// Python's ==, deep for lists and dicts; 1 == 1.0 == True.
bool equal(const Value& left, const Value& right);
/// Order of numbers, texts or lists. Errors: other or mixed types, NaN is unordered.
Result<std::partial_ordering> order(const Value& left, const Value& right);
/// `item in container`. Errors: the container holds nothing.
Result<bool> contains(const Value& container, const Value& item);
/// Errors: types that do not fit, division by zero, an integer beyond 64 bits, a result too large.
Result<Value> compute(Arithmetic operation, const Value& left, const Value& right);
Result<Value> negate(const Value& value);

/// container[key]; Undefined if there is no such item. Errors: the container has no items.
Result<Value> item_of(const Value& container, const Value& key);
/// value.name: dict member or loop field; Undefined if there is none.
Value attribute_of(const Value& value, std::string_view name);
/// `a.b.0` as filters take it.
Value attribute_path(const Value& value, std::string_view path);
/// value[start:stop:step], each optional (None).
Result<Value> slice(const Value& value, const Value& start, const Value& stop, const Value& step);

/// Integer of a bool or int; nothing for other types.
std::optional<std::int64_t> as_integer(const Value& value);
/// Number of a bool, int or float; nothing for other types.
std::optional<double> as_number(const Value& value);

}  // namespace assay::prompts
