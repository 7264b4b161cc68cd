#include "stats/agreement.hpp"

#include "stats/hypothesis_test.hpp"
#include "stats/moments.hpp"
#include "stats/symmetric_interval.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

// Every coefficient is (pa - pe) / (1 - pe), and pa and pe are means over units of what one unit
// contributes, to first order:
//
//   coefficient_u = (pa_u - pe) / (1 - pe) - 2 (1 - coefficient) (pe_u - pe) / (1 - pe),
//
// where pe_u is what unit u would make of chance. The standard error is that of their mean. Alpha
// corrects pa for few ratings, but as in Gwet's formula not the parts, which is cautious.
namespace assay::stats {
namespace {

/// category by category.
class Weights {
  public:
    Weights(std::span<const double> values, AgreementWeights kind)
        : count_(values.size()), weights_(count_ * count_) {
        const double range = values.back() - values.front();
        const auto pairs = [](double steps) { return steps * (steps + 1) / 2; };
        for (std::size_t a = 0; a < count_; ++a) {
            for (std::size_t b = 0; b < count_; ++b) {
                const double distance = std::abs(values[a] - values[b]) / range;
                const double steps = std::abs(static_cast<double>(a) - static_cast<double>(b));
                double weight = 0;
                if (kind == AgreementWeights::linear) weight = 1 - distance;
                if (kind == AgreementWeights::quadratic) weight = 1 - distance * distance;
                if (kind == AgreementWeights::ordinal)
                    weight = 1 - pairs(steps) / pairs(static_cast<double>(count_ - 1));
                weights_[a * count_ + b] = a == b ? 1 : weight;
            }
        }
    }

    [[nodiscard]] std::size_t count() const { return count_; }
    [[nodiscard]] double total() const {
        return std::accumulate(weights_.begin(), weights_.end(), 0.0);
    }
    /// For each category, its mean weight against categories that occur as often as given.
    [[nodiscard]] std::vector<double> against(std::span<const double> shares) const {
        std::vector<double> out(count_);
        for (std::size_t a = 0; a < count_; ++a)
            for (std::size_t b = 0; b < count_; ++b) out[a] += weights_[a * count_ + b] * shares[b];
        return out;
    }

