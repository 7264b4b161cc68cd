#pragma once
// The rows of a query, a chunk (about 2,000 rows) at a time, so that memory stays flat. One thread
// at a time.

#include "core/json.hpp"
#include "core/result.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

namespace assay::columnar {

struct ColumnType;

enum class ColumnKind {
    boolean,
    integer,      ///< every integer type whose values fit into 64 bits with sign
    big_integer,  ///< UBIGINT, HUGEINT, UHUGEINT
    floating,
    decimal,
    text,
    json,  ///< text that holds JSON
    blob,
    time,  ///< dates, times and timestamps
    list,
    structure,
    map,
    other,
};

/// One column of the current chunk; valid until the next chunk is fetched. Reading a value as
/// another kind than it is, or a null as a value, is a defect of the caller (asserts).
class Column {
  public:
    [[nodiscard]] ColumnKind kind() const;
    [[nodiscard]] bool is_null(std::size_t row) const {
        return validity_ != nullptr && ((validity_[row / 64] >> (row % 64)) & 1U) == 0;
    }
    [[nodiscard]] bool boolean(std::size_t row) const;
    /// Kind integer.
    [[nodiscard]] std::int64_t integer(std::size_t row) const;
    /// Kinds integer, big_integer, floating and decimal; the nearest double.
    [[nodiscard]] double number(std::size_t row) const;
    /// Kinds text, json and blob; valid as long as the column.
    [[nodiscard]] std::string_view text(std::size_t row) const;
    /// Any value: null for null and NaN; integers beyond 64 bits and decimals of more than 15
    /// digits as text; times in ISO 8601 (`Z` when they have a zone); blobs as text when they are
    /// UTF-8 and as base64 otherwise; lists as arrays; structures, and maps with text keys, as
    /// objects. Errors: invalid_input for the types without a JSON form (cast them to VARCHAR);
    /// corrupt for JSON text that is none.
    [[nodiscard]] Result<Json> json(std::size_t row) const;

  private:
    friend class Rows;
    friend struct ColumnReader;
    Column(void* vector, const ColumnType& type);

    void* vector_;
    const ColumnType* type_;
    const void* data_;
    const std::uint64_t* validity_;
};

class Rows {
  public:
    ~Rows();
    Rows(Rows&&) noexcept;
    Rows& operator=(Rows&&) noexcept;

    [[nodiscard]] std::size_t column_count() const;
    [[nodiscard]] std::string_view name(std::size_t column) const;
    [[nodiscard]] ColumnKind kind(std::size_t column) const;

    /// Fetches the next chunk, never an empty one; false at the end.
    Result<bool> next_chunk();
    /// Of the current chunk; 0 before the first.
    [[nodiscard]] std::size_t row_count() const;
    [[nodiscard]] Column column(std::size_t column) const;

  private:
    friend class Statement;
    struct State;
    explicit Rows(std::unique_ptr<State> state);

    std::unique_ptr<State> state_;
};

}  // namespace assay::columnar
