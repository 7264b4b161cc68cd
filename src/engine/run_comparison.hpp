#pragma once
// Stored runs as what the experiment layer compares.

#include "experiment/comparison.hpp"

#include "domain/run.hpp"
#include "store/result_store.hpp"

#include <string>

namespace assay::engine {

/// The scores of a run with all that its report knows of them: versions, hashes, what is better,
/// which metric is one of the corpus. A metric of repeats (pass_at_k) has one value a sample, at
/// its first row. Errors: not_found for a run that has not ended; those of the store.
Result<ScoreTable> run_scores(const Run& run,
                              store::ResultStore& results,
                              const store::ScoreQuery& query);

/// Adds the metrics of the corpus (BLEU, F1) that both runs have, on the samples that both
/// answered. Reads both runs in pages; keeps what the metric keeps of each sample.
Result<void> add_corpus_metrics(experiment::RunComparison& comparison,
                                const Run& first,
                                const Run& second,
                                store::ResultStore& results,
                                const experiment::ComparisonOptions& options);

/// The answer of the sample's first repeat; empty when there is none.
Result<std::string> stored_output(const Run& run,
                                  const std::string& sample_id,
                                  store::ResultStore& results);

}  // namespace assay::engine