  private:
    std::size_t count_;
    std::vector<double> weights_;
};

double dot(std::span<const double> a, std::span<const double> b) {
    return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

/// A unit with at least one rating.
struct Unit {
    std::size_t row;             ///< of the table
    std::vector<double> counts;  ///< by category
    double rating_count = 0;
    double agreeing_pairs = 0;  ///< weighted, ordered
};

std::vector<Unit> units_of(const RatingTable& table, const Weights& weights) {
    std::vector<Unit> units;
    for (std::size_t row = 0; row < table.ratings.size() / table.rater_count; ++row) {
        Unit unit{.row = row, .counts = std::vector<double>(weights.count())};
        for (std::size_t rater = 0; rater < table.rater_count; ++rater) {
            const auto& rating = table.ratings[row * table.rater_count + rater];
            if (!rating) continue;
            unit.counts[*rating] += 1;
            unit.rating_count += 1;
        }
        if (unit.rating_count == 0) continue;
        unit.agreeing_pairs = dot(unit.counts, weights.against(unit.counts)) - unit.rating_count;
        units.push_back(std::move(unit));
    }
    return units;
}

/// The contributions of the units to observed and expected agreement; see the top of the file.
struct Parts {
    double observed = 0;
    double expected = 0;
    std::vector<double> observed_parts;  ///< mean `observed`, but for the correction of alpha
    std::vector<double> expected_parts;  ///< mean `expected`, or all equal to it
};

AgreementCoefficient conclude(const char* method, const Parts& parts, double confidence_ratio) {
    const auto n = static_cast<double>(parts.observed_parts.size());
    AgreementCoefficient out{.estimate = {.method = method, .count = parts.observed_parts.size()},
                             .observed_agreement = parts.observed,
                             .expected_agreement = parts.expected};
    constexpr double rounding = 1e-12;
    const double left = 1 - parts.expected;
    if (left < rounding) {
        out.estimate.status = Status::no_variation;
        return out;
    }
    const double value = (parts.observed - parts.expected) / left;
    out.estimate.value = value;
    if (n < 2) {
        out.estimate.status = Status::insufficient_data;
        return out;
    }
    const double observed = moments_of(parts.observed_parts).mean();
    double squares = 0;
    for (std::size_t u = 0; u < parts.observed_parts.size(); ++u) {
        const double part =
            (parts.observed_parts[u] - observed -
             2 * (1 - observed) * (parts.expected_parts[u] - parts.expected) / left) /
            left;
        squares += part * part;
    }
    set_symmetric_interval(
        std::sqrt(squares / (n * (n - 1))), n - 1, confidence_ratio, out.estimate);
    out.estimate.interval->high = std::min(1.0, out.estimate.interval->high);
    return out;
}

/// Observed agreement and the shares of the categories, which all but alpha have in common.
struct Observed {
    Parts parts;
    std::vector<double> shares;
};

Observed observe(std::span<const Unit> units, const Weights& weights) {
    const auto n = static_cast<double>(units.size());
    const auto pairable = static_cast<double>(
        std::ranges::count_if(units, [](const Unit& unit) { return unit.rating_count > 1; }));
    Observed out{.shares = std::vector<double>(weights.count())};
    for (const Unit& unit : units) {
        const double pairs = unit.rating_count * (unit.rating_count - 1);
        const double agreement = pairs > 0 ? unit.agreeing_pairs / pairs : 0;
        out.parts.observed += agreement / pairable;
        out.parts.observed_parts.push_back(agreement);
        for (std::size_t c = 0; c < weights.count(); ++c)
            out.shares[c] += unit.counts[c] / unit.rating_count / n;
    }
    return out;
}

/// Completes parts whose chance is known: units with one rating say nothing about agreement, and
/// the others stand for them.
Parts with_chance(Parts parts, std::span<const Unit> units, double expected) {
    const auto n = static_cast<double>(units.size());
    const auto pairable = static_cast<double>(
        std::ranges::count_if(units, [](const Unit& unit) { return unit.rating_count > 1; }));
    parts.expected = expected;
    parts.expected_parts.resize(units.size(), expected);
    for (std::size_t u = 0; u < units.size(); ++u) {
        double& part = parts.observed_parts[u];
        part = units[u].rating_count > 1 ? expected + n / pairable * (part - expected) : expected;
    }
    return parts;
}

Parts gwet_parts(const Observed& observed, std::span<const Unit> units, const Weights& weights) {
    const auto q = static_cast<double>(weights.count());
    const double scale = weights.total() / (q * (q - 1));
    std::vector<double> others(observed.shares);
    for (double& share : others) share = 1 - share;
    Parts parts = with_chance(observed.parts, units, scale * dot(observed.shares, others));
    for (std::size_t u = 0; u < units.size(); ++u)
        parts.expected_parts[u] = scale * dot(units[u].counts, others) / units[u].rating_count;
    return parts;
}

Parts fleiss_parts(const Observed& observed, std::span<const Unit> units, const Weights& weights) {
    const auto against = weights.against(observed.shares);
    Parts parts = with_chance(observed.parts, units, dot(observed.shares, against));
    for (std::size_t u = 0; u < units.size(); ++u)
        parts.expected_parts[u] = dot(units[u].counts, against) / units[u].rating_count;
    return parts;
}

/// How often a rater used the categories.
struct Rater {
    std::size_t column;
    double rating_count;
    std::vector<double> shares;
};

std::vector<Rater> raters_of(const RatingTable& table, std::size_t category_count) {
    std::vector<Rater> raters;
    for (std::size_t column = 0; column < table.rater_count; ++column) {
        Rater rater{
            .column = column, .rating_count = 0, .shares = std::vector<double>(category_count)};
        for (std::size_t i = column; i < table.ratings.size(); i += table.rater_count) {
            if (!table.ratings[i]) continue;
            rater.rating_count += 1;
            rater.shares[*table.ratings[i]] += 1;
        }
        if (rater.rating_count == 0) continue;
        for (double& share : rater.shares) share /= rater.rating_count;
        raters.push_back(std::move(rater));
    }
    return raters;
}

/// Chance is the mean agreement of two different raters who choose by their own habits.
Parts conger_parts(const Observed& observed,
                   std::span<const Unit> units,
                   const Weights& weights,
                   const RatingTable& table) {
    const auto raters = raters_of(table, weights.count());
    const auto r = static_cast<double>(raters.size());
    const auto n = static_cast<double>(units.size());
    std::vector<double> sum(weights.count());
    for (const Rater& rater : raters)
        for (std::size_t c = 0; c < sum.size(); ++c) sum[c] += rater.shares[c];
    double expected = 0;
    std::vector<double> unit_parts(units.size());
    for (const Rater& rater : raters) {
        std::vector<double> others(sum);
        for (std::size_t c = 0; c < sum.size(); ++c) others[c] -= rater.shares[c];
        const auto against = weights.against(others);
        const double mean = dot(rater.shares, against);
        expected += mean / (r * (r - 1));
        for (std::size_t u = 0; u < units.size(); ++u) {
            const auto& rating = table.ratings[units[u].row * table.rater_count + rater.column];
            const double own = rating ? against[*rating] - mean : 0;
            unit_parts[u] += (n / rater.rating_count * own + mean) / (r * (r - 1));
        }
    }
    Parts parts = with_chance(observed.parts, units, expected);
    parts.expected_parts = std::move(unit_parts);
    return parts;
}

Parts alpha_parts(std::span<const Unit> all, const Weights& weights) {
    std::vector<Unit> units;
    std::ranges::copy_if(
        all, std::back_inserter(units), [](const Unit& unit) { return unit.rating_count > 1; });
    double rating_count = 0;
    std::vector<double> shares(weights.count());
    for (const Unit& unit : units) {
        rating_count += unit.rating_count;
        for (std::size_t c = 0; c < shares.size(); ++c) shares[c] += unit.counts[c];
    }
    for (double& share : shares) share /= rating_count;
    const double mean_count = rating_count / static_cast<double>(units.size());
    const auto against = weights.against(shares);
    Parts parts{.expected = dot(shares, against)};
    double uncorrected = 0;
    for (const Unit& unit : units)
        uncorrected += unit.agreeing_pairs / (unit.rating_count - 1) / rating_count;
    parts.observed = uncorrected + (1 - uncorrected) / rating_count;
    for (const Unit& unit : units) {
        const double size = unit.rating_count / mean_count;
        const double agreement = unit.agreeing_pairs / (unit.rating_count - 1) / mean_count;
        parts.observed_parts.push_back(agreement - uncorrected * (size - 1));
        parts.expected_parts.push_back(dot(unit.counts, against) / mean_count -
                                       parts.expected * (size - 1));
    }
    return parts;
}

bool is_valid(const RatingTable& table, double confidence_ratio) {
    const auto& values = table.category_values;
    return is_confidence(confidence_ratio) && table.rater_count > 0 && !values.empty() &&
           table.ratings.size() % table.rater_count == 0 && all_finite(values) &&
           std::ranges::adjacent_find(values, std::ranges::greater_equal{}) == values.end() &&
           std::ranges::all_of(table.ratings,
                               [&](const auto& r) { return !r || *r < values.size(); });
}

AgreementCoefficients all_with(Status status) {
    const AgreementCoefficient one{.estimate = {.status = status, .method = "agreement"}};
    return {one, one, one, one, one};
}

}  // namespace

AgreementCoefficients agreement_coefficients(const RatingTable& table,
                                             AgreementWeights weights,
                                             double confidence_ratio) {
    if (!is_valid(table, confidence_ratio)) return all_with(Status::invalid_argument);
    const Weights matrix(table.category_values, weights);
    const auto units = units_of(table, matrix);
    if (std::ranges::none_of(units, [](const Unit& unit) { return unit.rating_count > 1; }))
        return all_with(Status::no_pairable_units);
    if (matrix.count() < 2) return all_with(Status::no_variation);
    const Observed observed = observe(units, matrix);
    const auto q = static_cast<double>(matrix.count());
    const double even_chance = matrix.total() / (q * q);
    return {
        .gwet_ac = conclude("gwet AC", gwet_parts(observed, units, matrix), confidence_ratio),
        .fleiss_kappa =
            conclude("fleiss kappa", fleiss_parts(observed, units, matrix), confidence_ratio),
        .conger_kappa = conclude(
            "conger kappa", conger_parts(observed, units, matrix, table), confidence_ratio),
        .brennan_prediger = conclude(
            "brennan-prediger", with_chance(observed.parts, units, even_chance), confidence_ratio),
        .krippendorff_alpha =
            conclude("krippendorff alpha", alpha_parts(units, matrix), confidence_ratio)};
}

}  // namespace assay::stats
