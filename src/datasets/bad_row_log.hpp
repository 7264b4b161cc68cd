#pragma once
// What a reader does with rows that it cannot read. One thread at a time.

#include "core/result.hpp"
#include "datasets/dataset_options.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace assay::datasets {

class BadRowLog {
  public:
    /// So many reasons are kept; the count goes on.
    static constexpr std::size_t reasons_max = 10;

    explicit BadRowLog(BadRows bad_rows) : bad_rows_(bad_rows) {}

    /// Counts the row, or returns its error when bad rows end the reading.
    Result<void> add(Error error) {
        if (bad_rows_ == BadRows::fail) return error;
        ++skipped_count_;
        if (reasons_.size() < reasons_max) reasons_.push_back(std::move(error.message));
        return {};
    }

    [[nodiscard]] std::uint64_t skipped_count() const { return skipped_count_; }
    [[nodiscard]] const std::vector<std::string>& reasons() const { return reasons_; }

  private:
    BadRows bad_rows_;
    std::uint64_t skipped_count_ = 0;
    std::vector<std::string> reasons_;
};

}  // namespace assay::datasets
