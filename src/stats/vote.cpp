#include "stats/vote.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace assay::stats {
namespace {

constexpr double rounding = 1e-12;

bool is_rule(AdjudicationRule rule) { return rule.of > 0 && rule.votes <= rule.of; }

Status status_of(const LabelSet& set, AdjudicationRule rule) {
    if (!is_valid(set) || !is_rule(rule)) return Status::invalid_argument;
    return set.labels.empty() ? Status::insufficient_data : Status::ok;
}

/// Turns an item's counts or weights into shares.
void divide(std::span<double> votes, double total) {
    if (total > 0)
        for (double& vote : votes) vote /= total;
}

}  // namespace

std::optional<std::uint32_t> winner(std::span<const double> shares, double margin) {
    const auto first = std::ranges::max_element(shares);
    if (first == shares.end() || !(*first > 0)) return std::nullopt;
    const auto rivals =
        std::ranges::count_if(shares, [&](double share) { return share >= *first - margin; });
    if (rivals > 1) return std::nullopt;
    return static_cast<std::uint32_t>(first - shares.begin());
}

Vote majority_vote(const LabelSet& set, AdjudicationRule rule) {
    Vote out{.status = status_of(set, rule)};
    if (out.status != Status::ok) return out;
    const std::size_t k = set.category_count;
    std::vector<std::size_t> counts(set.item_count * k);
    for (const Label& label : set.labels) ++counts[label.item * k + label.category];
    out.shares.assign(counts.begin(), counts.end());
    out.items.resize(set.item_count);
    for (std::size_t item = 0; item < set.item_count; ++item) {
        const auto own = std::span(counts).subspan(item * k, k);
        const std::size_t total = std::accumulate(own.begin(), own.end(), std::size_t{0});
        if (total == 0) continue;
        const std::size_t most = std::ranges::max(own);
        ItemVote& vote = out.items[item];
        vote.is_tied = std::ranges::count(own, most) > 1;
        vote.needs_adjudication = rule.of * most < rule.votes * total;
        if (!vote.is_tied)
            vote.category = static_cast<std::uint32_t>(std::ranges::find(own, most) - own.begin());
        divide(std::span(out.shares).subspan(item * k, k), static_cast<double>(total));
    }
    return out;
}

Vote weighted_vote(const LabelSet& set,
                   std::span<const double> annotator_weights,
                   AdjudicationRule rule) {
    if (annotator_weights.size() != set.annotator_count)
        return {.status = Status::invalid_argument};
    return weighted_vote(
        set,
        [&](std::size_t, std::size_t annotator) { return annotator_weights[annotator]; },
        rule);
}

Vote weighted_vote(const LabelSet& set,
                   const std::function<double(std::size_t item, std::size_t annotator)>& weight_of,
                   AdjudicationRule rule) {
    Vote out{.status = status_of(set, rule)};
    if (out.status != Status::ok) return out;
    const std::size_t k = set.category_count;
    out.shares.resize(set.item_count * k);
    out.items.resize(set.item_count);
    const double wanted = static_cast<double>(rule.votes) / static_cast<double>(rule.of);
    const LabelsByItem labels(set);
    for (std::size_t item = 0; item < set.item_count; ++item) {
        const auto own = std::span(out.shares).subspan(item * k, k);
        for (const std::uint32_t row : labels.rows(item)) {
            const double weight = weight_of(item, row / k);
            if (!std::isfinite(weight) || weight < 0) return {.status = Status::invalid_argument};
            own[row % k] += weight;
        }
        const double total = std::accumulate(own.begin(), own.end(), 0.0);
        if (!std::isfinite(total)) return {.status = Status::invalid_argument};
        divide(own, total);
        ItemVote& vote = out.items[item];
        vote.category = winner(own, rounding);
        const double most = std::ranges::max(own);
        vote.is_tied = most > 0 && !vote.category;
        vote.needs_adjudication = !labels.rows(item).empty() && most < wanted - rounding;
    }
    return out;
}

}  // namespace assay::stats
