#include "metrics/schema.hpp"

#include "metrics/schema_graph.hpp"
#include "text/unicode.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace assay::metrics {
namespace {

bool is_integer(const Json& value) {
    return value.is_int64() || value.is_uint64() ||
           (value.is_double() && value.get_double() == std::floor(value.get_double()));
}

unsigned type_of(const Json& value) {
    if (value.is_null()) return type_null;
    if (value.is_bool()) return type_boolean;
    if (value.is_string()) return type_string;
    if (value.is_array()) return type_array;
    if (value.is_object()) return type_object;
    return is_integer(value) ? type_integer | type_number : type_number;
}

bool matches(const RE2& pattern, std::string_view text) {
    return RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), pattern);
}

std::uint64_t character_count(std::string_view text) {
    std::uint64_t count = 0;
    for (std::size_t index = 0; index < text.size(); ++count)
        index = text::code_point_at(text, index).next_index;
    return count;
}

/// Walks a value with its schema. The first violation wins and names where it is.
class Checker {
  public:
    explicit Checker(const std::vector<SchemaNode>& nodes) : nodes_(nodes) {}

    bool check(const Json& value, NodeIndex index) {
        const SchemaNode& node = nodes_[index];
        if (node.is_never) return violated("is not allowed");
        if (node.types != 0 && (node.types & type_of(value)) == 0)
            return violated(
                fmt::format("is {}, expected {}", json_type_name(value), node.type_names));
        const auto equals = [&](const Json& accepted) { return equal_json(accepted, value); };
        if (!node.accepted.empty() && std::ranges::none_of(node.accepted, equals))
            return violated(fmt::format("is {}, expected {}", shown(value), node.accepted_text));
        if (value.is_number() && !check_number(*json_number(value), node)) return false;
        if (value.is_string() && !check_string(json_view(value.get_string()), node)) return false;
        if (value.is_array() && !check_array(value.get_array(), node)) return false;
        if (value.is_object() && !check_object(value.get_object(), node)) return false;
        return check_applicators(value, node);
    }

    [[nodiscard]] std::string violation() && { return std::move(violation_); }

  private:
    static std::string shown(const Json& value) {
        std::string text = to_json_text(value);
        if (text.size() <= 80) return text;
        return fmt::format("{} of {} bytes", json_type_name(value), text.size());
    }

    bool violated(std::string_view why) {
        violation_ = fmt::format("{}: {}", path_.empty() ? "the value" : path_, why);
        return false;
    }

    bool check_below(const Json& value, NodeIndex index, std::string_view key) {
        const std::size_t path_bytes = path_.size();
        path_ += '/';
        for (const char byte : key) {
            if (byte == '~' || byte == '/')
                path_ += byte == '~' ? "~0" : "~1";
            else
                path_ += byte;
        }
        const bool is_valid = check(value, index);
        path_.resize(path_bytes);
        return is_valid;
    }

    bool accepts(const Json& value, NodeIndex index) {
        Checker inner(nodes_);
        return inner.check(value, index);
    }

    bool check_count(std::uint64_t count, const CountRange& range, std::string_view things) {
        if (count < range.low)
            return violated(
                fmt::format("has {} {}, expected at least {}", count, things, range.low));
        if (count > range.high)
            return violated(
                fmt::format("has {} {}, expected at most {}", count, things, range.high));
        return true;
    }

    bool check_number(double value, const SchemaNode& node) {
        if (node.minimum && value < *node.minimum)
            return violated(fmt::format("is {}, expected at least {}", value, *node.minimum));
        if (node.maximum && value > *node.maximum)
            return violated(fmt::format("is {}, expected at most {}", value, *node.maximum));
        if (node.exclusive_minimum && value <= *node.exclusive_minimum)
            return violated(
                fmt::format("is {}, expected above {}", value, *node.exclusive_minimum));
        if (node.exclusive_maximum && value >= *node.exclusive_maximum)
            return violated(
                fmt::format("is {}, expected below {}", value, *node.exclusive_maximum));
        if (node.multiple_of) {
            // 0.3 is a multiple of 0.1, though not in binary.
            const double quotient = value / *node.multiple_of;
            const double distance = std::abs(quotient - std::round(quotient));
            if (distance > 1e-9 * std::max(1.0, std::abs(quotient)))
                return violated(
                    fmt::format("is {}, expected a multiple of {}", value, *node.multiple_of));
        }
        return true;
    }

    bool check_string(std::string_view value, const SchemaNode& node) {
        const bool has_bounds = node.characters.low > 0 || node.characters.high < CountRange{}.high;
        if (has_bounds && !check_count(character_count(value), node.characters, "characters"))
            return false;
        if (node.pattern && !matches(*node.pattern, value))
            return violated(
                fmt::format("does not match the pattern '{}'", node.pattern->pattern()));
        return true;
    }

