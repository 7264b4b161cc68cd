#include "stats/mace.hpp"

#include "stats/random.hpp"

#include <boost/math/special_functions/digamma.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

// P(label | truth) = know [label = truth] + guess * strategy(label). All truths are equally likely
// beforehand. An annotator's label was known with probability posterior(label) * know / (know +
// guess * strategy(label)), and those are the expected counts.
namespace assay::stats {
namespace {

/// Of one annotator; under variational Bayes they need not sum to 1.
struct Competence {
    double know = 0.5;
    double guess = 0.5;
};

class Fit {
  public:
    Fit(const LabelSet& set, const LabelsByItem& labels, const MaceOptions& options)
        : set_(set),
          labels_(labels),
          options_(options),
          k_(set.category_count),
          competences_(set.annotator_count),
          strategies_(set.annotator_count * k_, 1 / static_cast<double>(k_)),
          known_counts_(set.annotator_count),
          guessed_counts_(strategies_.size()),
          log_guess_(strategies_.size()),
          log_any_(strategies_.size()),
          posteriors_(set.item_count * k_) {}

    void randomize(std::size_t restart) {
        constexpr double noise = 1.5;
        for (std::size_t a = 0; a < set_.annotator_count; ++a) {
            Random random(options_.seed, restart * set_.annotator_count + a);
            const double know = 1 + noise * random.uniform();
            const double guess = 1 + noise * random.uniform();
            competences_[a] = {.know = know / (know + guess), .guess = guess / (know + guess)};
            const auto own = std::span(strategies_).subspan(a * k_, k_);
            for (double& share : own) share = 1 + noise * random.uniform();
            const double total = std::accumulate(own.begin(), own.end(), 0.0);
            for (double& share : own) share /= total;
        }
    }

    /// Returns whether it converged.
    bool run() {
        expect();
        double change = std::numeric_limits<double>::infinity();
        while (change >= options_.change_max && iteration_count_ < options_.iteration_count_max) {
            maximize();
            change = expect();
            ++iteration_count_;
        }
        return change < options_.change_max;
    }

    [[nodiscard]] double log_likelihood() const { return log_likelihood_; }

    [[nodiscard]] Mace result() && {
        Mace out{.posteriors = std::move(posteriors_),
                 .strategy = std::move(strategies_),
                 .log_likelihood = log_likelihood_,
                 .iteration_count = iteration_count_};
        for (std::size_t a = 0; a < set_.annotator_count; ++a) {
            const Competence& one = competences_[a];
            out.competence_ratio.push_back(one.know / (one.know + one.guess));
            const auto own = std::span(out.strategy).subspan(a * k_, k_);
            const double total = std::accumulate(own.begin(), own.end(), 0.0);
            for (double& share : own) share /= total;
        }
        return out;
    }

  private:
    /// New posteriors and counts; returns how far a posterior moved at most.
    double expect() {
        for (std::size_t row = 0; row < strategies_.size(); ++row) {
            const Competence& own = competences_[row / k_];
            const double guess = own.guess * strategies_[row];
            log_guess_[row] = std::log(guess);
            log_any_[row] = std::log(own.know + guess);
        }
        std::ranges::fill(known_counts_, 0.0);
        std::ranges::fill(guessed_counts_, 0.0);
        log_likelihood_ = 0;
        double change_max = 0;
        std::vector<double> joint(k_);
        for (std::size_t item = 0; item < set_.item_count; ++item) {
            const auto rows = labels_.rows(item);
            if (rows.empty()) continue;
            std::ranges::fill(joint, -std::log(static_cast<double>(k_)));
            for (const std::uint32_t row : rows)
                for (std::size_t c = 0; c < k_; ++c)
                    joint[c] += row % k_ == c ? log_any_[row] : log_guess_[row];
            change_max = std::max(change_max, infer(item, joint));
            const auto posterior = std::span(posteriors_).subspan(item * k_, k_);
            for (const std::uint32_t row : rows) {
                const double known =
                    posterior[row % k_] * competences_[row / k_].know / std::exp(log_any_[row]);
                known_counts_[row / k_] += known;
                guessed_counts_[row] += 1 - known;
            }
        }
        return change_max;
    }

