#include "core/nearest.hpp"
#include "metrics/option_values.hpp"
#include "metrics/schema_graph.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

namespace assay::metrics {
namespace {

constexpr std::array<std::string_view, 53> keywords = {"type",
                                                       "enum",
                                                       "const",
                                                       "minimum",
                                                       "maximum",
                                                       "exclusiveMinimum",
                                                       "exclusiveMaximum",
                                                       "multipleOf",
                                                       "minLength",
                                                       "maxLength",
                                                       "pattern",
                                                       "items",
                                                       "prefixItems",
                                                       "contains",
                                                       "minContains",
                                                       "maxContains",
                                                       "minItems",
                                                       "maxItems",
                                                       "uniqueItems",
                                                       "properties",
                                                       "patternProperties",
                                                       "additionalProperties",
                                                       "propertyNames",
                                                       "required",
                                                       "dependentRequired",
                                                       "minProperties",
                                                       "maxProperties",
                                                       "allOf",
                                                       "anyOf",
                                                       "oneOf",
                                                       "not",
                                                       "if",
                                                       "then",
                                                       "else",
                                                       "$ref",
                                                       "$defs",
                                                       "definitions",
                                                       "title",
                                                       "description",
                                                       "default",
                                                       "examples",
                                                       "$comment",
                                                       "$schema",
                                                       "$id",
                                                       "$vocabulary",
                                                       "deprecated",
                                                       "readOnly",
                                                       "writeOnly",
                                                       "format",
                                                       "contentEncoding",
                                                       "contentMediaType",
                                                       "contentSchema",
                                                       "example"};

constexpr std::array<std::pair<std::string_view, unsigned>, 7> types = {{{"null", type_null},
                                                                         {"boolean", type_boolean},
                                                                         {"integer", type_integer},
                                                                         {"number", type_number},
                                                                         {"string", type_string},
                                                                         {"array", type_array},
                                                                         {"object", type_object}}};

boost::json::string_view key_of(std::string_view name) { return {name.data(), name.size()}; }

std::string escape(std::string_view key) {
    std::string escaped;
    for (const char byte : key) {
        if (byte == '~')
            escaped += "~0";
        else if (byte == '/')
            escaped += "~1";
        else
            escaped += byte;
    }
    return escaped;
}

tl::unexpected<Error> broken(std::string_view pointer, std::string_view why) {
    return fail(
        ErrorKind::invalid_input, "JSON schema, {}: {}", pointer.empty() ? "root" : pointer, why);
}

class Compiler {
  public:
    Compiler(const Json& root, std::vector<SchemaNode>& nodes) : root_(root), nodes_(nodes) {}

    /// The node of the subschema at `pointer`; compiled once.
    Result<NodeIndex> compile(const Json& schema, const std::string& pointer) {
        if (const auto known = indices_.find(pointer); known != indices_.end())
            return known->second;
        const NodeIndex index = nodes_.size();
        indices_.emplace(pointer, index);
        nodes_.emplace_back();
        SchemaNode node;
        if (schema.is_bool()) {
            node.is_never = !schema.get_bool();
        } else if (schema.is_object()) {
            Keywords read{*this, schema.get_object(), pointer, node};
            CHECK_OK(read.all());
        } else {
            return broken(
                pointer,
                fmt::format("is {}, expected an object or a boolean", json_type_name(schema)));
        }
        nodes_[index] = std::move(node);
        return index;
    }

  private:
    /// Reads the keywords of one subschema.
    struct Keywords {
        Compiler& compiler;
        const JsonObject& object;
        const std::string& pointer;
        SchemaNode& node;

        Result<void> all() {
            for (const auto& entry : object) {
                const std::string_view key(entry.key().data(), entry.key().size());
                if (std::ranges::find(keywords, key) == keywords.end())
                    return broken(pointer,
                                  fmt::format("the keyword '{}' is not supported{}",
                                              key,
                                              did_you_mean(key, keywords)));
            }
            CHECK_OK(value_keywords());
            CHECK_OK(array_keywords());
            CHECK_OK(object_keywords());
            CHECK_OK(applicators());
            return {};
        }

        [[nodiscard]] const Json* find(std::string_view name) const {
            return object.if_contains(key_of(name));
        }
        [[nodiscard]] std::string below(std::string_view name) const {
            return fmt::format("{}/{}", pointer, escape(name));
        }

