// Values as text and as JSON, the way Python prints them.

#include "prompts/python_text.hpp"
#include "prompts/value.hpp"

#include <fmt/format.h>

#include <cmath>

namespace assay::prompts {
namespace {

void append_list(std::string& out, const Value& value, std::size_t bytes_max) {
    const auto* list = value.as<std::shared_ptr<const List>>();
    const bool is_tuple = list != nullptr && (*list)->kind == ListKind::tuple;
    out += is_tuple ? '(' : '[';
    const auto append = [&](std::size_t index, const Value& item) {
        if (index > 0) out += ", ";
        append_repr(out, item, bytes_max);
    };
    if (list != nullptr) {
        const auto& items = (*list)->items;
        for (std::size_t i = 0; i < items.size() && out.size() <= bytes_max; ++i)
            append(i, items[i]);
        if (is_tuple && items.size() == 1) out += ',';
    } else {
        const JsonArray& items = **value.as<const JsonArray*>();
        for (std::size_t i = 0; i < items.size() && out.size() <= bytes_max; ++i)
            append(i, borrow(items[i]));
    }
    out += is_tuple ? ')' : ']';
}

void append_dict(std::string& out, const Value& value, std::size_t bytes_max) {
    out += '{';
    std::string_view separator;
    for (const auto& [key, item] : entries_of(value)) {
        if (out.size() > bytes_max) break;
        out += separator;
        append_repr(out, key, bytes_max);
        out += ": ";
        append_repr(out, item, bytes_max);
        separator = ", ";
    }
    out += '}';
}

}  // namespace

void append_repr(std::string& out, const Value& value, std::size_t bytes_max) {
    if (out.size() > bytes_max) return;
    if (const auto* text = value.as<Text>())
        append_quoted(out, text->view);
    else
        append_text(out, value, bytes_max);
}

void append_text(std::string& out, const Value& value, std::size_t bytes_max) {
    if (out.size() > bytes_max) return;
    if (const auto* text = value.as<Text>()) {
        out += text->view;
    } else if (value.is<None>()) {
        out += "None";
    } else if (const auto* flag = value.as<bool>()) {
        out += *flag ? "True" : "False";
    } else if (const auto* number = value.as<std::int64_t>()) {
        out += fmt::format_int(*number).c_str();
    } else if (const auto* real = value.as<double>()) {
        append_float(out, *real);
    } else if (is_list(value)) {
        append_list(out, value, bytes_max);
    } else if (is_mapping(value)) {
        append_dict(out, value, bytes_max);
    }
}

std::string to_text(const Value& value) {
    std::string out;
    append_text(out, value);
    return out;
}

Result<Json> to_json(const Value& value) {
    if (value.is<None>()) return Json(nullptr);
    if (const auto* flag = value.as<bool>()) return Json(*flag);
    if (const auto* number = value.as<std::int64_t>()) return Json(*number);
    if (const auto* real = value.as<double>()) {
        if (!std::isfinite(*real))
            return fail(ErrorKind::invalid_input, "JSON has no number {}", *real);
        return Json(*real);
    }
    if (is_text(value)) return Json(boost::json::string(view_of(value)));
    if (const auto* array = value.as<const JsonArray*>()) return Json(**array);
    if (const auto* object = value.as<const JsonObject*>()) return Json(**object);
    if (is_list(value)) {
        JsonArray array;
        TRY(const Sequence items, Sequence::of(value));
        for (std::size_t i = 0; i < items.size(); ++i) {
            TRY(Json item, to_json(items.at(i)));
            array.push_back(std::move(item));
        }
        return Json(std::move(array));
    }
    if (is_mapping(value)) {
        JsonObject object;
        for (const auto& [key, item] : entries_of(value)) {
            TRY(object[to_text(key)], to_json(item));
        }
        return Json(std::move(object));
    }
    return fail(ErrorKind::invalid_input, "'{}' cannot be written as JSON", type_name(value));
}

}  // namespace assay::prompts
