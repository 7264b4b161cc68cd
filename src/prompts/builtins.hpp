#pragma once
// The filters, tests, methods and functions a template may call, by name. Pure functions;
// thread-safe.

#include "prompts/template.hpp"
#include "prompts/value.hpp"

#include <cstdint>
#include <span>
#include <string_view>
#include <utility>

namespace assay::prompts {

using NamedValue = std::pair<std::string_view, Value>;

struct Arguments {
    std::span<const Value> positional;
    std::span<const NamedValue> named;

    /// The argument at `index` or called `name`, or null.
    [[nodiscard]] const Value* find(std::size_t index, std::string_view name) const;
    /// Its text or integer, or the fallback. Errors: another type.
    [[nodiscard]] Result<std::string_view> text(std::size_t index,
                                                std::string_view name,
                                                std::string_view fallback) const;
    [[nodiscard]] Result<std::int64_t> integer(std::size_t index,
                                               std::string_view name,
                                               std::int64_t fallback) const;
    [[nodiscard]] bool flag(std::size_t index, std::string_view name) const;
    [[nodiscard]] Arguments after_first() const;
};

struct Filter {
    std::string_view name;
    Result<Value> (*apply)(const Value& subject, const Arguments& arguments);
    bool takes_undefined = false;
};
struct Test {
    std::string_view name;
    Result<bool> (*holds)(const Value& subject, const Arguments& arguments);
    bool takes_undefined = false;
};

std::span<const Filter> text_filters();
std::span<const Filter> list_filters();
/// All filters; the index of one is what a compiled template holds.
std::span<const Filter> filters();
std::span<const Test> tests();

const Filter* find_filter(std::string_view name);
const Test* find_test(std::string_view name);

/// subject.name(arguments). Errors: no such method on this type (with the nearest), bad arguments.
Result<Value> call_method(const Value& subject, std::string_view name, const Arguments& arguments);
/// range, dict, namespace. Errors: bad arguments.
Result<Value> call_function(std::string_view name, const Arguments& arguments);
std::span<const std::string_view> function_names();

}  // namespace assay::prompts
