#include "prompts/operators.hpp"

#include <algorithm>
#include <cmath>

namespace assay::prompts {
namespace {

Result<Value> compute_integers(Arithmetic operation, std::int64_t a, std::int64_t b) {
    std::int64_t result = 0;
    bool overflows = false;
    switch (operation) {
        case Arithmetic::add:
            overflows = __builtin_add_overflow(a, b, &result);
            break;
        case Arithmetic::subtract:
            overflows = __builtin_sub_overflow(a, b, &result);
            break;
        case Arithmetic::multiply:
            overflows = __builtin_mul_overflow(a, b, &result);
            break;
        case Arithmetic::power:
            if (b < 0) return Value{std::pow(static_cast<double>(a), static_cast<double>(b))};
            result = 1;
            if (a == 0 || a == 1) return Value{b == 0 ? std::int64_t{1} : a};
            if (a == -1) return Value{b % 2 == 0 ? std::int64_t{1} : std::int64_t{-1}};
            for (std::int64_t i = 0; i < b && !overflows; ++i)
                overflows = __builtin_mul_overflow(result, a, &result);
            break;
        case Arithmetic::floor_divide:
        case Arithmetic::modulo: {
            if (b == -1)
                return operation == Arithmetic::modulo ? Value{std::int64_t{0}} : negate({a});
            const std::int64_t remainder = a % b;
            const bool floors = remainder != 0 && (remainder < 0) != (b < 0);
            result = operation == Arithmetic::modulo ? remainder + (floors ? b : 0)
                                                     : a / b - (floors ? 1 : 0);
            break;
        }
        case Arithmetic::divide:
            return Value{static_cast<double>(a) / static_cast<double>(b)};
    }
    if (overflows) return fail(ErrorKind::invalid_input, "an integer beyond 64 bits");
    return Value{result};
}

Result<Value> compute_reals(Arithmetic operation, double a, double b) {
    switch (operation) {
        case Arithmetic::add:
            return Value{a + b};
        case Arithmetic::subtract:
            return Value{a - b};
        case Arithmetic::multiply:
            return Value{a * b};
        case Arithmetic::divide:
            return Value{a / b};
        case Arithmetic::floor_divide:
            return Value{std::floor(a / b)};
        case Arithmetic::modulo: {
            const double remainder = std::fmod(a, b);
            return Value{remainder != 0 && (remainder < 0) != (b < 0) ? remainder + b : remainder};
        }
        case Arithmetic::power:
            break;
    }
    const double result = std::pow(a, b);
    if (!std::isfinite(result)) return fail(ErrorKind::invalid_input, "power is not a real number");
    return Value{result};
}

Result<Value> repeat(const Value& value, std::int64_t count) {
    const auto times = static_cast<std::size_t>(std::max<std::int64_t>(count, 0));
    if (is_text(value)) {
        const std::string_view text = view_of(value);
        if (!text.empty() && times > text_bytes_max / text.size())
            return fail(ErrorKind::exhausted, "a text of more than {} bytes", text_bytes_max);
        std::string out;
        for (std::size_t i = 0; i < times && !text.empty(); ++i) out += text;
        return own_text(std::move(out));
    }
    TRY(const Sequence items, Sequence::of(value));
    if (items.size() > 0 && times > list_items_max / items.size())
        return fail(ErrorKind::exhausted, "a list of more than {} items", list_items_max);
    std::vector<Value> out;
    for (std::size_t i = 0; i < times && items.size() > 0; ++i)
        for (std::size_t j = 0; j < items.size(); ++j) out.push_back(items.at(j));
    return make_list(std::move(out),
                     type_name(value) == "tuple" ? ListKind::tuple : ListKind::list);
}

Result<Value> join_lists(const Value& left, const Value& right) {
    TRY(const Sequence first, Sequence::of(left));
    TRY(const Sequence second, Sequence::of(right));
    std::vector<Value> items = first.to_vector();
    for (std::size_t i = 0; i < second.size(); ++i) items.push_back(second.at(i));
    return make_list(std::move(items),
                     type_name(left) == "tuple" ? ListKind::tuple : ListKind::list);
}

constexpr std::string_view symbols[] = {"+", "-", "*", "/", "//", "%", "**"};

}  // namespace

std::optional<std::int64_t> as_integer(const Value& value) {
    if (const auto* number = value.as<std::int64_t>()) return *number;
    if (const auto* flag = value.as<bool>()) return *flag ? 1 : 0;
    return std::nullopt;
}

std::optional<double> as_number(const Value& value) {
    if (const auto* real = value.as<double>()) return *real;
    if (const auto number = as_integer(value)) return static_cast<double>(*number);
    return std::nullopt;
}

bool equal(const Value& left, const Value& right) {
    const auto a = as_integer(left);
    const auto b = as_integer(right);
    if (a && b) return *a == *b;
    const auto x = as_number(left);
    const auto y = as_number(right);
    if (x && y) return *x == *y;
    if (is_text(left) && is_text(right)) return view_of(left) == view_of(right);
    if (left.is<None>() || left.is<Undefined>()) return left.data.index() == right.data.index();
    if (is_list(left) && is_list(right)) {
        const auto first = Sequence::of(left);
        const auto second = Sequence::of(right);
        const bool tuples = (type_name(left) == "tuple") == (type_name(right) == "tuple");
        if (!tuples || !first || !second || first->size() != second->size()) return false;
        for (std::size_t i = 0; i < first->size(); ++i)
            if (!equal(first->at(i), second->at(i))) return false;
        return true;
    }
    if (!is_mapping(left) || !is_mapping(right)) return false;
    const auto first = entries_of(left);
    if (first.size() != entries_of(right).size()) return false;
    return std::ranges::all_of(first, [&](const auto& entry) {
        const auto other = item_of(right, entry.first);
        return other && !other->template is<Undefined>() && equal(entry.second, *other);
    });
}

Result<std::partial_ordering> order(const Value& left, const Value& right) {
    const auto a = as_integer(left);
    const auto b = as_integer(right);
    if (a && b) return std::partial_ordering(*a <=> *b);
    const auto x = as_number(left);
    const auto y = as_number(right);
    if (x && y) return *x <=> *y;
    if (is_text(left) && is_text(right))
        return std::partial_ordering(view_of(left) <=> view_of(right));
    if (is_list(left) && is_list(right)) {
        TRY(const Sequence first, Sequence::of(left));
        TRY(const Sequence second, Sequence::of(right));
        for (std::size_t i = 0; i < std::min(first.size(), second.size()); ++i)
            if (!equal(first.at(i), second.at(i))) return order(first.at(i), second.at(i));
        return std::partial_ordering(first.size() <=> second.size());
    }
    return fail(
        ErrorKind::invalid_input, "'{}' and '{}' have no order", type_name(left), type_name(right));
}

Result<bool> contains(const Value& container, const Value& item) {
    if (is_text(container)) {
        if (!is_text(item))
            return fail(
                ErrorKind::invalid_input, "'in' a text needs a text, not {}", type_name(item));
        return view_of(container).find(view_of(item)) != std::string_view::npos;
    }
    if (is_mapping(container)) {
        TRY(const Value found, item_of(container, item));
        return !found.is<Undefined>();
    }
    TRY(const Sequence items, Sequence::of(container));
    for (std::size_t i = 0; i < items.size(); ++i)
        if (equal(items.at(i), item)) return true;
    return false;
}

Result<Value> compute(Arithmetic operation, const Value& left, const Value& right) {
    const auto a = as_integer(left);
    const auto b = as_integer(right);
    const auto x = as_number(left);
    const auto y = as_number(right);
    const bool divides = operation == Arithmetic::divide || operation == Arithmetic::floor_divide ||
                         operation == Arithmetic::modulo;
    if (x && y) {
        if (divides && *y == 0) return fail(ErrorKind::invalid_input, "division by zero");
        return a && b ? compute_integers(operation, *a, *b) : compute_reals(operation, *x, *y);
    }
    if (operation == Arithmetic::add && is_text(left) && is_text(right)) {
        if (view_of(left).size() + view_of(right).size() > text_bytes_max)
            return fail(ErrorKind::exhausted, "a text of more than {} bytes", text_bytes_max);
        return own_text(std::string(view_of(left)).append(view_of(right)));
    }
    if (operation == Arithmetic::add && is_list(left) && type_name(left) == type_name(right))
        return join_lists(left, right);
    if (operation == Arithmetic::multiply) {
        if ((is_text(left) || is_list(left)) && b) return repeat(left, *b);
        if ((is_text(right) || is_list(right)) && a) return repeat(right, *a);
    }
    return fail(ErrorKind::invalid_input,
                "'{}' does not work on '{}' and '{}'{}",
                symbols[static_cast<std::size_t>(operation)],
                type_name(left),
                type_name(right),
                operation == Arithmetic::add ? "; '~' joins values as text" : "");
}

Result<Value> negate(const Value& value) {
    if (const auto* real = value.as<double>()) return Value{-*real};
    const auto number = as_integer(value);
    if (!number)
        return fail(ErrorKind::invalid_input, "'-' does not work on '{}'", type_name(value));
    return compute_integers(Arithmetic::subtract, 0, *number);
}

}  // namespace assay::prompts
