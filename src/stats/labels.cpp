#include "stats/labels.hpp"

#include <algorithm>
#include <limits>

namespace assay::stats {
namespace {

/// For each key below `key_count`, the place of its first element in sorted order; then the end.
template <typename Keys>
std::vector<std::size_t> places(std::size_t count, std::size_t key_count, const Keys& key) {
    std::vector<std::size_t> first(key_count + 1);
    for (std::size_t i = 0; i < count; ++i) ++first[key(i) + 1];
    for (std::size_t k = 0; k < key_count; ++k) first[k + 1] += first[k];
    return first;
}

}  // namespace

bool is_valid(const LabelSet& set) {
    return set.category_count > 0 &&
           set.annotator_count <= std::numeric_limits<std::uint32_t>::max() / set.category_count &&
           std::ranges::all_of(set.labels, [&](const Label& label) {
               return label.item < set.item_count && label.annotator < set.annotator_count &&
                      label.category < set.category_count;
           });
}

LabelsByItem::LabelsByItem(const LabelSet& set) : rows_(set.labels.size()) {
    // Two stable counting sorts, the less significant key first.
    const std::size_t count = set.labels.size();
    const auto row = [&](std::size_t i) {
        return set.labels[i].annotator * set.category_count + set.labels[i].category;
    };
    std::vector<std::size_t> at = places(count, set.annotator_count * set.category_count, row);
    std::vector<std::uint32_t> item_of(count);
    std::vector<std::uint32_t> row_of(count);
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t place = at[row(i)]++;
        item_of[place] = set.labels[i].item;
        row_of[place] = static_cast<std::uint32_t>(row(i));
    }
    first_ = places(count, set.item_count, [&](std::size_t i) { return item_of[i]; });
    at = first_;
    for (std::size_t i = 0; i < count; ++i) rows_[at[item_of[i]]++] = row_of[i];
}

}  // namespace assay::stats