        Result<void> value_keywords() {
            if (const Json* type = find("type")) {
                CHECK_OK(read_types(*type));
            }
            if (const Json* list = find("enum")) {
                if (!list->is_array() || list->get_array().empty())
                    return broken(below("enum"), "expected a list with values");
                for (const Json& item : list->get_array()) node.accepted.push_back(item);
                node.accepted_text = fmt::format("one of {}", to_json_text(*list));
            }
            if (const Json* constant = find("const")) {
                node.accepted = {*constant};
                node.accepted_text = to_json_text(*constant);
            }
            CHECK_OK(number("minimum", node.minimum));
            CHECK_OK(number("maximum", node.maximum));
            CHECK_OK(number("exclusiveMinimum", node.exclusive_minimum));
            CHECK_OK(number("exclusiveMaximum", node.exclusive_maximum));
            CHECK_OK(number("multipleOf", node.multiple_of));
            if (node.multiple_of && *node.multiple_of <= 0)
                return broken(below("multipleOf"), "expected a number above 0");
            CHECK_OK(count("minLength", node.characters.low));
            CHECK_OK(count("maxLength", node.characters.high));
            if (const Json* pattern = find("pattern")) {
                if (!pattern->is_string()) return broken(below("pattern"), "expected a string");
                TRY(node.pattern,
                    compile_pattern(json_view(pattern->get_string()), below("pattern")));
            }
            return {};
        }

        Result<void> read_types(const Json& type) {
            const JsonArray list = type.is_array() ? type.get_array() : JsonArray{type};
            for (const Json& item : list) {
                const auto found = std::ranges::find_if(types, [&](const auto& known) {
                    return item.is_string() && json_view(item.get_string()) == known.first;
                });
                if (found == types.end())
                    return broken(below("type"),
                                  "expected null, boolean, integer, number, string, array or "
                                  "object, or a list of them");
                node.types |= found->second;
                node.type_names += (node.type_names.empty() ? "" : " or ");
                node.type_names += found->first;
            }
            return {};
        }

        Result<void> array_keywords() {
            CHECK_OK(schema_list("prefixItems", node.prefix_items));
            CHECK_OK(schema("items", node.items));
            CHECK_OK(schema("contains", node.contains));
            CHECK_OK(count("minItems", node.item_count.low));
            CHECK_OK(count("maxItems", node.item_count.high));
            CHECK_OK(count("minContains", node.contains_count.low));
            CHECK_OK(count("maxContains", node.contains_count.high));
            if (const Json* unique = find("uniqueItems")) {
                if (!unique->is_bool()) return broken(below("uniqueItems"), "expected a boolean");
                node.has_unique_items = unique->get_bool();
            }
            return {};
        }

        Result<void> object_keywords() {
            CHECK_OK(schema_map("properties", [&](std::string_view name, NodeIndex index) {
                node.properties.emplace_back(name, index);
                return Result<void>{};
            }));
            CHECK_OK(schema_map(
                "patternProperties", [&](std::string_view name, NodeIndex index) -> Result<void> {
                    TRY(auto pattern, compile_pattern(name, below("patternProperties")));
                    node.pattern_properties.emplace_back(std::move(pattern), index);
                    return {};
                }));
            // Definitions that nothing refers to are checked all the same.
            for (const std::string_view name : {"$defs", "definitions"})
                CHECK_OK(
                    schema_map(name, [](std::string_view, NodeIndex) { return Result<void>{}; }));
            CHECK_OK(schema("additionalProperties", node.additional_properties));
            CHECK_OK(schema("propertyNames", node.property_names));
            CHECK_OK(count("minProperties", node.property_count.low));
            CHECK_OK(count("maxProperties", node.property_count.high));
            if (const Json* list = find("required")) {
                TRY(node.required, names(*list, below("required")));
            }
            if (const Json* map = find("dependentRequired")) {
                if (!map->is_object())
                    return broken(below("dependentRequired"), "expected an object");
                for (const auto& entry : map->get_object()) {
                    TRY(auto needed, names(entry.value(), below("dependentRequired")));
                    node.dependent_required.emplace_back(entry.key(), std::move(needed));
                }
            }
            return {};
        }

        Result<void> applicators() {
            CHECK_OK(schema_list("allOf", node.all_of));
            CHECK_OK(schema_list("anyOf", node.any_of));
            CHECK_OK(schema_list("oneOf", node.one_of));
            CHECK_OK(schema("not", node.not_schema));
            CHECK_OK(schema("if", node.if_schema));
            CHECK_OK(schema("then", node.then_schema));
            CHECK_OK(schema("else", node.else_schema));
            if (const Json* ref = find("$ref")) {
                if (!ref->is_string()) return broken(below("$ref"), "expected a string");
                TRY(node.ref, compiler.resolve(json_view(ref->get_string()), below("$ref")));
            }
            return {};
        }

