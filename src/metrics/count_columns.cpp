#include "metrics/count_columns.hpp"

#include "core/assert.hpp"

#include <fmt/format.h>

namespace assay::metrics {

void CountColumns::add(std::span<const std::uint32_t> row) {
    ASSAY_ASSERT(row.size() == columns_.size(), "a row has one count per column");
    for (std::size_t i = 0; i < row.size(); ++i) columns_[i].push_back(row[i]);
}

std::vector<double> CountColumns::sums(std::span<const std::uint32_t> weights) const {
    ASSAY_ASSERT(weights.size() == size(), "every sample has a weight");
    std::vector<double> sums;
    sums.reserve(columns_.size());
    for (const auto& column : columns_) {
        std::uint64_t sum = 0;
        for (std::size_t i = 0; i < column.size(); ++i)
            sum += static_cast<std::uint64_t>(column[i]) * weights[i];
        sums.push_back(static_cast<double>(sum));
    }
    return sums;
}

void ReferenceCount::add(std::size_t count) {
    is_mixed_ = is_mixed_ || (!is_empty_ && count != count_);
    count_ = count;
    is_empty_ = false;
}

std::string ReferenceCount::text() const {
    return is_mixed_ ? "nrefs:var|" : fmt::format("nrefs:{}|", count_);
}

}  // namespace assay::metrics
