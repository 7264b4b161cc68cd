#pragma once
// The compiled form of a JSON Schema: one node per subschema, linked by index because schemas may
// refer to themselves.

#include "core/json.hpp"
#include "metrics/schema.hpp"

#include <re2/re2.h>

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace assay::metrics {

using NodeIndex = std::size_t;

/// A bit per JSON type.
enum SchemaType : unsigned {
    type_null = 1,
    type_boolean = 2,
    type_integer = 4,
    type_number = 8,
    type_string = 16,
    type_array = 32,
    type_object = 64,
};

struct CountRange {
    std::uint64_t low = 0;
    std::uint64_t high = std::numeric_limits<std::uint64_t>::max();
};

struct SchemaNode {
    bool is_never = false;  ///< the schema `false`
    unsigned types = 0;     ///< 0: any
    std::string type_names;
    std::vector<Json> accepted;  ///< of enum or const; empty: any
    std::string accepted_text;

    std::optional<double> minimum, maximum, exclusive_minimum, exclusive_maximum, multiple_of;
    CountRange characters;
    std::unique_ptr<RE2> pattern;

    std::vector<NodeIndex> prefix_items;
    std::optional<NodeIndex> items, contains;
    CountRange item_count;
    CountRange contains_count{.low = 1};
    bool has_unique_items = false;

    std::vector<std::pair<std::string, NodeIndex>> properties;
    std::vector<std::pair<std::unique_ptr<RE2>, NodeIndex>> pattern_properties;
    std::optional<NodeIndex> additional_properties, property_names;
    std::vector<std::string> required;
    std::vector<std::pair<std::string, std::vector<std::string>>> dependent_required;
    CountRange property_count;

    // Subschemas of the same value.
    std::optional<NodeIndex> ref, not_schema, if_schema, then_schema, else_schema;
    std::vector<NodeIndex> all_of, any_of, one_of;
};

struct JsonSchema::Graph {
    std::vector<SchemaNode> nodes;  ///< the root is the first
};

/// Whether two values are equal as JSON Schema has it: 1 and 1.0 are, order of keys is nothing.
bool equal_json(const Json& a, const Json& b);

}  // namespace assay::metrics
