#pragma once
// Battles from files of votes and from stored runs whose pairwise judge compared them with other
// outputs.

#include "experiment/battles.hpp"

#include "domain/run.hpp"
#include "store/result_store.hpp"

#include <filesystem>
#include <string>

namespace assay::engine {

/// Adds every row of a file in a format of datasets: model_a, model_b, winner, weight (optional),
/// the cluster and `NAME_a`, `NAME_b` for each control of `battles`. `cluster_field` empty:
/// question_id, where there is one. Errors: those of open_columns, and invalid_input with
/// `file:line: field 'winner': …`.
Result<void> read_battles(const std::filesystem::path& path,
                          const std::string& cluster_field,
                          experiment::Battles& battles);

struct RunBattleOptions {
    std::string judge;     ///< empty: the run's only pairwise judge
    std::string model;     ///< what the run's outputs are called
    std::string opponent;  ///< what the outputs it was compared with are called
};

struct RunBattles {
    std::string against;            ///< template of the other output
    std::uint64_t added_count = 0;  ///< samples that the judge decided; each is a cluster
    std::uint64_t unjudged_count = 0;
};

/// Adds what the pairwise judge of a run said of each sample in its highest tier; the sample is the
/// cluster, so that runs over one dataset share it. Errors: invalid_input when the run has no such
/// judge; those of the store.
Result<RunBattles> add_run_battles(const Run& run,
                                   const RunBattleOptions& options,
                                   store::ResultStore& results,
                                   experiment::Battles& battles);

}  // namespace assay::engine
