#pragma once
// The rows of one batch of a ColumnReader and the texts they point to. One thread at a time.
// Private to this layer.

#include "core/json.hpp"
#include "core/result.hpp"
#include "datasets/column_reader.hpp"

#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace assay::datasets {

/// Texts that stay where they are until clear(), which keeps the memory.
class TextArena {
  public:
    std::string_view keep(std::string_view text) {
        if (text.empty()) return {};
        if (text.size() > left_) next_chunk(text.size());
        char* place = chunks_[current_].bytes.get() + (chunks_[current_].size - left_);
        std::memcpy(place, text.data(), text.size());
        left_ -= text.size();
        return {place, text.size()};
    }

    /// Chunks of an outlying batch are given back.
    void clear() {
        if (chunks_.size() > 4) chunks_.resize(4);
        current_ = 0;
        left_ = chunks_.empty() ? 0 : chunks_.front().size;
    }

  private:
    static constexpr std::size_t chunk_bytes = std::size_t{256} << 10U;
    struct Chunk {
        std::unique_ptr<char[]> bytes;
        std::size_t size;
    };

    void next_chunk(std::size_t bytes);

    std::vector<Chunk> chunks_;
    std::size_t current_ = 0;
    std::size_t left_ = 0;
};

class ColumnBatch {
  public:
    explicit ColumnBatch(const ColumnOptions& options)
        : columns_(options.columns), name_(options.path.string()) {}

    void clear();
    void start_row(std::uint64_t line);
    /// The row's cell, absent until it is set.
    Cell& cell(std::size_t column) { return cells_[cells_.size() - columns_.size() + column]; }
    std::string_view keep(std::string_view text) { return texts_.keep(text); }
    /// Gives the cell a list of `texts`, which are kept already.
    void set_list(std::size_t column, std::span<const std::string_view> texts);
    void drop_row();
    /// Errors: invalid_input for a required column that is absent.
    Result<void> check_row() const;
    /// Fills a row from an object. Errors: invalid_input for a value of another kind; the row is
    /// then dropped.
    Result<void> add(const JsonObject& fields, std::uint64_t line);
    [[nodiscard]] std::size_t row_count() const { return rows_.size(); }
    /// All rows; nothing may be added until clear().
    std::span<const Row> finish();

    [[nodiscard]] const std::vector<WantedColumn>& columns() const { return columns_; }
    [[nodiscard]] const std::string& name() const { return name_; }

  private:
    struct PendingList {
        std::size_t cell_index;
        std::size_t first_index;
        std::size_t count;
    };

    Result<void> set(std::size_t column, const Json& value, std::uint64_t line);

    std::vector<WantedColumn> columns_;
    std::string name_;
    TextArena texts_;
    std::vector<Row> rows_;
    std::vector<Cell> cells_;
    std::vector<std::string_view> list_texts_;
    std::vector<PendingList> lists_;
};

}  // namespace assay::datasets
