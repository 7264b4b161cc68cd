#include "stats/krippendorff_parts.hpp"
#include "stats/numbering.hpp"

#include <algorithm>
#include <array>
#include <numeric>

namespace assay::stats {
namespace {

struct Grouped {
    std::vector<std::uint32_t> values;  ///< numbers, unit after unit
    std::vector<std::size_t> ends;      ///< of each unit, also of empty ones
};

Grouped group_by_unit(std::span<const Rating> ratings, std::span<const std::uint32_t> values) {
    Grouped out{.values = std::vector<std::uint32_t>(ratings.size())};
    std::uint32_t last_unit = 0;
    for (const Rating& rating : ratings) last_unit = std::max(last_unit, rating.unit);
    if (last_unit < 8 * ratings.size() + 1024) {
        out.ends.resize(last_unit + 2);
        for (const Rating& rating : ratings) ++out.ends[rating.unit + 1];
        std::partial_sum(out.ends.begin(), out.ends.end(), out.ends.begin());
        // Each begin moves to the unit's end while its ratings are placed.
        for (std::size_t i = 0; i < ratings.size(); ++i)
            out.values[out.ends[ratings[i].unit]++] = values[i];
        out.ends.pop_back();
        return out;
    }
    std::vector<std::size_t> order(ratings.size());
    std::iota(order.begin(), order.end(), 0U);
    std::ranges::sort(order, {}, [&](std::size_t i) { return ratings[i].unit; });
    for (std::size_t i = 0; i < order.size(); ++i) {
        out.values[i] = values[order[i]];
        if (i + 1 == order.size() || ratings[order[i + 1]].unit != ratings[order[i]].unit)
            out.ends.push_back(i + 1);
    }
    return out;
}

/// Numbers the values that occur in pairs anew, so that they rise.
std::vector<std::uint32_t> rising(std::span<const double> values,
                                  std::span<const std::size_t> totals,
                                  RatingCounts& table) {
    std::vector<std::uint32_t> order;
    for (std::uint32_t i = 0; i < values.size(); ++i)
        if (totals[i] > 0) order.push_back(i);
    std::ranges::sort(order, {}, [&](std::uint32_t i) { return values[i]; });
    std::vector<std::uint32_t> number(values.size());
    for (std::uint32_t i = 0; i < order.size(); ++i) {
        number[order[i]] = i;
        table.values.push_back(values[order[i]]);
        table.totals.push_back(static_cast<double>(totals[order[i]]));
    }
    return number;
}

}  // namespace

void RatingCounts::add_unit(std::span<std::uint32_t> value_indices) {
    // Of few values a table is faster than sorting.
    constexpr std::size_t tallied_max = 16;
    if (values.size() <= tallied_max) {
        std::array<std::uint32_t, tallied_max> tally{};
        for (const std::uint32_t value : value_indices) ++tally[value];
        for (std::uint32_t value = 0; value < values.size(); ++value)
            if (tally[value] > 0) counts.push_back({value, tally[value]});
    } else {
        std::ranges::sort(value_indices);
        for (std::size_t i = 0; i < value_indices.size(); ++i) {
            if (i == 0 || value_indices[i] != value_indices[i - 1])
                counts.push_back({value_indices[i], 0});
            ++counts.back().count;
        }
    }
    first.push_back(counts.size());
    sizes.push_back(static_cast<double>(value_indices.size()));
}

RatingCounts count_ratings(std::span<const Rating> ratings) {
    RatingCounts table;
    if (ratings.empty()) return table;
    Numbering numbers;
    std::vector<double> distinct;
    std::vector<std::uint32_t> values(ratings.size());
    for (std::size_t i = 0; i < ratings.size(); ++i) {
        values[i] = numbers.number(Numbering::key_of(ratings[i].value));
        if (values[i] == distinct.size()) distinct.push_back(ratings[i].value + 0.0);
    }
    Grouped grouped = group_by_unit(ratings, values);
    const auto each_pairable = [&](const auto& use) {
        std::size_t begin = 0;
        for (const std::size_t end : grouped.ends) {
            if (end - begin > 1) use(std::span(grouped.values).subspan(begin, end - begin));
            begin = end;
        }
    };
    std::vector<std::size_t> totals(distinct.size());
    std::size_t unit_count = 0;
    each_pairable([&](std::span<const std::uint32_t> unit) {
        ++unit_count;
        table.rating_count += static_cast<double>(unit.size());
        for (const std::uint32_t value : unit) ++totals[value];
    });
    const auto number = rising(distinct, totals, table);
    table.first.reserve(unit_count + 1);
    table.sizes.reserve(unit_count);
    table.counts.reserve(2 * unit_count);
    each_pairable([&](std::span<std::uint32_t> unit) {
        for (std::uint32_t& value : unit) value = number[value];
        table.add_unit(unit);
    });
    return table;
}

}  // namespace assay::stats
