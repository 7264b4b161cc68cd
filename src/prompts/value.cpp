#include "prompts/value.hpp"

#include "prompts/operators.hpp"
#include "text/unicode.hpp"

#include <algorithm>
#include <limits>

namespace assay::prompts {
namespace {

std::size_t depth_of(const Value& value) {
    if (const auto* list = value.as<std::shared_ptr<const List>>()) return (*list)->depth;
    if (const auto* dict = value.as<std::shared_ptr<Dict>>()) return (*dict)->depth;
    // What came with the sample is at most 64 deep and must still fit when nested further.
    return value.is<const JsonArray*>() || value.is<const JsonObject*>() ? 65 : 0;
}

Result<void> check_nested(const Value& value, std::size_t& depth) {
    if (const auto* dict = value.as<std::shared_ptr<Dict>>();
        dict != nullptr && (*dict)->kind == DictKind::name_space)
        return fail(ErrorKind::invalid_input, "a namespace cannot be stored in another value");
    if (value.is<const Loop*>())
        return fail(ErrorKind::invalid_input, "'loop' cannot be stored in another value");
    depth = std::max(depth, depth_of(value) + 1);
    if (depth > value_depth_max)
        return fail(ErrorKind::exhausted, "values nested deeper than {}", value_depth_max);
    return {};
}

}  // namespace

const Value* Dict::find(const Value& key) const {
    for (const auto& [known, value] : entries)
        if (equal(known, key)) return &value;
    return nullptr;
}

void Dict::assign(Value key, Value value) {
    for (auto& [known, old] : entries)
        if (equal(known, key)) {
            old = std::move(value);
            return;
        }
    entries.emplace_back(std::move(key), std::move(value));
}

Result<Sequence> Sequence::of(const Value& value) {
    Sequence sequence{std::vector<Value>{}};
    if (const auto* array = value.as<const JsonArray*>()) {
        sequence.array_ = *array;
    } else if (const auto* list = value.as<std::shared_ptr<const List>>()) {
        sequence.list_ = *list;
    } else if (is_mapping(value)) {
        for (auto& [key, unused] : entries_of(value)) sequence.own_.push_back(std::move(key));
    } else if (const auto* text = value.as<Text>()) {
        for (std::size_t index = 0; index < text->view.size();) {
            const std::size_t next = text::code_point_at(text->view, index).next_index;
            sequence.own_.push_back({Text{text->view.substr(index, next - index), text->owner}});
            index = next;
        }
    } else if (!value.is<Undefined>()) {
        return fail(ErrorKind::invalid_input, "'{}' is not iterable", type_name(value));
    }
    return sequence;
}

std::size_t Sequence::size() const {
    if (array_ != nullptr) return array_->size();
    return list_ ? list_->items.size() : own_.size();
}

Value Sequence::at(std::size_t index) const {
    if (array_ != nullptr) return borrow((*array_)[index]);
    return list_ ? list_->items[index] : own_[index];
}

std::vector<Value> Sequence::to_vector() const {
    if (list_) return list_->items;
    if (array_ == nullptr) return own_;
    std::vector<Value> items;
    items.reserve(array_->size());
    for (const Json& item : *array_) items.push_back(borrow(item));
    return items;
}

Value borrow(const Json& value) {
    switch (value.kind()) {
        case boost::json::kind::null:
            return {None{}};
        case boost::json::kind::bool_:
            return {value.get_bool()};
        case boost::json::kind::int64:
            return {value.get_int64()};
        case boost::json::kind::uint64: {
            const std::uint64_t number = value.get_uint64();
            if (number <= std::uint64_t{std::numeric_limits<std::int64_t>::max()})
                return {static_cast<std::int64_t>(number)};
            // Its digits are kept exactly; arithmetic on it is refused rather than rounded.
            return own_text(std::to_string(number));
        }
        case boost::json::kind::double_:
            return {value.get_double()};
        case boost::json::kind::string:
            return borrow_text(json_view(value.get_string()));
        case boost::json::kind::array:
            return {&value.get_array()};
        case boost::json::kind::object:
            return {&value.get_object()};
    }
    return {None{}};
}

Value borrow_text(std::string_view text) { return {Text{text, nullptr}}; }

Value own_text(std::string text) {
    auto owner = std::make_shared<const std::string>(std::move(text));
    const std::string_view view = *owner;
    return {Text{view, std::move(owner)}};
}

Result<Value> make_list(std::vector<Value> items, ListKind kind) {
    if (items.size() > list_items_max)
        return fail(ErrorKind::exhausted, "a list of more than {} items", list_items_max);
    std::size_t depth = 1;
    for (const Value& item : items) CHECK_OK(check_nested(item, depth));
    return Value{std::make_shared<const List>(List{std::move(items), kind, depth})};
}

Result<Value> make_dict(std::vector<std::pair<Value, Value>> entries, DictKind kind) {
    auto dict = std::make_shared<Dict>();
    dict->kind = kind;
    for (auto& [key, value] : entries) {
        if (is_list(key) || is_mapping(key))
            return fail(ErrorKind::invalid_input, "'{}' cannot be a key", type_name(key));
        CHECK_OK(check_nested(value, dict->depth));
        dict->assign(std::move(key), std::move(value));
    }
    return Value{std::move(dict)};
}

std::string_view type_name(const Value& value) {
    if (const auto* list = value.as<std::shared_ptr<const List>>())
        return (*list)->kind == ListKind::tuple ? "tuple" : "list";
    if (const auto* dict = value.as<std::shared_ptr<Dict>>())
        return (*dict)->kind == DictKind::name_space ? "namespace" : "dict";
    constexpr std::string_view names[] = {
        "undefined", "None", "bool", "int", "float", "str", "list", "dict", "list", "dict", "loop"};
    return names[value.data.index()];
}

bool truth(const Value& value) {
    if (const auto* flag = value.as<bool>()) return *flag;
    if (const auto* number = value.as<std::int64_t>()) return *number != 0;
    if (const auto* number = value.as<double>()) return *number != 0;
    if (const auto* text = value.as<Text>()) return !text->view.empty();
    if (const auto* array = value.as<const JsonArray*>()) return !(*array)->empty();
    if (const auto* object = value.as<const JsonObject*>()) return !(*object)->empty();
    if (const auto* list = value.as<std::shared_ptr<const List>>()) return !(*list)->items.empty();
    if (const auto* dict = value.as<std::shared_ptr<Dict>>())
        return (*dict)->kind == DictKind::name_space || !(*dict)->entries.empty();
    return value.is<const Loop*>();
}

bool is_text(const Value& value) { return value.is<Text>(); }

bool is_list(const Value& value) {
    return value.is<const JsonArray*>() || value.is<std::shared_ptr<const List>>();
}

bool is_mapping(const Value& value) {
    return value.is<const JsonObject*>() || value.is<std::shared_ptr<Dict>>();
}

std::vector<std::pair<Value, Value>> entries_of(const Value& value) {
    if (const auto* dict = value.as<std::shared_ptr<Dict>>()) return (*dict)->entries;
    std::vector<std::pair<Value, Value>> entries;
    if (const auto* object = value.as<const JsonObject*>())
        for (const auto& member : **object)
            entries.emplace_back(borrow_text({member.key().data(), member.key().size()}),
                                 borrow(member.value()));
    return entries;
}

Result<std::size_t> length(const Value& value) {
    if (const auto* text = value.as<Text>()) {
        // Bytes that start a character: all but the continuation bytes of UTF-8.
        return static_cast<std::size_t>(std::ranges::count_if(text->view, [](char byte) {
            return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U;
        }));
    }
    if (const auto* object = value.as<const JsonObject*>()) return (*object)->size();
    if (const auto* dict = value.as<std::shared_ptr<Dict>>()) return (*dict)->entries.size();
    if (!is_list(value) && !value.is<Undefined>())
        return fail(ErrorKind::invalid_input, "'{}' has no length", type_name(value));
    TRY(const Sequence sequence, Sequence::of(value));
    return sequence.size();
}

std::string_view view_of(const Value& value) {
    const auto* text = value.as<Text>();
    return text != nullptr ? text->view : std::string_view{};
}

}  // namespace assay::prompts
