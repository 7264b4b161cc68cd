#include "core/json.hpp"

#include "core/nearest.hpp"
#include "core/utf8.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <vector>

namespace assay {
namespace {

void append_number(std::string& out, double number) {
    ASSAY_ASSERT(std::isfinite(number), "an undefined number is written as null by its owner");
    std::array<char, 32> buffer;
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number).ptr;
    const std::string_view digits(buffer.data(), static_cast<std::size_t>(end - buffer.data()));
    out += digits;
    if (digits.find_first_of(".e") == std::string_view::npos) out += ".0";
}

struct Style {
    bool pretty;
    bool sorted;
};

class Writer {
  public:
    Writer(std::string& out, Style style) : out_(out), style_(style) {}

    void write(const Json& value, int depth) {
        switch (value.kind()) {
            case boost::json::kind::null:
                out_ += "null";
                return;
            case boost::json::kind::bool_:
                out_ += value.get_bool() ? "true" : "false";
                return;
            case boost::json::kind::int64:
                fmt::format_to(end(), "{}", value.get_int64());
                return;
            case boost::json::kind::uint64:
                fmt::format_to(end(), "{}", value.get_uint64());
                return;
            case boost::json::kind::double_:
                append_number(out_, value.get_double());
                return;
            case boost::json::kind::string:
                append_json_string(out_, json_view(value.get_string()));
                return;
            case boost::json::kind::array:
                write_array(value.get_array(), depth);
                return;
            case boost::json::kind::object:
                write_object(value.get_object(), depth);
                return;
        }
    }

  private:
    std::back_insert_iterator<std::string> end() { return std::back_inserter(out_); }

    void new_line(int depth) {
        if (!style_.pretty) return;
        out_ += '\n';
        out_.append(static_cast<std::size_t>(depth) * 2, ' ');
    }

    void write_array(const JsonArray& array, int depth) {
        out_ += '[';
        bool first = true;
        for (const Json& item : array) {
            if (!first) out_ += ',';
            first = false;
            new_line(depth + 1);
            write(item, depth + 1);
        }
        if (!first) new_line(depth);
        out_ += ']';
    }

    void write_member(std::string_view key, const Json& value, int depth) {
        new_line(depth);
        append_json_string(out_, key);
        out_ += style_.pretty ? ": " : ":";
        write(value, depth);
    }

    void write_object(const JsonObject& object, int depth) {
        std::vector<const boost::json::key_value_pair*> members;
        members.reserve(object.size());
        for (const auto& member : object) members.push_back(&member);
        if (style_.sorted) {
            std::ranges::sort(
                members, {}, [](const auto* member) { return std::string_view(member->key()); });
        }
        out_ += '{';
        bool first = true;
        for (const auto* member : members) {
            if (!first) out_ += ',';
            first = false;
            write_member(member->key(), member->value(), depth + 1);
        }
        if (!first) new_line(depth);
        out_ += '}';
    }

