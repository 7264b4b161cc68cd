#include "datasets/column_batch.hpp"

#include <algorithm>

namespace assay::datasets {

void TextArena::next_chunk(std::size_t bytes) {
    while (!chunks_.empty() && current_ + 1 < chunks_.size()) {
        ++current_;
        left_ = chunks_[current_].size;
        if (bytes <= left_) return;
    }
    const std::size_t size = std::max(bytes, chunk_bytes);
    chunks_.push_back({std::make_unique_for_overwrite<char[]>(size), size});
    current_ = chunks_.size() - 1;
    left_ = size;
}

void ColumnBatch::clear() {
    texts_.clear();
    rows_.clear();
    cells_.clear();
    list_texts_.clear();
    lists_.clear();
}

void ColumnBatch::start_row(std::uint64_t line) {
    rows_.push_back({.line = line, .cells = {}});
    cells_.resize(cells_.size() + columns_.size());
}

void ColumnBatch::set_list(std::size_t column, std::span<const std::string_view> texts) {
    Cell& target = cell(column);
    target.kind = CellKind::list;
    // The vector still grows, so that the cell gets its span at the end of the batch.
    lists_.push_back(
        {static_cast<std::size_t>(&target - cells_.data()), list_texts_.size(), texts.size()});
    list_texts_.insert(list_texts_.end(), texts.begin(), texts.end());
}

void ColumnBatch::drop_row() {
    rows_.pop_back();
    cells_.resize(cells_.size() - columns_.size());
    while (!lists_.empty() && lists_.back().cell_index >= cells_.size()) lists_.pop_back();
}

Result<void> ColumnBatch::check_row() const {
    const std::size_t first = cells_.size() - columns_.size();
    for (std::size_t i = 0; i < columns_.size(); ++i) {
        if (columns_[i].presence == Presence::required &&
            cells_[first + i].kind == CellKind::absent) {
            return fail(ErrorKind::invalid_input,
                        "{}:{}: field '{}': is missing",
                        name_,
                        rows_.back().line,
                        columns_[i].name);
        }
    }
    return {};
}

Result<void> ColumnBatch::set(std::size_t column, const Json& value, std::uint64_t line) {
    Cell& target = cell(column);
    if (value.is_null()) {
        target.kind = CellKind::null;
    } else if (value.is_string()) {
        target.kind = CellKind::text;
        target.text = keep(json_view(value.get_string()));
    } else if (value.is_bool()) {
        target.kind = CellKind::boolean;
        target.text = value.get_bool() ? "true" : "false";
    } else if (const auto number = json_number(value)) {
        target.kind = CellKind::number;
        target.number = *number;
        target.text = keep(to_json_text(value));
    } else {
        const JsonArray* list = value.if_array();
        if (list == nullptr || !std::ranges::all_of(*list, &Json::is_string)) {
            return fail(ErrorKind::invalid_input,
                        "{}:{}: field '{}': is {}, expected text, a number, true, false, null or "
                        "a list of texts",
                        name_,
                        line,
                        columns_[column].name,
                        list == nullptr ? "an object" : "a list with other items than texts");
        }
        std::vector<std::string_view> texts;
        for (const Json& item : *list) texts.push_back(keep(json_view(item.get_string())));
        set_list(column, texts);
    }
    return {};
}

Result<void> ColumnBatch::add(const JsonObject& fields, std::uint64_t line) {
    start_row(line);
    Result<void> added;
    for (std::size_t i = 0; i < columns_.size() && added; ++i) {
        if (const Json* value = fields.if_contains(columns_[i].name)) added = set(i, *value, line);
    }
    if (added) added = check_row();
    if (!added) drop_row();
    return added;
}

std::span<const Row> ColumnBatch::finish() {
    for (const PendingList& list : lists_) {
        cells_[list.cell_index].list = std::span(list_texts_).subspan(list.first_index, list.count);
    }
    const std::span<const Cell> cells = cells_;
    for (std::size_t i = 0; i < rows_.size(); ++i)
        rows_[i].cells = cells.subspan(i * columns_.size(), columns_.size());
    return rows_;
}

}  // namespace assay::datasets
