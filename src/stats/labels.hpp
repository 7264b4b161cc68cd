#pragma once
// Who put which item into which category: the input of everything that makes one answer out of
// several. Value types.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace assay::stats {

/// One judgement; all three are numbered from 0. An annotator may judge an item repeatedly.
struct Label {
    std::uint32_t item;
    std::uint32_t annotator;
    std::uint32_t category;

    bool operator==(const Label&) const = default;
};

struct LabelSet {
    std::span<const Label> labels;  ///< in any order; no result depends on it
    std::size_t item_count = 0;
    std::size_t annotator_count = 0;
    std::size_t category_count = 0;  ///< those that could be chosen, also unused ones
};

/// Whether there is a category and all numbers are below their counts.
bool is_valid(const LabelSet& set);

/// The labels of a valid set by item, within it by annotator and category.
class LabelsByItem {
  public:
    /// O(labels + items + annotators * categories).
    explicit LabelsByItem(const LabelSet& set);

    /// For each label of an item annotator * category_count + category, rising.
    [[nodiscard]] std::span<const std::uint32_t> rows(std::size_t item) const {
        return std::span(rows_).subspan(first_[item], first_[item + 1] - first_[item]);
    }

  private:
    std::vector<std::uint32_t> rows_;
    std::vector<std::size_t> first_;
};

}  // namespace assay::stats
