#pragma once
// The values a template computes with. Text, arrays and objects of the sample are borrowed, never
// copied; what the template makes itself is owned and immutable, except namespaces. One render uses
// its values on one thread.

#include "core/json.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace assay::prompts {

/// What was looked up and not found. `within`: the object searched, or null for a variable.
struct Undefined {
    std::string_view name;
    bool is_variable = true;
    const JsonObject* within = nullptr;
};
struct None {};
/// `owner` is empty while the text belongs to the sample or the template.
struct Text {
    std::string_view view;
    std::shared_ptr<const std::string> owner;
};
struct List;
struct Dict;
struct Loop;

struct Value {
    std::variant<Undefined,
                 None,
                 bool,
                 std::int64_t,
                 double,
                 Text,
                 const JsonArray*,
                 const JsonObject*,
                 std::shared_ptr<const List>,
                 std::shared_ptr<Dict>,
                 const Loop*>
        data;

    template <typename T>
    [[nodiscard]] const T* as() const {
        return std::get_if<T>(&data);
    }
    template <typename T>
    [[nodiscard]] bool is() const {
        return std::holds_alternative<T>(data);
    }
};

enum class ListKind : std::uint8_t { list, tuple };
struct List {
    std::vector<Value> items;
    ListKind kind = ListKind::list;
    std::size_t depth = 1;
};

enum class DictKind : std::uint8_t { dict, name_space };
struct Dict {
    std::vector<std::pair<Value, Value>> entries;
    DictKind kind = DictKind::dict;
    std::size_t depth = 1;

    [[nodiscard]] const Value* find(const Value& key) const;
    void assign(Value key, Value value);
};

/// The items of anything that can be looped over, by index.
class Sequence {
  public:
    /// List, tuple, keys of a dict, code points of a text. Errors: other types.
    static Result<Sequence> of(const Value& value);
    explicit Sequence(std::vector<Value> items) : own_(std::move(items)) {}

    [[nodiscard]] std::size_t size() const;
    [[nodiscard]] Value at(std::size_t index) const;
    [[nodiscard]] std::vector<Value> to_vector() const;

  private:
    const JsonArray* array_ = nullptr;
    std::shared_ptr<const List> list_;
    std::vector<Value> own_;
};

/// State of the innermost `for`, as its body sees it.
struct Loop {
    const Sequence* items;
    std::size_t index = 0;
};

inline constexpr std::size_t value_depth_max = 100;
inline constexpr std::size_t list_items_max = 1'000'000;
inline constexpr std::size_t text_bytes_max = std::size_t{64} << 20;

Value borrow(const Json& value);
Value borrow_text(std::string_view text);
Value own_text(std::string text);
inline Value integer(std::size_t value) { return {static_cast<std::int64_t>(value)}; }
/// Errors: too deep, too long, or a namespace inside.
Result<Value> make_list(std::vector<Value> items, ListKind kind = ListKind::list);
Result<Value> make_dict(std::vector<std::pair<Value, Value>> entries,
                        DictKind kind = DictKind::dict);

/// Python's name of the type, for messages.
std::string_view type_name(const Value& value);
bool truth(const Value& value);
bool is_text(const Value& value);
bool is_list(const Value& value);
bool is_mapping(const Value& value);
/// Key and value pairs of a dict or object, in order; empty for other types.
std::vector<std::pair<Value, Value>> entries_of(const Value& value);
/// Items of a list, keys of a dict, code points of a text. Errors: no length.
Result<std::size_t> length(const Value& value);

/// The view of a text; empty for other types.
std::string_view view_of(const Value& value);
/// Appends Python's str(value); stops soon after `bytes_max` bytes.
void append_text(std::string& out, const Value& value, std::size_t bytes_max = text_bytes_max);
/// Appends Python's repr(value), with the same bound.
void append_repr(std::string& out, const Value& value, std::size_t bytes_max = text_bytes_max);
std::string to_text(const Value& value);
/// The value as JSON. Errors: a namespace, a loop or an undefined value inside.
Result<Json> to_json(const Value& value);

}  // namespace assay::prompts
