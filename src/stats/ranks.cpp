#include "stats/ranks.hpp"

#include <algorithm>
#include <numeric>

namespace assay::stats {

Ranks mid_ranks(std::span<const double> values) {
    std::vector<std::size_t> order(values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::sort(order, {}, [&](std::size_t i) { return values[i]; });
    Ranks ranks{.of = std::vector<double>(values.size())};
    for (std::size_t first = 0; first < order.size();) {
        std::size_t end = first + 1;
        while (end < order.size() && values[order[end]] == values[order[first]]) ++end;
        const auto tied = static_cast<double>(end - first);
        for (std::size_t i = first; i < end; ++i)
            ranks.of[order[i]] = static_cast<double>(first + end + 1) / 2;
        ranks.tie_sum += tied * tied * tied - tied;
        first = end;
    }
    return ranks;
}

}  // namespace assay::stats
