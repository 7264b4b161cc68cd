#include "stats/streaming_alpha.hpp"

#include "stats/krippendorff_parts.hpp"
#include "stats/symmetric_interval.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

// An event takes its unit out of all sums, changes it, and puts it back. What is taken out is the
// very number that was put in, and sums have twice the digits, so that nothing is left behind.
namespace assay::stats {
namespace {

double ratio_distance(double a, double b) {
    const double distance = (a - b) / (a + b);
    return distance * distance;
}

/// Adds a * b with all its digits.
void add_product(double a, double b, CompensatedSum& sum) {
    const double product = a * b;
    sum.add(product);
    sum.add(std::fma(a, b, -product));
}

}  // namespace

Status StreamingAlpha::set(std::uint32_t unit, std::uint32_t annotator, double value) {
    if (!is_ratable(value, level_)) return Status::invalid_argument;
    const std::uint32_t index = value_index(value);
    const std::uint32_t place = unit_numbers_.number(unit);
    if (place == units_.size()) units_.emplace_back();
    Unit& own = units_[place];
    const auto at =
        std::ranges::lower_bound(own.ratings, annotator, {}, &AnnotatorRating::annotator);
    const bool is_change = at != own.ratings.end() && at->annotator == annotator;
    if (is_change && at->value_index == index) return Status::ok;
    exclude(own);
    if (is_change) {
        at->value_index = index;
    } else {
        own.ratings.insert(at, {annotator, index});
        const std::uint32_t number = annotator_numbers_.number(annotator);
        if (number == ratings_of_annotator_.size()) ratings_of_annotator_.push_back(0);
        if (ratings_of_annotator_[number]++ == 0) ++annotator_count_;
    }
    include(own);
    return Status::ok;
}

bool StreamingAlpha::remove(std::uint32_t unit, std::uint32_t annotator) {
    const auto place = unit_numbers_.find(unit);
    if (!place) return false;
    Unit& own = units_[*place];
    const auto at =
        std::ranges::lower_bound(own.ratings, annotator, {}, &AnnotatorRating::annotator);
    if (at == own.ratings.end() || at->annotator != annotator) return false;
    exclude(own);
    own.ratings.erase(at);
    if (--ratings_of_annotator_[annotator_numbers_.number(annotator)] == 0) --annotator_count_;
    include(own);
    return true;
}

Status StreamingAlpha::status() const {
    if (pairable_unit_count_ == 0) return Status::no_pairable_units;
    return occurring_value_count_ < 2 ? Status::no_variation : Status::ok;
}

std::optional<double> StreamingAlpha::alpha() const {
    if (status() != Status::ok) return std::nullopt;
    // The sums are of one order of magnitude, and the counts divide out but for n - 1.
    return 1 - static_cast<double>(rating_count_ - 1) * observed_sum() / expected_sum();
}

KrippendorffAlpha StreamingAlpha::estimate(double confidence_ratio) const {
    if (!is_confidence(confidence_ratio))
        return {.estimate = {.status = Status::invalid_argument, .method = alpha_method(level_)}};
    RatingCounts table;
    std::vector<std::uint32_t> number(values_.size());
    for (const std::uint32_t index : rising_) {
        if (totals_[index] == 0) continue;
        number[index] = static_cast<std::uint32_t>(table.values.size());
        table.values.push_back(values_[index]);
        table.totals.push_back(static_cast<double>(totals_[index]));
    }
    table.rating_count = static_cast<double>(rating_count_);
    std::vector<std::uint32_t> indices;
    for (const Unit& unit : units_) {
        if (unit.ratings.size() < 2) continue;
        indices.clear();
        for (const AnnotatorRating& rating : unit.ratings)
            indices.push_back(number[rating.value_index]);
        table.add_unit(indices);
    }
    return alpha_of(table,
                    ValueDistances(level_, table.values, table.totals),
                    alpha_method(level_),
                    confidence_ratio);
}

std::uint32_t StreamingAlpha::value_index(double value) {
    const std::uint32_t index = value_numbers_.number(Numbering::key_of(value));
    if (index < values_.size()) return index;
    values_.push_back(value);
    totals_.push_back(0);
    const auto at =
        std::ranges::lower_bound(rising_, value, {}, [&](std::uint32_t i) { return values_[i]; });
    rising_.insert(at, index);
    if (level_ == MeasurementLevel::ordinal) pairs_.resize(pairs_.size() + index);
    return index;
}

void StreamingAlpha::tally(const Unit& unit) {
    counts_.clear();
    for (const AnnotatorRating& rating : unit.ratings) {
        const auto at =
            std::ranges::lower_bound(counts_, rating.value_index, {}, &Count::value_index);
        if (at != counts_.end() && at->value_index == rating.value_index)
            ++at->count;
        else
            counts_.insert(at, {rating.value_index, 1});
    }
}

void StreamingAlpha::include(Unit& unit) {
    if (unit.ratings.size() < 2) return;
    ++pairable_unit_count_;
    rating_count_ += unit.ratings.size();
    tally(unit);
    count_values(1);
    if (level_ == MeasurementLevel::ordinal) {
        count_pairs(static_cast<double>(unit.ratings.size()), 1);
    } else {
        unit.within = within(static_cast<double>(unit.ratings.size()));
        within_sum_.add(unit.within);
    }
}

void StreamingAlpha::exclude(Unit& unit) {
    if (unit.ratings.size() < 2) return;
    --pairable_unit_count_;
    rating_count_ -= unit.ratings.size();
    tally(unit);
    count_values(-1);
    if (level_ == MeasurementLevel::ordinal)
        count_pairs(static_cast<double>(unit.ratings.size()), -1);
    else
        within_sum_.add(-unit.within);
}

void StreamingAlpha::count_values(double sign) {
    for (const Count& one : counts_) {
        std::size_t& total = totals_[one.value_index];
        const auto before = static_cast<double>(total);
        if (sign > 0) {
            if (total == 0) ++occurring_value_count_;
            total += one.count;
        } else {
            total -= one.count;
            if (total == 0) --occurring_value_count_;
        }
        const auto after = static_cast<double>(total);
        total_squares_ += (after - before) * (after + before);
        if (level_ != MeasurementLevel::interval) continue;
        const double position = values_[one.value_index] - values_.front();
        const double times = sign * one.count;
        const double square = position * position;
        add_product(times, position, position_sum_);
        add_product(times, square, square_sum_);
        add_product(times, std::fma(position, position, -square), square_sum_);
    }
}

void StreamingAlpha::count_pairs(double size, double sign) {
    for (std::size_t i = 1; i < counts_.size(); ++i) {
        const std::size_t b = counts_[i].value_index;
        for (std::size_t j = 0; j < i; ++j)
            pairs_[b * (b - 1) / 2 + counts_[j].value_index].add(
                sign * (static_cast<double>(counts_[i].count) * counts_[j].count / (size - 1)));
    }
}

double StreamingAlpha::within(double size) const {
    if (counts_.size() < 2) return 0;
    double sum = 0;
    if (level_ == MeasurementLevel::nominal) {
        for (const Count& one : counts_) sum += one.count * (size - one.count);
    } else if (level_ == MeasurementLevel::interval) {
        const double origin = values_[counts_.front().value_index];
        double mean = 0;
        for (const Count& one : counts_)
            mean += one.count * (values_[one.value_index] - origin) / size;
        for (const Count& one : counts_) {
            const double offset = values_[one.value_index] - origin - mean;
            sum += 2 * size * one.count * offset * offset;
        }
    } else {
        for (std::size_t i = 1; i < counts_.size(); ++i)
            for (std::size_t j = 0; j < i; ++j)
                sum += 2.0 * counts_[i].count * counts_[j].count *
                       ratio_distance(values_[counts_[i].value_index],
                                      values_[counts_[j].value_index]);
    }
    return sum / (size - 1);
}

double StreamingAlpha::observed_sum() const {
    if (level_ != MeasurementLevel::ordinal) return within_sum_.value();
    const std::vector<double> ranks = midranks();
    double sum = 0;
    for (std::size_t b = 1; b < values_.size(); ++b)
        for (std::size_t a = 0; a < b; ++a) {
            const double distance = ranks[a] - ranks[b];
            sum += 2 * pairs_[b * (b - 1) / 2 + a].value() * distance * distance;
        }
    return sum;
}

double StreamingAlpha::expected_sum() const {
    const auto n = static_cast<double>(rating_count_);
    if (level_ == MeasurementLevel::nominal) return n * n - total_squares_;
    if (level_ == MeasurementLevel::interval) {
        // n * sum of squares - square of the sum, with twice the digits: they may nearly cancel.
        const double first = n * square_sum_.high();
        const double first_rest = std::fma(n, square_sum_.high(), -first) + n * square_sum_.low();
        const double sum = position_sum_.high();
        const double second = sum * sum;
        const double second_rest = std::fma(sum, sum, -second) + 2 * sum * position_sum_.low();
        return 2 * ((first - second) + (first_rest - second_rest));
    }
    std::vector<double> totals(totals_.begin(), totals_.end());
    if (level_ == MeasurementLevel::ordinal) {
        const std::vector<double> ranks = midranks();
        double squares = 0;
        for (std::size_t i = 0; i < totals.size(); ++i)
            squares += totals[i] * (ranks[i] - n / 2) * (ranks[i] - n / 2);
        return 2 * n * squares;
    }
    double sum = 0;
    for (std::size_t b = 1; b < values_.size(); ++b)
        for (std::size_t a = 0; a < b; ++a)
            if (totals[a] > 0 && totals[b] > 0)
                sum += 2 * totals[a] * totals[b] * ratio_distance(values_[a], values_[b]);
    return sum;
}

std::vector<double> StreamingAlpha::midranks() const {
    std::vector<double> out(values_.size());
    double below = 0;
    for (const std::uint32_t index : rising_) {
        const auto total = static_cast<double>(totals_[index]);
        out[index] = below + total / 2;
        below += total;
    }
    return out;
}

}  // namespace assay::stats
