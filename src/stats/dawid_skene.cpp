#include "stats/dawid_skene.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>
#include <type_traits>

// An iteration is one pass over the labels by item: sum the logs of the confusion matrices, turn
// them into the item's posterior, and add that to the counts from which the next matrices are made.
// Matrices are kept as [annotator][said][true], so that a label touches one contiguous row.
namespace assay::stats {
namespace {

/// Sums logs of numbers from 1 on by their product, since a logarithm costs as much as a label.
class LogSum {
  public:
    void add(double number) {
        constexpr double near_overflow = 1e200;
        product_ *= number;
        if (product_ < near_overflow) return;
        sum_ += std::log(product_);
        product_ = 1;
    }
    [[nodiscard]] double value() const { return sum_ + std::log(product_); }

  private:
    double sum_ = 0;
    double product_ = 1;
};

/// For so many categories, known to the compiler, or for any number (0).
template <std::size_t Categories>
class Fit {
  public:
    Fit(const LabelSet& set, const DawidSkeneOptions& options)
        : set_(set),
          options_(options),
          k_(set.category_count),
          labels_(set),
          posteriors_(set.item_count * k_),
          counts_(set.annotator_count * k_ * k_),
          logs_(counts_.size()),
          prior_(k_) {
        for (std::size_t item = 0; item < set_.item_count; ++item) start(item);
    }

    /// New parameters from the counts of the last pass.
    void maximize() {
        const double items = std::accumulate(prior_counts_.begin(), prior_counts_.end(), 0.0);
        for (std::size_t c = 0; c < k_; ++c) prior_[c] = prior_counts_[c] / items;
        for (std::size_t a = 0; a < set_.annotator_count; ++a) {
            const auto counts = std::span(counts_).subspan(a * k_ * k_, k_ * k_);
            if (options_.model == AnnotatorModel::one_coin) spread_errors(counts);
            for (std::size_t truth = 0; truth < k_; ++truth) normalize(counts, truth);
            std::ranges::transform(counts,
                                   logs_.begin() + static_cast<std::ptrdiff_t>(a * k_ * k_),
                                   [](double share) { return std::log(share); });
        }
        confusion_ = counts_;
    }

    /// New posteriors and counts; returns how far a posterior moved at most.
    double expect() {
        std::ranges::fill(counts_, 0.0);
        std::ranges::fill(prior_counts_, 0.0);
        log_likelihood_ = 0;
        log_totals_ = {};
        Shares log_prior = shares();
        for (std::size_t c = 0; c < k(); ++c) log_prior[c] = std::log(prior_[c]);
        double change_max = 0;
        Shares joint = shares();
        for (std::size_t item = 0; item < set_.item_count; ++item) {
            const auto rows = labels_.rows(item);
            const auto truth = gold(item);
            if (rows.empty() && !truth) continue;
            joint = log_prior;
            for (const std::uint32_t row : rows) {
                const double* log_share = &logs_[row * k()];
                for (std::size_t c = 0; c < k(); ++c) joint[c] += log_share[c];
            }
            if (truth) {
                log_likelihood_ += joint[*truth];
                count(item, posteriors_.data() + item * k());
            } else {
                change_max = std::max(change_max, infer(item, joint));
                count(item, joint.data());
            }
        }
        log_likelihood_ += log_totals_.value();
        return change_max;
    }

    [[nodiscard]] DawidSkene result() && {
        // From [said][true] to [true][said].
        std::vector<double> confusion(confusion_.size());
        for (std::size_t a = 0; a < set_.annotator_count; ++a)
            for (std::size_t said = 0; said < k_; ++said)
                for (std::size_t truth = 0; truth < k_; ++truth)
                    confusion[(a * k_ + truth) * k_ + said] =
                        confusion_[(a * k_ + said) * k_ + truth];
        return {.posteriors = std::move(posteriors_),
                .class_prior = std::move(prior_),
                .confusion = std::move(confusion),
                .log_likelihood = log_likelihood_};
    }

  private:
    using Shares =
        std::conditional_t<(Categories > 0), std::array<double, Categories>, std::vector<double>>;

    [[nodiscard]] std::size_t k() const {
        if constexpr (Categories > 0) return Categories;
        return k_;
    }
    [[nodiscard]] Shares shares() const {
        if constexpr (Categories > 0)
            return {};
        else
            return Shares(k_);
    }
    [[nodiscard]] std::optional<std::uint32_t> gold(std::size_t item) const {
        return options_.gold.empty() ? std::nullopt : options_.gold[item];
    }
    [[nodiscard]] std::span<double> posterior(std::size_t item) {
        return std::span(posteriors_).subspan(item * k_, k_);
    }

    /// Gold, or vote shares.
    void start(std::size_t item) {
        if (prior_counts_.empty()) prior_counts_.resize(k_);
        const auto rows = labels_.rows(item);
        const auto own = posterior(item);
        if (const auto truth = gold(item)) {
            own[*truth] = 1;
        } else {
            for (const std::uint32_t row : rows)
                own[row % k_] += 1 / static_cast<double>(rows.size());
        }
        count(item, posterior(item).data());
    }

    /// `posterior` lies outside the counts.
    void count(std::size_t item, const double* __restrict posterior) {
        double* __restrict counts = counts_.data();
        for (const std::uint32_t row : labels_.rows(item))
            for (std::size_t c = 0; c < k(); ++c) counts[row * k() + c] += posterior[c];
        for (std::size_t c = 0; c < k(); ++c) prior_counts_[c] += posterior[c];
    }

