#pragma once
// JSON Schema, draft 2020-12, the part that describes data: compiled once, then checks values.
// Immutable once compiled; thread-safe.
//
// Left out, and an error when used: $anchor, $dynamicRef, unevaluatedItems/Properties,
// dependentSchemas and references outside the schema itself. `format` and the other annotations are
// read over, as the draft has it by default. Patterns are RE2's.

#include "core/json.hpp"
#include "core/result.hpp"

#include <memory>
#include <optional>
#include <string>

namespace assay::metrics {

class JsonSchema {
  public:
    /// Errors: invalid_input with the JSON pointer of the keyword that is unknown (with the
    /// nearest), of a wrong type, a broken pattern or a reference that leads nowhere or to itself.
    static Result<JsonSchema> compile(const Json& schema);

    JsonSchema(JsonSchema&&) noexcept;
    JsonSchema& operator=(JsonSchema&&) noexcept;
    ~JsonSchema();

    /// Nothing if the value is valid, else what is wrong first, with the value's JSON pointer:
    /// `/items/0/price: is string, expected number`.
    [[nodiscard]] std::optional<std::string> violation(const Json& value) const;

  private:
    struct Graph;
    explicit JsonSchema(std::unique_ptr<Graph> graph);
    std::unique_ptr<Graph> graph_;
};

}  // namespace assay::metrics