    std::string& out_;
    Style style_;
};

std::string write(const Json& value, Style style) {
    std::string out;
    Writer(out, style).write(value, 0);
    return out;
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
    constexpr std::string_view hex = "0123456789abcdef";
    out += '"';
    std::size_t plain_from = 0;
    std::size_t i = 0;
    const auto flush = [&] { out.append(text.substr(plain_from, i - plain_from)); };
    while (i < text.size()) {
        const auto byte = static_cast<unsigned char>(text[i]);
        if (byte >= 0x20 && byte < 0x80 && byte != '"' && byte != '\\') {
            ++i;
            continue;
        }
        if (byte >= 0x80) {
            const std::size_t count = utf8_sequence_bytes(text.substr(i));
            if (count > 0) {
                i += count;
                continue;
            }
        }
        flush();
        switch (byte) {
            case '"':
                out += "\\\"";
                break;
            case '\\':
                out += "\\\\";
                break;
            case '\n':
                out += "\\n";
                break;
            case '\r':
                out += "\\r";
                break;
            case '\t':
                out += "\\t";
                break;
            default:
                if (byte >= 0x80) {
                    out += "\xEF\xBF\xBD";
                } else {
                    out += "\\u00";
                    out += hex[byte >> 4U];
                    out += hex[byte & 15U];
                }
        }
        ++i;
        plain_from = i;
    }
    flush();
    out += '"';
}

std::string to_json_text(const Json& value) {
    return write(value, {.pretty = false, .sorted = false});
}

std::string to_pretty_json_text(const Json& value) {
    return write(value, {.pretty = true, .sorted = false});
}

std::string canonical_json_text(const Json& value) {
    return write(value, {.pretty = false, .sorted = true});
}

std::string_view json_type_name(const Json& value) {
    switch (value.kind()) {
        case boost::json::kind::null:
            return "null";
        case boost::json::kind::bool_:
            return "boolean";
        case boost::json::kind::int64:
        case boost::json::kind::uint64:
        case boost::json::kind::double_:
            return "number";
        case boost::json::kind::string:
            return "string";
        case boost::json::kind::array:
            return "array";
        case boost::json::kind::object:
            return "object";
    }
    return "value";
}

Json json_number_or_null(std::optional<double> number) {
    if (!number || !std::isfinite(*number)) return nullptr;
    return *number;
}

std::optional<double> json_number(const Json& value) {
    if (value.is_double()) return value.get_double();
    if (value.is_int64()) return static_cast<double>(value.get_int64());
    if (value.is_uint64()) return static_cast<double>(value.get_uint64());
    return std::nullopt;
}

const Json* JsonFields::find(std::string_view name) const {
    const auto* value = object_.if_contains(boost::json::string_view(name.data(), name.size()));
    return value == nullptr || value->is_null() ? nullptr : value;
}

namespace {

template <typename T>
Result<T> required(Result<std::optional<T>> found, std::string_view where, std::string_view name) {
    TRY(auto value, std::move(found));
    if (!value) return fail(ErrorKind::invalid_input, "{}: field '{}' is missing", where, name);
    return *std::move(value);
}

tl::unexpected<Error> wrong_type(std::string_view where,
                                 std::string_view name,
                                 std::string_view wanted,
                                 const Json& value) {
    return fail(ErrorKind::invalid_input,
                "{}: field '{}' is {}, expected {}",
                where,
                name,
                json_type_name(value),
                wanted);
}

}  // namespace

Result<std::optional<std::string>> JsonFields::optional_string(std::string_view name) const {
    const Json* value = find(name);
    if (value == nullptr) return std::optional<std::string>{};
    if (!value->is_string()) return wrong_type(where_, name, "a string", *value);
    return std::optional<std::string>{std::string(json_view(value->get_string()))};
}

Result<std::optional<double>> JsonFields::optional_number(std::string_view name) const {
    const Json* value = find(name);
    if (value == nullptr) return std::optional<double>{};
    const auto number = json_number(*value);
    if (!number) return wrong_type(where_, name, "a number", *value);
    return number;
}

Result<std::optional<std::int64_t>> JsonFields::optional_integer(std::string_view name) const {
    const Json* value = find(name);
    if (value == nullptr) return std::optional<std::int64_t>{};
    boost::json::error_code code;
    const auto integer = value->to_number<std::int64_t>(code);
    if (code || value->is_double()) return wrong_type(where_, name, "an integer", *value);
    return std::optional<std::int64_t>{integer};
}

Result<std::optional<bool>> JsonFields::optional_boolean(std::string_view name) const {
    const Json* value = find(name);
    if (value == nullptr) return std::optional<bool>{};
    if (!value->is_bool()) return wrong_type(where_, name, "true or false", *value);
    return std::optional<bool>{value->get_bool()};
}

Result<std::string> JsonFields::string(std::string_view name) const {
    return required(optional_string(name), where_, name);
}

Result<double> JsonFields::number(std::string_view name) const {
    return required(optional_number(name), where_, name);
}

Result<std::int64_t> JsonFields::integer(std::string_view name) const {
    return required(optional_integer(name), where_, name);
}

Result<bool> JsonFields::boolean(std::string_view name) const {
    return required(optional_boolean(name), where_, name);
}

Result<void> JsonFields::only(std::span<const std::string_view> known) const {
    for (const auto& member : object_) {
        const std::string_view key = member.key();
        if (std::ranges::find(known, key) == known.end()) {
            return fail(ErrorKind::invalid_input,
                        "{}: unknown key '{}'{}",
                        where_,
                        key,
                        did_you_mean(key, known));
        }
    }
    return {};
}

}  // namespace assay
