#include "stats/multiple_testing.hpp"

#include <algorithm>
#include <cstddef>

namespace assay::stats {
namespace {

double as_double(std::size_t count) { return static_cast<double>(count); }

/// Largest so far, from the smallest p-value up: a test is never better than one before it.
void rise(std::vector<double>& p) {
    for (std::size_t i = 1; i < p.size(); ++i) p[i] = std::max(p[i], p[i - 1]);
}

/// Smallest so far, from the largest p-value down.
void fall(std::vector<double>& p) {
    for (std::size_t i = p.size() - 1; i-- > 0;) p[i] = std::min(p[i], p[i + 1]);
}

/// Adjusts by all sizes of a subset that contains the hypothesis, as Wright 1992 orders the work.
void hommel(std::vector<double>& p) {
    const std::size_t n = p.size();
    double all = p.back();
    for (std::size_t i = 0; i < n; ++i) all = std::min(all, as_double(n) * p[i] / as_double(i + 1));
    std::vector<double> adjusted(n, all);
    std::vector<double> subset(n);
    for (std::size_t size = n - 1; size >= 2; --size) {
        const std::size_t first_large = n - size + 1;
        double least = 1;
        for (std::size_t i = first_large; i < n; ++i)
            least = std::min(least, as_double(size) * p[i] / as_double(i - first_large + 2));
        for (std::size_t i = 0; i < first_large; ++i)
            subset[i] = std::min(as_double(size) * p[i], least);
        for (std::size_t i = first_large; i < n; ++i) subset[i] = subset[first_large - 1];
        for (std::size_t i = 0; i < n; ++i) adjusted[i] = std::max(adjusted[i], subset[i]);
    }
    for (std::size_t i = 0; i < n; ++i) p[i] = std::max(p[i], adjusted[i]);
}

/// p: at least one, ascending.
void adjust_sorted(PAdjustment adjustment, std::vector<double>& p) {
    const std::size_t n = p.size();
    switch (adjustment) {
        case PAdjustment::bonferroni:
            for (double& value : p) value *= as_double(n);
            return;
        case PAdjustment::holm:
            for (std::size_t i = 0; i < n; ++i) p[i] *= as_double(n - i);
            rise(p);
            return;
        case PAdjustment::hochberg:
            for (std::size_t i = 0; i < n; ++i) p[i] *= as_double(n - i);
            fall(p);
            return;
        case PAdjustment::hommel:
            hommel(p);
            return;
        case PAdjustment::benjamini_hochberg:
        case PAdjustment::benjamini_yekutieli: {
            double factor = as_double(n);
            if (adjustment == PAdjustment::benjamini_yekutieli) {
                double harmonic = 0;
                for (std::size_t i = 1; i <= n; ++i) harmonic += 1 / as_double(i);
                factor *= harmonic;
            }
            for (std::size_t i = 0; i < n; ++i) p[i] *= factor / as_double(i + 1);
            fall(p);
            return;
        }
    }
}

}  // namespace

AdjustedPValues adjust_p_values(std::span<const std::optional<double>> p_values,
                                PAdjustment adjustment) {
    AdjustedPValues out{.values = std::vector<std::optional<double>>(p_values.size())};
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < p_values.size(); ++i) {
        if (!p_values[i]) continue;
        if (!(*p_values[i] >= 0 && *p_values[i] <= 1)) {
            out.status = Status::invalid_argument;
            return out;
        }
        order.push_back(i);
    }
    if (order.empty()) {
        out.status = Status::insufficient_data;
        return out;
    }
    std::ranges::sort(order, {}, [&](std::size_t i) { return *p_values[i]; });
    std::vector<double> sorted;
    sorted.reserve(order.size());
    for (const std::size_t i : order) sorted.push_back(*p_values[i]);
    adjust_sorted(adjustment, sorted);
    for (std::size_t i = 0; i < order.size(); ++i) out.values[order[i]] = std::min(1.0, sorted[i]);
    return out;
}

}  // namespace assay::stats
