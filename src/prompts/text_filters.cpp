// Filters that yield a text or a number.

#include "prompts/builtins.hpp"
#include "prompts/operators.hpp"
#include "prompts/python_text.hpp"
#include "text/unicode.hpp"

#include <array>
#include <charconv>
#include <cmath>

namespace assay::prompts {
namespace {

// The text of a value: in place when it is one already.
Value as_text(const Value& value) { return is_text(value) ? value : own_text(to_text(value)); }

Value part_of(const Value& whole, std::string_view part) {
    return {Text{part, whole.as<Text>()->owner}};
}

template <Sides sides>
Result<Value> apply_strip(const Value& subject, const Arguments& arguments) {
    const Value text = as_text(subject);
    TRY(const std::string_view characters, arguments.text(0, "chars", {}));
    return part_of(text, strip(view_of(text), sides, characters));
}

template <std::string (*change)(std::string_view)>
Result<Value> apply_change(const Value& subject, const Arguments&) {
    return own_text(change(view_of(as_text(subject))));
}

// Jinja2's title: words begin after white space and -({[<, the rest becomes lower case.
std::string title_words(std::string_view text) {
    std::string out;
    bool begins = true;
    std::size_t start = 0;
    const auto flush = [&](std::size_t end) { out += capitalize(text.substr(start, end - start)); };
    for (std::size_t index = 0; index < text.size();) {
        const text::CodePoint point = text::code_point_at(text, index);
        const bool separates =
            is_space(point.value) ||
            std::u32string_view(U"-({[<").find(point.value) != std::u32string_view::npos;
        if (separates) {
            if (!begins) flush(index);
            out += text.substr(index, point.next_index - index);
            begins = true;
        } else if (begins) {
            start = index;
            begins = false;
        }
        index = point.next_index;
    }
    if (!begins) flush(text.size());
    return out;
}

Result<Value> apply_replace(const Value& subject, const Arguments& arguments) {
    const Value* from = arguments.find(0, "old");
    const Value* to = arguments.find(1, "new");
    if (from == nullptr || to == nullptr)
        return fail(ErrorKind::invalid_input, "replace takes the old and the new text");
    TRY(const std::int64_t count, arguments.integer(2, "count", -1));
    const Value text = as_text(subject);
    const Value old_text = as_text(*from);
    const Value new_text = as_text(*to);
    const std::array<Value, 3> all = {old_text, new_text, {count}};
    return call_method(text, "replace", Arguments{all, {}});
}

Result<Value> apply_default(const Value& subject, const Arguments& arguments) {
    const bool replaces_false = arguments.flag(1, "boolean");
    if (!subject.is<Undefined>() && !(replaces_false && !truth(subject))) return subject;
    const Value* fallback = arguments.find(0, "default_value");
    return fallback != nullptr ? *fallback : borrow_text("");
}

Result<Value> apply_tojson(const Value& subject, const Arguments& arguments) {
    TRY(const Json json, to_json(subject));
    TRY(const std::int64_t indent, arguments.integer(0, "indent", 0));
    return own_text(indent > 0 ? to_pretty_json_text(json) : to_json_text(json));
}

Result<Value> apply_int(const Value& subject, const Arguments& arguments) {
    TRY(const std::int64_t fallback, arguments.integer(0, "default", 0));
    if (const auto number = as_integer(subject)) return Value{*number};
    double real = 0;
    if (is_text(subject)) {
        std::string_view digits = strip(view_of(subject), Sides::both);
        if (digits.starts_with('+')) digits.remove_prefix(1);
        const char* end = digits.data() + digits.size();
        std::int64_t number = 0;
        const auto whole = std::from_chars(digits.data(), end, number);
        if (whole.ec == std::errc{} && whole.ptr == end) return Value{number};
        const auto parsed = std::from_chars(digits.data(), end, real);
        if (parsed.ec != std::errc{} || parsed.ptr != end) return Value{fallback};
    } else if (const auto* value = subject.as<double>()) {
        real = *value;
    } else {
        return Value{fallback};
    }
    if (!(std::fabs(real) < 9.2e18)) return Value{fallback};
    return Value{static_cast<std::int64_t>(real)};
}

Result<Value> apply_float(const Value& subject, const Arguments& arguments) {
    if (const auto number = as_number(subject)) return Value{*number};
    std::string_view digits = strip(view_of(subject), Sides::both);
    if (digits.starts_with('+')) digits.remove_prefix(1);
    double real = 0;
    const char* end = digits.data() + digits.size();
    const auto parsed = std::from_chars(digits.data(), end, real);
    if (!digits.empty() && parsed.ec == std::errc{} && parsed.ptr == end) return Value{real};
    const Value* fallback = arguments.find(0, "default");
    return fallback != nullptr ? *fallback : Value{0.0};
}

// Python rounds the decimal value of the float, ties to even; so does printf with as many digits.
Result<Value> apply_round(const Value& subject, const Arguments& arguments) {
    const auto number = as_number(subject);
    if (!number)
        return fail(ErrorKind::invalid_input, "'{}' cannot be rounded", type_name(subject));
    TRY(const std::int64_t precision, arguments.integer(0, "precision", 0));
    TRY(const std::string_view method, arguments.text(1, "method", "common"));
    if (precision < -300 || precision > 300)
        return fail(ErrorKind::invalid_input, "precision {} is not in -300..300", precision);
    const double scale = std::pow(10.0, static_cast<double>(precision));
    if (method == "ceil") return Value{std::ceil(*number * scale) / scale};
    if (method == "floor") return Value{std::floor(*number * scale) / scale};
    if (method != "common")
        return fail(ErrorKind::invalid_input, "no method '{}'; known: common, ceil, floor", method);
    if (const auto whole = as_integer(subject); whole && precision >= 0) return Value{*whole};
    if (precision < 0 || !std::isfinite(*number))
        return Value{std::nearbyint(*number * scale) / scale};
    const std::string digits = fmt::format("{:.{}f}", *number, precision);
    double rounded = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), rounded);
    return Value{rounded};
}

