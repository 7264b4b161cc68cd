#pragma once
// The sufficient statistics of a corpus: one row of counts per sample, kept by column so that the
// weighted sums of a bootstrap are straight loops over memory. Writing belongs to one thread;
// sums() may run on many at once.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace assay::metrics {

class CountColumns {
  public:
    explicit CountColumns(std::size_t column_count) : columns_(column_count) {}

    /// row: one count per column.
    void add(std::span<const std::uint32_t> row);
    [[nodiscard]] std::size_t size() const { return columns_.front().size(); }
    /// Of each column, the sum over samples of weight times count.
    [[nodiscard]] std::vector<double> sums(std::span<const std::uint32_t> weights) const;

  private:
    std::vector<std::vector<std::uint32_t>> columns_;
};

/// How many references the samples have, for signatures.
class ReferenceCount {
  public:
    void add(std::size_t count);
    /// `nrefs:2|`, or `nrefs:var|` if the samples differ.
    [[nodiscard]] std::string text() const;

  private:
    std::size_t count_ = 0;
    bool is_empty_ = true;
    bool is_mixed_ = false;
};

}  // namespace assay::metrics
