#include "experiment/comparison.hpp"
#include "experiment/difference.hpp"
#include "experiment/metric_pairs.hpp"
#include "experiment/same_measure.hpp"

#include "stats/hypothesis_test.hpp"
#include "stats/moments.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace assay::experiment {
namespace {

/// More slices than this are not looked at: the largest are.
constexpr std::size_t slice_count_max = 50;

Side side_of(const ScoreTable& table, const std::vector<std::uint32_t>& rows) {
    const auto missing = std::ranges::count(rows, Pairing::no_row);
    return {.name = table.name,
            .model = table.model,
            .dataset = table.dataset,
            .dataset_version = table.dataset_version,
            .row_count = table.row_count(),
            .sample_count = rows.size() - static_cast<std::size_t>(missing)};
}

std::optional<double> mean_of(std::span<const double> values) {
    if (values.empty()) return std::nullopt;
    return stats::moments_of(values).mean();
}

Outcomes outcomes_of(const MetricPairs& pairs, bool is_lower_better) {
    Outcomes outcomes;
    for (std::size_t i = 0; i < pairs.first.size(); ++i) {
        if (pairs.first[i] == pairs.second[i]) {
            ++outcomes.tied;
        } else if ((pairs.second[i] > pairs.first[i]) != is_lower_better) {
            ++outcomes.won;
        } else {
            ++outcomes.lost;
        }
    }
    return outcomes;
}

/// The pairs with the largest loss (sign -1) or gain (sign 1), in order of size, then of sample.
std::vector<std::size_t> most_changed(const MetricPairs& pairs, double sign, std::size_t count) {
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < pairs.first.size(); ++i)
        if (sign * (pairs.second[i] - pairs.first[i]) > 0) order.push_back(i);
    const auto gain = [&](std::size_t i) { return sign * (pairs.second[i] - pairs.first[i]); };
    const auto end = order.begin() + static_cast<std::ptrdiff_t>(std::min(count, order.size()));
    std::ranges::partial_sort(order, end, [&](std::size_t a, std::size_t b) {
        return gain(a) != gain(b) ? gain(a) > gain(b) : a < b;
    });
    order.erase(end, order.end());
    return order;
}

class TableComparison {
  public:
    TableComparison(const ScoreTable& first,
                    const ScoreTable& second,
                    const ComparisonOptions& options)
        : first_(first),
          second_(second),
          options_(options),
          pairing_(pair_samples(first, second)) {}

    Result<RunComparison> compare(std::span<const ColumnPair> columns) {
        TRY(auto warnings,
            check_same_measure(first_, second_, pairing_, columns, options_.versions));
        RunComparison comparison{.first = side_of(first_, pairing_.first_rows),
                                 .second = side_of(second_, pairing_.second_rows),
                                 .warnings = std::move(warnings)};
        bool has_common_sample = false;
        for (std::size_t sample = 0; sample < pairing_.sample_count() && !has_common_sample;
             ++sample)
            has_common_sample = pairing_.is_in_both(sample);
        if (!has_common_sample) return no_common_sample();
        for (const ColumnPair& column : columns) {
            if (column.first->is_of_corpus) continue;
            TRY(auto metric, compare_metric(column));
            comparison.metrics.push_back(std::move(metric));
        }
        return comparison;
    }

  private:
    [[nodiscard]] Result<RunComparison> no_common_sample() const {
        const auto example = [](const ScoreTable& table) {
            return table.row_count() == 0 ? std::string("has no samples")
                                          : fmt::format("has '{}'", table.sample_ids[0]);
        };
        return fail(ErrorKind::invalid_input,
                    "'{}' and '{}' have no sample id in common: the first {}, the second {}",
                    first_.name,
                    second_.name,
                    example(first_),
                    example(second_));
    }

