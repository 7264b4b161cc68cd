#pragma once
// The fast way into a table: values are written straight into column chunks. Part of the
// connection's transaction. One thread at a time.

#include "core/result.hpp"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace assay::columnar {

class Appender {
  public:
    /// Without finish() some of the rows may be missing: roll the transaction back.
    ~Appender();
    Appender(Appender&&) noexcept;
    Appender& operator=(Appender&&) noexcept;

    // The values of a row, in column order. A value of another type than its column is a defect of
    // the caller (asserts).
    void null();
    void boolean(bool value);
    /// Any integer column; the value must fit.
    void integer(std::int64_t value);
    void number(double value);
    /// VARCHAR and JSON columns. Bytes that are not UTF-8 become U+FFFD.
    void text(std::string_view value);
    /// VARCHAR[] columns.
    void texts(std::span<const std::string> values);

    /// Closes the row; every few thousand rows they go to the database.
    Result<void> end_row();
    /// Hands the rest over. Nothing may be appended after.
    Result<void> finish();

  private:
    friend class Connection;
    struct State;
    explicit Appender(std::unique_ptr<State> state);

    std::unique_ptr<State> state_;
};

}  // namespace assay::columnar
