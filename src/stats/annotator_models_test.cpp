// Dawid-Skene and MACE.

#include "stats/dawid_skene.hpp"
#include "stats/mace.hpp"
#include "stats/random.hpp"
#include "stats/vote.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <set>
#include <vector>

namespace assay::stats {
namespace {

struct Crowd {
    std::vector<std::uint32_t> truth;
    std::vector<Label> labels;
    std::size_t annotator_count = 0;
    std::size_t category_count = 0;

    [[nodiscard]] LabelSet set() const {
        return {labels, truth.size(), annotator_count, category_count};
    }
};

/// Annotators say the truth with their accuracy, otherwise category 0.
Crowd simulate(std::size_t item_count,
               std::size_t category_count,
               const std::vector<double>& accuracies) {
    Crowd out{.annotator_count = accuracies.size(), .category_count = category_count};
    Random random(11, 0);
    for (std::uint32_t item = 0; item < item_count; ++item) {
        const auto truth = static_cast<std::uint32_t>(random.next() % category_count);
        out.truth.push_back(truth);
        for (std::uint32_t a = 0; a < accuracies.size(); ++a)
            out.labels.push_back({item, a, random.uniform() < accuracies[a] ? truth : 0});
    }
    return out;
}

double accuracy(const Crowd& crowd, const std::vector<double>& posteriors) {
    const std::size_t k = crowd.category_count;
    double right = 0;
    for (std::size_t item = 0; item < crowd.truth.size(); ++item)
        if (winner(std::span(posteriors).subspan(item * k, k), 0) == crowd.truth[item]) right += 1;
    return right / static_cast<double>(crowd.truth.size());
}

/// The same labels in another order.
Crowd shuffled(Crowd crowd) {
    Random random(5, 1);
    for (std::size_t i = crowd.labels.size(); i > 1; --i)
        std::swap(crowd.labels[i - 1], crowd.labels[random.next() % i]);
    return crowd;
}

const std::vector<double> with_spammers = {0.9, 0.85, 0.05, 0.05, 0.1};

TEST(DawidSkene, finds_the_truth_that_spammers_outvote) {
    const Crowd crowd = simulate(400, 3, with_spammers);
    const double voted = accuracy(crowd, majority_vote(crowd.set()).shares);
    const DawidSkene fit = dawid_skene(crowd.set());
    EXPECT_EQ(fit.status, Status::ok);
    EXPECT_LT(voted, 0.7);
    EXPECT_GT(accuracy(crowd, fit.posteriors), 0.9);
    EXPECT_NEAR(fit.confusion[4], 0.9, 0.06);
}

TEST(DawidSkene, does_not_depend_on_the_order_of_the_labels) {
    const Crowd crowd = simulate(100, 3, with_spammers);
    EXPECT_EQ(dawid_skene(crowd.set()).posteriors, dawid_skene(shuffled(crowd).set()).posteriors);
}

TEST(DawidSkene, says_when_it_stopped_before_the_end) {
    const Crowd crowd = simulate(100, 3, with_spammers);
    const DawidSkene fit = dawid_skene(crowd.set(), {.iteration_count_max = 2});
    EXPECT_EQ(fit.status, Status::not_converged);
    EXPECT_EQ(fit.iteration_count, 2);
    EXPECT_FALSE(fit.warnings.empty());
}

// Stopping where the likelihood stands still, as others do, leaves posteriors far from the end.
TEST(DawidSkene, goes_on_until_the_posteriors_rest) {
    const Crowd crowd = simulate(60, 3, {0.5, 0.45, 0.4, 0.55, 0.5});
    const DawidSkene fit = dawid_skene(crowd.set());
    ASSERT_EQ(fit.status, Status::ok);
    EXPECT_GT(fit.iteration_count, 20);
    const DawidSkene further = dawid_skene(crowd.set(), {.change_max = 1e-12});
    for (std::size_t i = 0; i < fit.posteriors.size(); ++i)
        EXPECT_NEAR(fit.posteriors[i], further.posteriors[i], 1e-3);
}

TEST(DawidSkene, never_lowers_the_likelihood) {
    const Crowd crowd = simulate(60, 3, with_spammers);
    double last = -1e300;
    for (std::size_t iterations = 1; iterations < 30; ++iterations) {
        const DawidSkene fit =
            dawid_skene(crowd.set(), {.smoothing = 0, .iteration_count_max = iterations});
        EXPECT_GE(fit.log_likelihood, last - 1e-9);
        last = fit.log_likelihood;
    }
}

TEST(DawidSkene, holds_gold_items_at_their_truth) {
    const std::vector<Label> labels = {{0, 0, 1}, {0, 1, 1}, {1, 0, 0}, {1, 1, 1}};
    const std::vector<std::optional<std::uint32_t>> gold = {0, std::nullopt};
    const DawidSkene fit = dawid_skene({labels, 2, 2, 2}, {.gold = gold});
    EXPECT_EQ(fit.posteriors[0], 1);
    EXPECT_EQ(fit.posteriors[1], 0);
}

TEST(DawidSkene, gold_settles_exchanged_categories) {
    // Two annotators who always say the opposite of the truth.
    Crowd crowd = simulate(100, 2, {1, 1});
    for (Label& label : crowd.labels) label.category = 1 - label.category;
    std::vector<std::optional<std::uint32_t>> gold(crowd.truth.size());
    for (std::size_t i = 0; i < 20; ++i) gold[i] = crowd.truth[i];
    EXPECT_EQ(accuracy(crowd, dawid_skene(crowd.set()).posteriors), 0);
    EXPECT_EQ(accuracy(crowd, dawid_skene(crowd.set(), {.gold = gold}).posteriors), 1);
}

TEST(DawidSkene, with_one_coin_spreads_errors_evenly) {
    const Crowd crowd = simulate(300, 3, {0.9, 0.8, 0.7});
    const DawidSkene fit = dawid_skene(crowd.set(), {.model = AnnotatorModel::one_coin});
    EXPECT_DOUBLE_EQ(fit.confusion[1], fit.confusion[2]);
    EXPECT_DOUBLE_EQ(fit.confusion[0], fit.confusion[4]);
    EXPECT_GT(accuracy(crowd, fit.posteriors), 0.85);
}

TEST(DawidSkene, warns_of_annotators_with_few_labels) {
    const Crowd crowd = simulate(10, 2, {0.9, 0.9});
    EXPECT_FALSE(dawid_skene(crowd.set()).warnings.empty());
    EXPECT_TRUE(dawid_skene(crowd.set(), {.model = AnnotatorModel::one_coin}).warnings.empty());
}

TEST(DawidSkene, leaves_items_without_labels_empty) {
    const std::vector<Label> labels = {{0, 0, 1}, {2, 0, 0}};
    const DawidSkene fit = dawid_skene({labels, 3, 1, 2});
    EXPECT_EQ(fit.posteriors[2], 0);
    EXPECT_EQ(fit.posteriors[3], 0);
}

TEST(DawidSkene, names_bad_input) {
    const std::vector<Label> labels = {{0, 0, 1}};
    EXPECT_EQ(dawid_skene({labels, 1, 1, 1}).status, Status::invalid_argument);
    EXPECT_EQ(dawid_skene({{}, 1, 1, 2}).status, Status::insufficient_data);
    EXPECT_EQ(dawid_skene({{}, 1, 1, 1}).status, Status::no_variation);
    const std::vector<std::optional<std::uint32_t>> gold = {2};
    EXPECT_EQ(dawid_skene({labels, 1, 1, 2}, {.gold = gold}).status, Status::invalid_argument);
    EXPECT_EQ(dawid_skene({labels, 1, 1, 2}, {.smoothing = -1}).status, Status::invalid_argument);
    EXPECT_EQ(dawid_skene({labels, 1, 1, 2}, {.change_max = 0}).status, Status::invalid_argument);
}

TEST(Mace, finds_the_truth_that_spammers_outvote) {
    const Crowd crowd = simulate(400, 3, with_spammers);
    for (const MaceMethod method :
         {MaceMethod::expectation_maximization, MaceMethod::variational_bayes}) {
        const Mace fit = mace(crowd.set(), {.method = method});
        EXPECT_EQ(fit.status, Status::ok);
        EXPECT_GT(accuracy(crowd, fit.posteriors), 0.9);
        EXPECT_GT(fit.competence_ratio[0], 0.8);
        EXPECT_LT(fit.competence_ratio[2], 0.2);
        EXPECT_GT(fit.strategy[6], 0.8);
    }
}

TEST(Mace, does_not_depend_on_the_order_of_the_labels) {
    const Crowd crowd = simulate(60, 3, with_spammers);
    EXPECT_EQ(mace(crowd.set()).posteriors, mace(shuffled(crowd).set()).posteriors);
}

TEST(Mace, does_not_depend_on_the_numbers_of_the_annotators) {
    const Crowd crowd = simulate(60, 3, with_spammers);
    Crowd renamed = crowd;
    for (Label& label : renamed.labels) label.annotator = 4 - label.annotator;
    const Mace one = mace(crowd.set(), {.restart_count = 1, .change_max = 1e-10});
    const Mace other = mace(renamed.set(), {.restart_count = 1, .change_max = 1e-10});
    for (std::size_t a = 0; a < 5; ++a)
        EXPECT_NEAR(one.competence_ratio[a], other.competence_ratio[4 - a], 1e-6);
}

TEST(Mace, restarts_from_other_places_and_keeps_the_best) {
    // Two camps of equal size: the even start cannot choose between them.
    const Crowd one_camp = simulate(40, 4, {1});
    Crowd crowd{.truth = one_camp.truth, .annotator_count = 4, .category_count = 4};
    for (const Label& label : one_camp.labels)
        for (std::uint32_t a = 0; a < 4; ++a)
            crowd.labels.push_back({label.item, a, a < 2 ? label.category : label.item % 4});
    const Mace fit =
        mace(crowd.set(), {.method = MaceMethod::expectation_maximization, .change_max = 1e-10});
    ASSERT_EQ(fit.restart_log_likelihoods.size(), 10);
    const auto [worst, best] = std::ranges::minmax(fit.restart_log_likelihoods);
    EXPECT_GT(best, worst + 1);
    EXPECT_EQ(fit.log_likelihood, best);
}

TEST(Mace, names_bad_input) {
    const std::vector<Label> labels = {{0, 0, 1}};
    EXPECT_EQ(mace({labels, 1, 1, 1}).status, Status::invalid_argument);
    EXPECT_EQ(mace({{}, 1, 1, 2}).status, Status::insufficient_data);
    EXPECT_EQ(mace({{}, 1, 1, 1}).status, Status::no_variation);
    EXPECT_EQ(mace({labels, 1, 1, 2}, {.smoothing = 0}).status, Status::invalid_argument);
    EXPECT_EQ(mace({labels, 1, 1, 2}, {.restart_count = 0}).status, Status::invalid_argument);
}

TEST(Mace, says_when_it_stopped_before_the_end) {
    const Crowd crowd = simulate(60, 3, with_spammers);
    const Mace fit = mace(crowd.set(), {.iteration_count_max = 1});
    EXPECT_EQ(fit.status, Status::not_converged);
    EXPECT_FALSE(fit.warnings.empty());
}

}  // namespace
}  // namespace assay::stats
