#include "stats/pairwise.hpp"

#include <algorithm>
#include <cmath>

namespace assay::stats {
namespace {

enum class Direction { to_the_beaten, to_the_winner };

class WinGraph {
  public:
    WinGraph(std::span<const Comparison> comparisons, std::size_t model_count, Direction direction)
        : edges_(model_count) {
        const auto add = [&](std::uint32_t winner, std::uint32_t beaten) {
            if (direction == Direction::to_the_winner) std::swap(winner, beaten);
            edges_[winner].push_back(beaten);
        };
        for (const Comparison& one : comparisons) {
            if (one.first_share > 0) add(one.first, one.second);
            if (one.first_share < 1) add(one.second, one.first);
        }
        for (auto& own : edges_) {
            std::ranges::sort(own);
            const auto repeats = std::ranges::unique(own);
            own.erase(repeats.begin(), repeats.end());
        }
    }

    /// Calls `leave` for each model that can be reached from `start` and was not `seen`, after all
    /// that lie behind it.
    template <typename Leave>
    void walk(std::uint32_t start, std::vector<bool>& seen, const Leave& leave) const {
        struct Step {
            std::uint32_t model;
            std::size_t next_edge;
        };
        if (seen[start]) return;
        seen[start] = true;
        std::vector<Step> path = {{start, 0}};
        while (!path.empty()) {
            Step& step = path.back();
            if (step.next_edge == edges_[step.model].size()) {
                leave(step.model);
                path.pop_back();
                continue;
            }
            const std::uint32_t next = edges_[step.model][step.next_edge++];
            if (seen[next]) continue;
            seen[next] = true;
            path.push_back({next, 0});
        }
    }

  private:
    std::vector<std::vector<std::uint32_t>> edges_;
};

}  // namespace

bool is_valid(std::span<const Comparison> comparisons, std::size_t model_count) {
    return std::ranges::all_of(comparisons, [&](const Comparison& one) {
        return one.first < model_count && one.second < model_count && one.first != one.second &&
               one.first_share >= 0 && one.first_share <= 1 && std::isfinite(one.weight) &&
               one.weight > 0;
    });
}

std::vector<std::uint32_t> win_groups(std::span<const Comparison> comparisons,
                                      std::size_t model_count) {
    std::vector<std::uint32_t> order;
    std::vector<bool> seen(model_count);
    const WinGraph down(comparisons, model_count, Direction::to_the_beaten);
    for (std::uint32_t model = 0; model < model_count; ++model)
        down.walk(model, seen, [&](std::uint32_t done) { order.push_back(done); });
    std::vector<std::uint32_t> group(model_count);
    std::uint32_t count = 0;
    seen.assign(model_count, false);
    const WinGraph up(comparisons, model_count, Direction::to_the_winner);
    for (std::size_t i = order.size(); i-- > 0;) {
        if (seen[order[i]]) continue;
        up.walk(order[i], seen, [&](std::uint32_t done) { group[done] = count; });
        ++count;
    }
    return group;
}

}  // namespace assay::stats