        Result<void> number(std::string_view name, std::optional<double>& out) const {
            const Json* value = find(name);
            if (value == nullptr) return {};
            out = json_number(*value);
            if (!out) return broken(below(name), "expected a number");
            return {};
        }
        Result<void> count(std::string_view name, std::uint64_t& out) const {
            const Json* value = find(name);
            if (value == nullptr) return {};
            if (!value->is_int64() || value->get_int64() < 0)
                return broken(below(name), "expected an integer of at least 0");
            out = static_cast<std::uint64_t>(value->get_int64());
            return {};
        }
        Result<void> schema(std::string_view name, std::optional<NodeIndex>& out) const {
            const Json* value = find(name);
            if (value == nullptr) return {};
            TRY(out, compiler.compile(*value, below(name)));
            return {};
        }
        Result<void> schema_list(std::string_view name, std::vector<NodeIndex>& out) const {
            const Json* value = find(name);
            if (value == nullptr) return {};
            if (!value->is_array() || value->get_array().empty())
                return broken(below(name), "expected a list with schemas");
            for (std::size_t i = 0; i < value->get_array().size(); ++i) {
                TRY(const NodeIndex index,
                    compiler.compile(value->get_array()[i], fmt::format("{}/{}", below(name), i)));
                out.push_back(index);
            }
            return {};
        }
        template <typename Take>
        Result<void> schema_map(std::string_view name, Take take) const {
            const Json* value = find(name);
            if (value == nullptr) return {};
            if (!value->is_object()) return broken(below(name), "expected an object of schemas");
            for (const auto& entry : value->get_object()) {
                const std::string_view key(entry.key().data(), entry.key().size());
                TRY(const NodeIndex index,
                    compiler.compile(entry.value(),
                                     fmt::format("{}/{}", below(name), escape(key))));
                CHECK_OK(take(key, index));
            }
            return {};
        }
        static Result<std::vector<std::string>> names(const Json& list, const std::string& where) {
            std::vector<std::string> result;
            const bool is_list = list.is_array();
            if (!is_list) return broken(where, "expected a list of names");
            for (const Json& item : list.get_array()) {
                if (!item.is_string()) return broken(where, "expected a list of names");
                result.emplace_back(json_view(item.get_string()));
            }
            return result;
        }
        static Result<std::unique_ptr<RE2>> compile_pattern(std::string_view text,
                                                            const std::string& where) {
            auto pattern = std::make_unique<RE2>(re2::StringPiece(text.data(), text.size()),
                                                 pattern_options());
            if (!pattern->ok())
                return broken(where, fmt::format("the pattern '{}': {}", text, pattern->error()));
            return pattern;
        }
    };

    /// The node that `#` or `#/…` names.
    Result<NodeIndex> resolve(std::string_view ref, const std::string& where) {
        if (!ref.starts_with('#') || (ref.size() > 1 && ref[1] != '/'))
            return broken(where,
                          fmt::format("'{}' is outside the schema; expected '#' or '#/…'", ref));
        boost::system::error_code error;
        const std::string_view pointer = ref.substr(1);
        const Json* target = root_.find_pointer(key_of(pointer), error);
        if (target == nullptr)
            return broken(where, fmt::format("'{}' leads nowhere in the schema", ref));
        return compile(*target, std::string(pointer));
    }

    const Json& root_;
    std::vector<SchemaNode>& nodes_;
    std::map<std::string, NodeIndex> indices_;
};

/// Whether a value could be checked for ever: a schema that applies itself to the same value.
class LoopFinder {
  public:
    explicit LoopFinder(const std::vector<SchemaNode>& nodes)
        : nodes_(nodes), states_(nodes.size(), State::fresh) {}

    bool finds_loop() {
        for (NodeIndex index = 0; index < nodes_.size(); ++index) {
            if (leads_to_itself(index)) return true;
        }
        return false;
    }

  private:
    enum class State : std::uint8_t { fresh, open, done };

    bool leads_to_itself(NodeIndex index) {
        if (states_[index] == State::done) return false;
        if (states_[index] == State::open) return true;
        states_[index] = State::open;
        const SchemaNode& node = nodes_[index];
        std::vector<NodeIndex> next;
        for (const auto* list : {&node.all_of, &node.any_of, &node.one_of})
            next.insert(next.end(), list->begin(), list->end());
        for (const auto& one :
             {node.ref, node.not_schema, node.if_schema, node.then_schema, node.else_schema}) {
            if (one) next.push_back(*one);
        }
        const bool loops =
            std::ranges::any_of(next, [&](NodeIndex other) { return leads_to_itself(other); });
        states_[index] = State::done;
        return loops;
    }

    const std::vector<SchemaNode>& nodes_;
    std::vector<State> states_;
};

}  // namespace

Result<JsonSchema> JsonSchema::compile(const Json& schema) {
    auto graph = std::make_unique<Graph>();
    CHECK_OK(Compiler(schema, graph->nodes).compile(schema, ""));
    if (LoopFinder(graph->nodes).finds_loop())
        return broken("", "a '$ref' leads back to its own schema, so no value can be checked");
    return JsonSchema(std::move(graph));
}

}  // namespace assay::metrics
