#include "metrics/unit_sums.hpp"

#include "stats/proportion.hpp"

namespace assay::metrics {

void UnitSums::add(double value, std::optional<std::size_t> cluster_index) {
    if (cluster_index && *cluster_index >= named_.size()) named_.resize(*cluster_index + 1);
    Sum& unit = cluster_index ? named_[*cluster_index] : open_;
    unit.sum += value;
    ++unit.count;
    is_binary_ = is_binary_ && (value == 0 || value == 1);
    one_count_ += value == 1 ? 1 : 0;
}

void UnitSums::close_sample() {
    fold(open_);
    open_ = {};
}

void UnitSums::fold(const Sum& unit) {
    if (unit.count > 0) sums_by_size_[unit.count].add(unit.sum);
}

stats::Estimate UnitSums::finish(bool is_rate, double confidence_ratio) {
    close_sample();
    for (const Sum& unit : named_) fold(unit);
    named_.clear();
    const bool is_clustered = !sums_by_size_.empty() && sums_by_size_.rbegin()->first > 1;
    if (is_clustered) {
        std::vector<stats::ClusterGroup> groups;
        groups.reserve(sums_by_size_.size());
        for (const auto& [size, sums] : sums_by_size_) groups.push_back({size, sums});
        return stats::clustered_mean(groups, confidence_ratio);
    }
    const stats::Moments singles = sums_by_size_.empty() ? stats::Moments{} : sums_by_size_[1];
    if (is_rate && is_binary_)
        return stats::wilson_estimate(one_count_, singles.count(), confidence_ratio);
    return stats::mean_estimate(singles, confidence_ratio);
}

}  // namespace assay::metrics