    bool check_array(const JsonArray& array, const SchemaNode& node) {
        if (!check_count(array.size(), node.item_count, "items")) return false;
        std::uint64_t contained_count = 0;
        for (std::size_t i = 0; i < array.size(); ++i) {
            const bool is_prefix = i < node.prefix_items.size();
            const auto schema = is_prefix ? std::optional(node.prefix_items[i]) : node.items;
            if (schema && !check_below(array[i], *schema, fmt::format_int(i).c_str())) return false;
            if (node.contains && accepts(array[i], *node.contains)) ++contained_count;
        }
        if (node.contains && !check_count(contained_count, node.contains_count, "matching items"))
            return false;
        if (!node.has_unique_items) return true;
        for (std::size_t i = 1; i < array.size(); ++i) {
            for (std::size_t before = 0; before < i; ++before) {
                if (equal_json(array[before], array[i]))
                    return violated(fmt::format("items {} and {} are equal", before, i));
            }
        }
        return true;
    }

    bool check_object(const JsonObject& object, const SchemaNode& node) {
        if (!check_count(object.size(), node.property_count, "properties")) return false;
        for (const std::string& name : node.required) {
            if (!object.contains(name))
                return violated(fmt::format("the property '{}' is missing", name));
        }
        for (const auto& [name, needed] : node.dependent_required) {
            if (!object.contains(name)) continue;
            for (const std::string& other : needed) {
                if (!object.contains(other))
                    return violated(
                        fmt::format("the property '{}' is missing beside '{}'", other, name));
            }
        }
        return std::ranges::all_of(object,
                                   [&](const auto& entry) { return check_property(entry, node); });
    }

    bool check_property(const boost::json::key_value_pair& entry, const SchemaNode& node) {
        const std::string_view key(entry.key().data(), entry.key().size());
        bool is_known = false;
        for (const auto& [name, index] : node.properties) {
            if (name != key) continue;
            is_known = true;
            if (!check_below(entry.value(), index, key)) return false;
        }
        for (const auto& [pattern, index] : node.pattern_properties) {
            if (!matches(*pattern, key)) continue;
            is_known = true;
            if (!check_below(entry.value(), index, key)) return false;
        }
        if (node.property_names && !accepts(Json(entry.key()), *node.property_names))
            return violated(fmt::format("the property name '{}' is not allowed", key));
        if (is_known || !node.additional_properties) return true;
        if (nodes_[*node.additional_properties].is_never)
            return violated(fmt::format("the property '{}' is not allowed", key));
        return check_below(entry.value(), *node.additional_properties, key);
    }

    bool check_applicators(const Json& value, const SchemaNode& node) {
        if (node.ref && !check(value, *node.ref)) return false;
        for (const NodeIndex index : node.all_of) {
            if (!check(value, index)) return false;
        }
        const auto accepted = [&](NodeIndex index) { return accepts(value, index); };
        if (!node.any_of.empty() && std::ranges::none_of(node.any_of, accepted))
            return violated(
                fmt::format("matches none of the {} schemas of anyOf", node.any_of.size()));
        if (!node.one_of.empty()) {
            const auto count = std::ranges::count_if(node.one_of, accepted);
            if (count != 1)
                return violated(fmt::format("matches {} of the {} schemas of oneOf, expected 1",
                                            count,
                                            node.one_of.size()));
        }
        if (node.not_schema && accepts(value, *node.not_schema))
            return violated("matches the schema of not");
        if (!node.if_schema) return true;
        const auto& branch = accepts(value, *node.if_schema) ? node.then_schema : node.else_schema;
        return !branch || check(value, *branch);
    }

    const std::vector<SchemaNode>& nodes_;
    std::string path_;
    std::string violation_;
};

}  // namespace

bool equal_json(const Json& a, const Json& b) {
    if (a.is_number() && b.is_number()) {
        const bool has_double = a.is_double() || b.is_double();
        return has_double ? *json_number(a) == *json_number(b) : a == b;
    }
    if (a.is_array() && b.is_array())
        return std::ranges::equal(a.get_array(), b.get_array(), equal_json);
    if (!a.is_object() || !b.is_object()) return a == b;
    const JsonObject& left = a.get_object();
    const JsonObject& right = b.get_object();
    return left.size() == right.size() && std::ranges::all_of(left, [&](const auto& entry) {
               const Json* other = right.if_contains(entry.key());
               return other != nullptr && equal_json(entry.value(), *other);
           });
}

JsonSchema::JsonSchema(std::unique_ptr<Graph> graph) : graph_(std::move(graph)) {}
JsonSchema::JsonSchema(JsonSchema&&) noexcept = default;
JsonSchema& JsonSchema::operator=(JsonSchema&&) noexcept = default;
JsonSchema::~JsonSchema() = default;

std::optional<std::string> JsonSchema::violation(const Json& value) const {
    Checker checker(graph_->nodes);
    if (checker.check(value, 0)) return std::nullopt;
    return std::move(checker).violation();
}

}  // namespace assay::metrics
