#pragma once
// Distilled judges as they are kept: the trained model with what it imitates, and the scores that
// it gave its own training examples out of fold. Without these, a run over samples that the model
// was trained on would compare labels with predictions that have seen them, and its estimate would
// be biased. Plain values.

#include "distill/trained_judge.hpp"

#include "core/json.hpp"
#include "store/meta_store.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace assay::engine {

/// A metric whose score a distilled judge reads.
struct MetricRead {
    std::string name;
    std::string hash;  ///< of the Evaluator

    bool operator==(const MetricRead&) const = default;
};

struct DistilledJudge {
    std::string name;
    std::uint32_t version = 1;  ///< counts up for each name
    std::string judge;          ///< Evaluator::name of the judge it imitates
    std::string judge_hash;     ///< and its hash
    std::string tier;           ///< whose judgements it was trained on
    std::string mode;           ///< in which these were made
    std::vector<std::string> runs;
    std::vector<MetricRead> metrics;  ///< in the order of the model's
    std::string created_at;           ///< RFC 3339
    distill::TrainedJudge model;
    /// Scores out of fold of the training examples, by fingerprint().
    std::unordered_map<std::uint64_t, float> known_scores;
};

/// Name, version, what it imitates and its quality; not the model itself.
Json to_json(const DistilledJudge& judge);

/// Keeps it under the model's hash. A model that is there already keeps its version.
Result<void> keep_distilled(DistilledJudge& judge, store::MetaStore& meta);

/// `reference`: a name (its newest version), the start of a hash, or `latest`. For `latest`, those
/// that imitate one of `judge_hashes` come first. Errors: not_found, with what is known; those of
/// the store; corrupt.
Result<DistilledJudge> find_distilled(std::string_view reference,
                                      const std::vector<std::string>& judge_hashes,
                                      store::MetaStore& meta);

}  // namespace assay::engine
