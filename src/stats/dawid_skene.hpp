#pragma once
// What is true of each item when annotators err in their own ways: truth and error rates together,
// by expectation-maximisation. Pure functions.

#include "stats/estimate.hpp"
#include "stats/labels.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace assay::stats {

enum class AnnotatorModel {
    confusion_matrix,  ///< own error rates for each pair of categories: 20 items each, or more
    one_coin,          ///< one accuracy each, errors spread evenly: for fewer
};

struct DawidSkeneOptions {
    AnnotatorModel model = AnnotatorModel::confusion_matrix;
    /// Added to each expected count of a confusion matrix, so that nothing is impossible.
    double smoothing = 0.01;
    double change_max = 1e-6;  ///< done when no posterior moves further
    std::size_t iteration_count_max = 10'000;
    /// The known truth per item; null: not known. Empty: none is.
    std::span<const std::optional<std::uint32_t>> gold = {};
};

struct DawidSkene {
    Status status = Status::ok;
    /// [item * category_count + category], 0..1; all 0 for an item without labels and gold.
    std::vector<double> posteriors;
    std::vector<double> class_prior;  ///< how common each category is
    /// [(annotator * category_count + true) * category_count + said], the shares of what is said
    /// of a true category; a row is all 0 where nothing tells.
    std::vector<double> confusion;
    double log_likelihood = 0;  ///< of the labels, natural log
    std::size_t iteration_count = 0;
    std::vector<std::string> warnings;
};

/// Starts from vote shares. A repeated label multiplies the likelihood. Stops on the posteriors and
/// not on the likelihood, which can stand still long before them: some data take thousands of
/// iterations. not_converged, with values, at iteration_count_max; insufficient_data without
/// labels; no_variation with one category; invalid_argument for an invalid set, gold or option.
/// O(labels * categories) an iteration. Warns when the categories look exchanged and when a
/// confusion matrix rests on fewer than 20 labels.
/// Source: Dawid & Skene 1979; one coin: Zhang, Chen, Zhou & Jordan 2016.
DawidSkene dawid_skene(const LabelSet& set, const DawidSkeneOptions& options = {});

}  // namespace assay::stats
