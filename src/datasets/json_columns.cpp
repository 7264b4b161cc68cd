// simdjson's document parser checks the whole line and leaves a tape, of which we read the wanted
// fields. What it refuses, and what only we refuse (a key twice), goes through the strict parser of
// core once more: that one decides, and words the error. So both readers accept the same lines, and
// the second reading costs bad rows only.
#include "datasets/json_columns.hpp"

#include "datasets/line_blocks.hpp"
#include "datasets/record_source.hpp"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>

namespace assay::datasets {
namespace {

namespace dom = simdjson::dom;

static_assert(LineBlocks::padding_bytes >= simdjson::SIMDJSON_PADDING);

constexpr std::size_t few_keys_max = 24;
// The bound of the strict parser, so that what is accepted here is accepted there.
constexpr std::size_t depth_max = 64;

/// In a small object every pair of keys is compared; a large one is sorted.
bool has_equal_keys(std::vector<std::string_view>& keys, std::size_t from) {
    const auto first = keys.begin() + static_cast<std::ptrdiff_t>(from);
    if (keys.size() - from > few_keys_max) {
        std::sort(first, keys.end());
        return std::adjacent_find(first, keys.end()) != keys.end();
    }
    for (auto key = first; key != keys.end(); ++key) {
        if (std::find(first, key, *key) != key) return true;
    }
    return false;
}

/// Whether a key occurs twice in any object inside `value`. `keys` is scratch, used as a stack; the
/// depth is bounded by the parser's.
bool has_duplicates_inside(dom::element value, std::vector<std::string_view>& keys) {
    if (value.type() == dom::element_type::ARRAY) {
        for (const dom::element item : value.get_array().value_unsafe()) {
            if (has_duplicates_inside(item, keys)) return true;
        }
    } else if (value.type() == dom::element_type::OBJECT) {
        const std::size_t from = keys.size();
        const dom::object object = value.get_object().value_unsafe();
        for (const auto field : object) keys.push_back(field.key);
        const bool found = has_equal_keys(keys, from);
        keys.resize(from);
        if (found) return true;
        for (const auto field : object) {
            if (has_duplicates_inside(field.value, keys)) return true;
        }
    }
    return false;
}

bool is_scalar(dom::element_type type) {
    return type != dom::element_type::ARRAY && type != dom::element_type::OBJECT;
}

}  // namespace

struct JsonColumns::State {
    dom::parser parser;
    std::vector<std::string_view> keys;
    std::vector<std::string_view> texts;
    fmt::memory_buffer number_text;

    /// False for what only the strict path can decide or word.
    bool take(std::string_view text, ColumnBatch& batch);
    bool set(dom::element value, std::size_t column, ColumnBatch& batch);
    void set_integer(Cell& cell, auto number, ColumnBatch& batch);
};

JsonColumns::JsonColumns() : state_(std::make_unique<State>()) {}
JsonColumns::~JsonColumns() = default;
JsonColumns::JsonColumns(JsonColumns&&) noexcept = default;
JsonColumns& JsonColumns::operator=(JsonColumns&&) noexcept = default;

void JsonColumns::State::set_integer(Cell& cell, auto number, ColumnBatch& batch) {
    number_text.clear();
    fmt::format_to(std::back_inserter(number_text), "{}", number);
    cell.kind = CellKind::number;
    cell.number = static_cast<double>(number);
    cell.text = batch.keep({number_text.data(), number_text.size()});
}

bool JsonColumns::State::set(dom::element value, std::size_t column, ColumnBatch& batch) {
    Cell& cell = batch.cell(column);
    switch (value.type()) {
        case dom::element_type::STRING:
            cell.kind = CellKind::text;
            cell.text = batch.keep(value.get_string().value_unsafe());
            return true;
        case dom::element_type::NULL_VALUE:
            cell.kind = CellKind::null;
            return true;
        case dom::element_type::BOOL:
            cell.kind = CellKind::boolean;
            cell.text = value.get_bool().value_unsafe() ? "true" : "false";
            return true;
        case dom::element_type::INT64:
            set_integer(cell, value.get_int64().value_unsafe(), batch);
            return true;
        case dom::element_type::UINT64:
            set_integer(cell, value.get_uint64().value_unsafe(), batch);
            return true;
        case dom::element_type::ARRAY:
            texts.clear();
            for (const dom::element item : value.get_array().value_unsafe()) {
                if (item.type() != dom::element_type::STRING) return false;
                texts.push_back(batch.keep(item.get_string().value_unsafe()));
            }
            batch.set_list(column, texts);
            return true;
        case dom::element_type::DOUBLE:
            cell.kind = CellKind::number;
            cell.number = value.get_double().value_unsafe();
            cell.text = batch.keep(to_json_text(cell.number));
            return true;
        case dom::element_type::OBJECT:
            return false;
    }
    return false;
}

bool JsonColumns::State::take(std::string_view text, ColumnBatch& batch) {
    if (text.size() > parser.capacity() &&
        parser.allocate(std::max<std::size_t>(text.size(), 4096), depth_max) != simdjson::SUCCESS)
        return false;
    dom::element root;
    if (parser.parse(text.data(), text.size(), false).get(root) != simdjson::SUCCESS) return false;
    dom::object object;
    if (root.get(object) != simdjson::SUCCESS) return false;
    keys.clear();
    const auto& columns = batch.columns();
    for (const auto field : object) {
        keys.push_back(field.key);
        if (!is_scalar(field.value.type())) {
            const std::size_t key_count = keys.size();
            if (has_duplicates_inside(field.value, keys)) return false;
            keys.resize(key_count);
        }
        for (std::size_t i = 0; i < columns.size(); ++i) {
            if (columns[i].name == field.key && !set(field.value, i, batch)) return false;
        }
    }
    return !has_equal_keys(keys, 0) && batch.check_row().has_value();
}

Result<void> JsonColumns::add_row(std::string_view text, std::uint64_t line, ColumnBatch& batch) {
    batch.start_row(line);
    if (state_->take(text, batch)) return {};
    batch.drop_row();
    TRY(const Json row, parse_row(text, batch.name(), {line}));
    return batch.add(row.get_object(), line);
}

}  // namespace assay::datasets