    /// Turns an item's log posterior, known up to a constant, into the posterior and keeps it;
    /// returns how far it moved.
    double infer(std::size_t item, Shares& joint) {
        double most = joint[0];
        for (std::size_t c = 1; c < k(); ++c) most = std::max(most, joint[c]);
        double total = 0;
        for (std::size_t c = 0; c < k(); ++c) {
            // The largest is there, so that `most` is finite; a log of 0 gives 0.
            joint[c] = joint[c] == most ? 1 : std::exp(joint[c] - most);
            total += joint[c];
        }
        log_likelihood_ += most;
        log_totals_.add(total);
        double* own = posteriors_.data() + item * k();
        double change = 0;
        const double scale = 1 / total;
        for (std::size_t c = 0; c < k(); ++c) {
            joint[c] *= scale;
            change = std::max(change, std::abs(joint[c] - own[c]));
            own[c] = joint[c];
        }
        return change;
    }

    void normalize(std::span<double> counts, std::size_t truth) const {
        double total = 0;
        for (std::size_t said = 0; said < k_; ++said) {
            counts[said * k_ + truth] += options_.smoothing;
            total += counts[said * k_ + truth];
        }
        if (total > 0)
            for (std::size_t said = 0; said < k_; ++said) counts[said * k_ + truth] /= total;
    }

    void spread_errors(std::span<double> counts) const {
        const double total = std::accumulate(counts.begin(), counts.end(), 0.0);
        double right = 0;
        for (std::size_t c = 0; c < k_; ++c) right += counts[c * k_ + c];
        const auto k = static_cast<double>(k_);
        for (std::size_t said = 0; said < k_; ++said)
            for (std::size_t truth = 0; truth < k_; ++truth)
                counts[said * k_ + truth] = said == truth ? right : (total - right) / (k - 1);
    }

    const LabelSet& set_;
    const DawidSkeneOptions& options_;
    std::size_t k_;
    LabelsByItem labels_;
    std::vector<double> posteriors_;
    std::vector<double> counts_;
    std::vector<double> logs_;
    std::vector<double> confusion_;
    std::vector<double> prior_;
    std::vector<double> prior_counts_;
    double log_likelihood_ = 0;
    LogSum log_totals_;
};

template <std::size_t Categories>
DawidSkene run(const LabelSet& set, const DawidSkeneOptions& options) {
    Fit<Categories> fit(set, options);
    std::size_t iteration_count = 0;
    double change = std::numeric_limits<double>::infinity();
    while (change >= options.change_max && iteration_count < options.iteration_count_max) {
        fit.maximize();
        change = fit.expect();
        ++iteration_count;
    }
    DawidSkene out = std::move(fit).result();
    if (change >= options.change_max) out.status = Status::not_converged;
    out.iteration_count = iteration_count;
    return out;
}

Status status_of(const LabelSet& set, const DawidSkeneOptions& options) {
    const auto fits = [&](const auto& one) { return !one || *one < set.category_count; };
    const bool is_gold_valid = options.gold.empty() || (options.gold.size() == set.item_count &&
                                                        std::ranges::all_of(options.gold, fits));
    if (!is_valid(set) || !is_gold_valid || !std::isfinite(options.smoothing) ||
        options.smoothing < 0 || !(options.change_max > 0) || options.iteration_count_max == 0)
        return Status::invalid_argument;
    if (set.category_count < 2) return Status::no_variation;
    return set.labels.empty() ? Status::insufficient_data : Status::ok;
}

void warn(const LabelSet& set, const DawidSkeneOptions& options, DawidSkene& out) {
    std::vector<std::size_t> label_counts(set.annotator_count);
    for (const Label& label : set.labels) ++label_counts[label.annotator];
    const std::size_t k = set.category_count;
    double diagonal = 0;
    double annotators = 0;
    std::size_t thin_count = 0;
    for (std::size_t a = 0; a < set.annotator_count; ++a) {
        if (label_counts[a] == 0) continue;
        if (label_counts[a] < 20) ++thin_count;
        annotators += 1;
        for (std::size_t c = 0; c < k; ++c) diagonal += out.confusion[(a * k + c) * k + c];
    }
    if (diagonal <= annotators)
        out.warnings.emplace_back(
            "The annotators are right no more often than by chance: the categories may have been "
            "exchanged. Gold items settle it.");
    if (thin_count > 0 && options.model == AnnotatorModel::confusion_matrix)
        out.warnings.push_back(fmt::format(
            "The error rates of {} annotators rest on fewer than 20 labels; one accuracy each "
            "(one_coin) is safer.",
            thin_count));
    if (out.status == Status::not_converged)
        out.warnings.push_back(
            fmt::format("The posteriors still moved after {} iterations.", out.iteration_count));
}

}  // namespace

DawidSkene dawid_skene(const LabelSet& set, const DawidSkeneOptions& options) {
    if (const Status status = status_of(set, options); status != Status::ok)
        return {.status = status};
    DawidSkene out;
    switch (set.category_count) {
        case 2:
            out = run<2>(set, options);
            break;
        case 3:
            out = run<3>(set, options);
            break;
        case 4:
            out = run<4>(set, options);
            break;
        case 5:
            out = run<5>(set, options);
            break;
        default:
            out = run<0>(set, options);
    }
    warn(set, options, out);
    return out;
}

}  // namespace assay::stats