Result<Value> apply_abs(const Value& subject, const Arguments&) {
    const auto number = as_number(subject);
    if (!number) return fail(ErrorKind::invalid_input, "'{}' has no abs", type_name(subject));
    if (const auto whole = as_integer(subject); whole && *whole >= 0) return Value{*whole};
    return *number < 0 ? negate(subject) : subject;
}

Result<Value> apply_indent(const Value& subject, const Arguments& arguments) {
    const Value* width = arguments.find(0, "width");
    std::string margin(4, ' ');
    if (width != nullptr && is_text(*width)) {
        margin = view_of(*width);
    } else {
        TRY(const std::int64_t count, arguments.integer(0, "width", 4));
        if (count < 0 || count > 1000)
            return fail(ErrorKind::invalid_input, "indent of {} is not in 0..1000", count);
        margin.assign(static_cast<std::size_t>(count), ' ');
    }
    const bool indents_first = arguments.flag(1, "first");
    const bool indents_blank = arguments.flag(2, "blank");
    const Value text = as_text(subject);
    std::string out;
    std::size_t index = 0;
    for (const std::string_view line : split_at(view_of(text), "\n")) {
        if (index > 0) out += '\n';
        if (index == 0 ? indents_first : (indents_blank || !line.empty())) out += margin;
        out += line;
        ++index;
    }
    return own_text(std::move(out));
}

Result<Value> apply_escape(const Value& subject, const Arguments&) {
    std::string out;
    for (const char c : view_of(as_text(subject))) {
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += "&#34;";
                break;
            case '\'':
                out += "&#39;";
                break;
            default:
                out += c;
        }
    }
    return own_text(std::move(out));
}

Result<Value> apply_wordcount(const Value& subject, const Arguments&) {
    std::size_t count = 0;
    bool in_word = false;
    for (const char c : view_of(as_text(subject))) {
        const bool is_word = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
                             (c >= 'A' && c <= 'Z') || c == '_' ||
                             static_cast<unsigned char>(c) >= 0x80;
        if (is_word && !in_word) ++count;
        in_word = is_word;
    }
    return integer(count);
}

Result<Value> apply_split(const Value& subject, const Arguments& arguments) {
    return call_method(as_text(subject), "split", arguments);
}

Result<Value> apply_string(const Value& subject, const Arguments&) { return as_text(subject); }
Result<Value> apply_same(const Value& subject, const Arguments&) { return subject; }

}  // namespace

std::span<const Filter> text_filters() {
    static constexpr std::array table = {
        Filter{"trim", apply_strip<Sides::both>},
        Filter{"strip", apply_strip<Sides::both>},
        Filter{"lstrip", apply_strip<Sides::left>},
        Filter{"rstrip", apply_strip<Sides::right>},
        Filter{"lower", apply_change<text::lower>},
        Filter{"upper", apply_change<upper>},
        Filter{"capitalize", apply_change<capitalize>},
        Filter{"title", apply_change<title_words>},
        Filter{"replace", apply_replace},
        Filter{"split", apply_split},
        Filter{"default", apply_default, true},
        Filter{"d", apply_default, true},
        Filter{"tojson", apply_tojson},
        Filter{"dump", apply_tojson},
        Filter{"int", apply_int},
        Filter{"float", apply_float},
        Filter{"round", apply_round},
        Filter{"abs", apply_abs},
        Filter{"string", apply_string},
        Filter{"safe", apply_same},
        Filter{"indent", apply_indent},
        Filter{"escape", apply_escape},
        Filter{"e", apply_escape},
        Filter{"wordcount", apply_wordcount},
    };
    return table;
}

}  // namespace assay::prompts