    Result<MetricComparison> compare_metric(const ColumnPair& column) {
        for (const auto& [table, values] : {std::pair(&first_, &column.first->values),
                                            std::pair(&second_, &column.second->values)}) {
            for (std::size_t row = 0; row < values->size(); ++row)
                if ((*values)[row] && !std::isfinite(*(*values)[row]))
                    return fail(ErrorKind::invalid_input,
                                "'{}': sample '{}' has a score of '{}' that is no finite number",
                                table->name,
                                table->sample_ids[row],
                                column.first->evaluator.name);
        }
        MetricPairs pairs = metric_pairs(first_, second_, column, pairing_);
        MetricComparison metric{
            .metric = column.first->evaluator.name,
            .tier = column.first->tier,
            .better = column.better(),
            .pairs = pairs.counts,
            .first_mean = mean_of(pairs.first),
            .second_mean = mean_of(pairs.second),
            .difference = paired_difference(pairs.values(), options_.confidence_ratio),
            .effects = effects_of(pairs.values()),
            .outcomes = outcomes_of(pairs, column.better() == "lower")};
        add_changed(metric, pairs);
        add_slices(metric, pairs);
        if (column.first->is_of_a_draw || column.second->is_of_a_draw)
            metric.warnings.push_back(fmt::format(
                "The {} tier judged a part of the samples; compared are the {} that it judged in "
                "both runs, and nothing is said about the rest.",
                metric.tier,
                metric.pairs.paired));
        if (pairs.counts.paired > 0 && pairs.counts.paired < 10)
            metric.warnings.push_back(fmt::format(
                "Only {} pairs: intervals of so few hold only roughly.", pairs.counts.paired));
        return metric;
    }

    void add_changed(MetricComparison& metric, const MetricPairs& pairs) const {
        const double good = metric.better == "lower" ? -1 : 1;
        const auto changed = [&](double sign) {
            std::vector<ChangedSample> samples;
            for (const std::size_t i : most_changed(pairs, sign, options_.changed_count_max)) {
                const std::uint32_t first_row = pairing_.first_rows[pairs.samples[i]];
                const std::uint32_t second_row = pairing_.second_rows[pairs.samples[i]];
                samples.push_back(
                    {.sample_id = std::string(first_.sample_ids[first_row]),
                     .first = pairs.first[i],
                     .second = pairs.second[i],
                     .first_output = first_.outputs.empty()
                                         ? std::string()
                                         : std::string(first_.outputs[first_row]),
                     .second_output = second_.outputs.empty()
                                          ? std::string()
                                          : std::string(second_.outputs[second_row])});
            }
            return samples;
        };
        metric.worst = changed(-good);
        metric.best = changed(good);
    }

    void add_slices(MetricComparison& metric, const MetricPairs& pairs) const {
        const bool is_from_first = !first_.slices.empty();
        const auto& fields = is_from_first ? first_.slices : second_.slices;
        const auto& rows = is_from_first ? pairing_.first_rows : pairing_.second_rows;
        for (const SliceColumn& field : fields) {
            std::map<std::string_view, std::vector<std::size_t>> members;
            for (std::size_t i = 0; i < pairs.samples.size(); ++i)
                members[field.values[rows[pairs.samples[i]]]].push_back(i);
            std::vector<std::string_view> order;
            for (const auto& [value, indices] : members) order.push_back(value);
            std::ranges::sort(order, [&](std::string_view a, std::string_view b) {
                const std::size_t count_a = members[a].size();
                const std::size_t count_b = members[b].size();
                return count_a != count_b ? count_a > count_b : a < b;
            });
            if (order.size() > slice_count_max) {
                metric.warnings.push_back(
                    fmt::format("'{}' has {} values; the {} with most samples are shown.",
                                field.field,
                                order.size(),
                                slice_count_max));
                order.resize(slice_count_max);
            }
            for (const std::string_view value : order)
                metric.slices.push_back(slice_of(field.field, value, pairs.only(members[value])));
        }
    }

    [[nodiscard]] SliceComparison slice_of(std::string_view field,
                                           std::string_view value,
                                           const MetricPairs& pairs) const {
        return {.field = std::string(field),
                .value = std::string(value),
                .paired_count = pairs.first.size(),
                .first_mean = mean_of(pairs.first),
                .second_mean = mean_of(pairs.second),
                .difference = paired_difference(pairs.values(), options_.confidence_ratio)};
    }

    const ScoreTable& first_;
    const ScoreTable& second_;
    const ComparisonOptions& options_;
    Pairing pairing_;
};

}  // namespace

Result<RunComparison> compare_tables(const ScoreTable& first,
                                     const ScoreTable& second,
                                     const ComparisonOptions& options) {
    TRY(const auto columns, common_columns(first, second, options.metrics));
    return TableComparison(first, second, options).compare(columns);
}

}  // namespace assay::experiment
