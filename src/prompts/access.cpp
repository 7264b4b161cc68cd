// Items, attributes and slices of values.

#include "prompts/operators.hpp"
#include "prompts/python_text.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

namespace assay::prompts {
namespace {

Value loop_field(const Loop& loop, std::string_view name) {
    const std::size_t count = loop.items->size();
    if (name == "index") return integer(loop.index + 1);
    if (name == "index0") return integer(loop.index);
    if (name == "revindex") return integer(count - loop.index);
    if (name == "revindex0") return integer(count - loop.index - 1);
    if (name == "first") return {loop.index == 0};
    if (name == "last") return {loop.index + 1 == count};
    if (name == "length") return integer(count);
    // Only recursive loops, which we refuse, have another depth.
    if (name == "depth") return integer(1);
    if (name == "depth0") return integer(0);
    if (name == "previtem" && loop.index > 0) return loop.items->at(loop.index - 1);
    if (name == "nextitem" && loop.index + 1 < count) return loop.items->at(loop.index + 1);
    return {Undefined{name, false, nullptr}};
}

Result<std::optional<std::int64_t>> bound_of(const Value& value) {
    if (value.is<None>()) return std::optional<std::int64_t>{};
    const auto number = as_integer(value);
    if (!number)
        return fail(ErrorKind::invalid_input, "a slice needs integers, not '{}'", type_name(value));
    // Bounds beyond any list mean the same as the end of the longest one.
    constexpr std::int64_t far = std::int64_t{1} << 40;
    return std::optional(std::clamp(*number, -far, far));
}

}  // namespace

Value attribute_of(const Value& value, std::string_view name) {
    if (const auto* object = value.as<const JsonObject*>()) {
        if (const Json* member = (*object)->if_contains(name)) return borrow(*member);
        return {Undefined{name, false, *object}};
    }
    if (const auto* dict = value.as<std::shared_ptr<Dict>>()) {
        const Value* member = (*dict)->find(borrow_text(name));
        return member != nullptr ? *member : Value{Undefined{name, false, nullptr}};
    }
    if (const auto* loop = value.as<const Loop*>()) return loop_field(**loop, name);
    return {Undefined{name, false, nullptr}};
}

Value attribute_path(const Value& value, std::string_view path) {
    Value current = value;
    for (const std::string_view part : split_at(path, ".")) {
        std::int64_t index = 0;
        const auto end = std::from_chars(part.data(), part.data() + part.size(), index);
        const bool is_index = end.ec == std::errc{} && end.ptr == part.data() + part.size();
        auto next =
            is_index ? item_of(current, {index}) : Result<Value>(attribute_of(current, part));
        current = next ? *std::move(next) : Value{Undefined{part, false, nullptr}};
    }
    return current;
}

Result<Value> item_of(const Value& container, const Value& key) {
    if (is_mapping(container)) {
        if (const auto* dict = container.as<std::shared_ptr<Dict>>()) {
            const Value* found = (*dict)->find(key);
            if (found != nullptr) return *found;
        } else if (is_text(key)) {
            return attribute_of(container, view_of(key));
        }
        return Value{Undefined{is_text(key) ? view_of(key) : "item", false, nullptr}};
    }
    if (!is_list(container) && !is_text(container)) {
        if (is_text(key)) return attribute_of(container, view_of(key));
        return fail(ErrorKind::invalid_input, "'{}' has no items", type_name(container));
    }
    const auto index = as_integer(key);
    if (!index) {
        if (is_text(key)) return Value{Undefined{view_of(key), false, nullptr}};
        return fail(ErrorKind::invalid_input,
                    "'{}' needs an integer index, not '{}'",
                    type_name(container),
                    type_name(key));
    }
    if (const auto* list = container.as<const JsonArray*>();
        list != nullptr && *index >= 0 && static_cast<std::size_t>(*index) < (*list)->size())
        return borrow((**list)[static_cast<std::size_t>(*index)]);
    TRY(const Sequence items, Sequence::of(container));
    const auto count = static_cast<std::int64_t>(items.size());
    if (*index >= count || *index < -count) return Value{Undefined{"item", false, nullptr}};
    return items.at(static_cast<std::size_t>(*index < 0 ? *index + count : *index));
}

Result<Value> slice(const Value& value, const Value& start, const Value& stop, const Value& step) {
    if (!is_list(value) && !is_text(value))
        return fail(ErrorKind::invalid_input, "'{}' cannot be sliced", type_name(value));
    TRY(const auto from, bound_of(start));
    TRY(const auto to, bound_of(stop));
    TRY(const auto stride, bound_of(step));
    const std::int64_t by = stride.value_or(1);
    if (by == 0) return fail(ErrorKind::invalid_input, "a slice step of 0");
    TRY(const Sequence items, Sequence::of(value));
    const auto count = static_cast<std::int64_t>(items.size());
    const std::int64_t low = by > 0 ? 0 : -1;
    const std::int64_t high = by > 0 ? count : count - 1;
    const auto place = [&](std::int64_t bound) {
        return std::clamp(bound < 0 ? bound + count : bound, low, high);
    };
    const std::int64_t first = from ? place(*from) : (by > 0 ? low : high);
    const std::int64_t end = to ? place(*to) : (by > 0 ? high : low);
    std::vector<Value> picked;
    for (std::int64_t i = first; by > 0 ? i < end : i > end; i += by)
        picked.push_back(items.at(static_cast<std::size_t>(i)));
    if (!is_text(value))
        return make_list(std::move(picked),
                         type_name(value) == "tuple" ? ListKind::tuple : ListKind::list);
    std::string text;
    for (const Value& character : picked) text += view_of(character);
    return own_text(std::move(text));
}

}  // namespace assay::prompts
