#pragma once
// Rows of an answer by row and column, and the keys of a page. Private to this layer.

#include "columnar/database.hpp"
#include "domain/sample_result.hpp"

#include <cstdint>
#include <string>
#include <utility>

namespace assay::store {

/// A row of the current chunk, by column number.
class RowView {
  public:
    RowView(const columnar::Rows& rows, std::size_t row) : rows_(rows), row_(row) {}

    [[nodiscard]] bool is_null(std::size_t column) const {
        return rows_.column(column).is_null(row_);
    }
    [[nodiscard]] std::string text(std::size_t column) const {
        const columnar::Column values = rows_.column(column);
        return values.is_null(row_) ? std::string() : std::string(values.text(row_));
    }
    [[nodiscard]] std::int64_t integer(std::size_t column) const {
        return rows_.column(column).integer(row_);
    }
    [[nodiscard]] double number(std::size_t column) const {
        return rows_.column(column).number(row_);
    }
    [[nodiscard]] bool boolean(std::size_t column) const {
        return rows_.column(column).boolean(row_);
    }
    [[nodiscard]] Result<Json> json(std::size_t column) const {
        return rows_.column(column).json(row_);
    }

  private:
    const columnar::Rows& rows_;
    std::size_t row_;
};

/// Sample index and epoch.
using Key = std::pair<std::int64_t, std::int64_t>;

struct KeyRange {
    Key first;
    Key last;
    std::size_t count = 0;
};

inline Key key_of(const SampleResult& result) {
    return {static_cast<std::int64_t>(result.sample_index),
            static_cast<std::int64_t>(result.epoch)};
}

}  // namespace assay::store