    /// The posterior from its logarithm up to a constant; returns how far it moved.
    double infer(std::size_t item, std::span<double> joint) {
        const double most = std::ranges::max(joint);
        double total = 0;
        for (double& log_share : joint) {
            log_share = std::exp(log_share - most);
            total += log_share;
        }
        log_likelihood_ += most + std::log(total);
        double change = 0;
        for (std::size_t c = 0; c < k_; ++c) {
            double& own = posteriors_[item * k_ + c];
            change = std::max(change, std::abs(joint[c] / total - own));
            own = joint[c] / total;
        }
        return change;
    }

    void maximize() {
        const bool is_bayes = options_.method == MaceMethod::variational_bayes;
        const double smoothing = options_.smoothing / static_cast<double>(k_);
        const double competence = is_bayes ? options_.competence_prior : smoothing;
        const double strategy = is_bayes ? options_.strategy_prior : smoothing;
        // The share of a count: plain, or exp of the expected log under a Dirichlet distribution.
        const auto share = [&](double count, double total) {
            if (!is_bayes) return count / total;
            return std::exp(boost::math::digamma(count) - boost::math::digamma(total));
        };
        for (std::size_t a = 0; a < set_.annotator_count; ++a) {
            const auto guessed = std::span(guessed_counts_).subspan(a * k_, k_);
            const double guess_count = std::accumulate(guessed.begin(), guessed.end(), 0.0);
            const double total = known_counts_[a] + guess_count + 2 * competence;
            competences_[a] = {.know = share(known_counts_[a] + competence, total),
                               .guess = share(guess_count + competence, total)};
            const double guess_total = guess_count + strategy * static_cast<double>(k_);
            for (std::size_t c = 0; c < k_; ++c)
                strategies_[a * k_ + c] = share(guessed[c] + strategy, guess_total);
        }
    }

    const LabelSet& set_;
    const LabelsByItem& labels_;
    const MaceOptions& options_;
    std::size_t k_;
    std::vector<Competence> competences_;
    std::vector<double> strategies_;
    std::vector<double> known_counts_;
    std::vector<double> guessed_counts_;
    std::vector<double> log_guess_;
    std::vector<double> log_any_;
    std::vector<double> posteriors_;
    double log_likelihood_ = 0;
    std::size_t iteration_count_ = 0;
};

bool is_valid(const MaceOptions& options) {
    const auto is_positive = [](double value) { return std::isfinite(value) && value > 0; };
    return is_positive(options.smoothing) && is_positive(options.competence_prior) &&
           is_positive(options.strategy_prior) && options.change_max > 0 &&
           options.restart_count > 0 && options.iteration_count_max > 0;
}

}  // namespace

Mace mace(const LabelSet& set, const MaceOptions& options) {
    if (!is_valid(set) || !is_valid(options)) return {.status = Status::invalid_argument};
    if (set.category_count < 2) return {.status = Status::no_variation};
    if (set.labels.empty()) return {.status = Status::insufficient_data};
    const LabelsByItem labels(set);
    Mace best;
    std::vector<double> log_likelihoods;
    for (std::size_t restart = 0; restart < options.restart_count; ++restart) {
        Fit fit(set, labels, options);
        if (restart > 0) fit.randomize(restart);
        const bool has_converged = fit.run();
        log_likelihoods.push_back(fit.log_likelihood());
        if (restart > 0 && fit.log_likelihood() <= best.log_likelihood) continue;
        best = std::move(fit).result();
        best.status = has_converged ? Status::ok : Status::not_converged;
    }
    best.restart_log_likelihoods = std::move(log_likelihoods);
    if (best.status == Status::not_converged)
        best.warnings.push_back(
            fmt::format("The posteriors still moved after {} iterations.", best.iteration_count));
    return best;
}

}  // namespace assay::stats
