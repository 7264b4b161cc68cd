#pragma once
// What a distilled judge reads, and what it says. Plain values.

#include <optional>
#include <string>
#include <vector>

namespace assay::distill {

/// An output with what is known about it; `score` is what the judge said, and only training reads
/// it, together with `weight` and `group`.
struct Example {
    std::string input;
    std::string output;
    std::vector<std::string> targets;
    /// One a metric, in the same order and number for every example of one judge; finite.
    std::vector<std::optional<double>> metric_scores;
    double weight = 1;  ///< 1 / probability of having been judged; above 0
    std::string group;  ///< the cluster (document, conversation); folds never split one
    double score = 0;   ///< 0..1
};

struct Prediction {
    double score;  ///< 0..1, calibrated
    /// The judge's score lies within score +- half_width with the trained coverage; at most 1,
    /// which says nothing.
    double half_width;
    bool must_escalate;  ///< the promise about errors does not cover this example: ask a judge

    bool operator==(const Prediction&) const = default;
};

}  // namespace assay::distill
