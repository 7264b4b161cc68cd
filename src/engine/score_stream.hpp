#pragma once
// Scores in the order of time, from a file, from a pipe that is still being written, or from a
// stored run; one at a time, so that memory does not grow with them.

#include "experiment/monitor.hpp"

#include "domain/run.hpp"
#include "store/result_store.hpp"

#include <cstdint>
#include <functional>
#include <iosfwd>
#include <string>
#include <vector>

namespace assay::engine {

struct ScoreStreamFields {
    std::string metric;                         ///< field of the value; of a run an evaluator
    std::vector<std::string> slices;            ///< each combination of values is a stream
    std::string label;                          ///< a time or an id; empty: `time`, else `id`
    std::string inclusion = "inclusion_ratio";  ///< probability to have been drawn; absent: 1
};

using ScoreHandler =
    std::function<Result<void>(const std::string& stream, const experiment::MonitoredValue& value)>;

struct ScoreStreamCounts {
    std::uint64_t scored = 0;
    std::uint64_t unscored = 0;  ///< null or absent, and samples with an error
};

/// Any format of datasets. Numbers, true and false are values. Errors: those of open_columns;
/// invalid_input with `file:line: field 'x': …`, also for what `handle` refuses and for a file
/// none of whose rows has the metric.
Result<ScoreStreamCounts> read_score_file(const std::string& path,
                                          const ScoreStreamFields& fields,
                                          const ScoreHandler& handle);

/// JSON lines as they come, up to 1 MiB each. Errors: as above with `name:line: …`.
Result<ScoreStreamCounts> read_score_lines(std::istream& lines,
                                           const std::string& name,
                                           const ScoreStreamFields& fields,
                                           const ScoreHandler& handle);

/// The samples of a run in their order; slices are fields of their metadata, or `model`. A judge's
/// scores are those of its full tier. Errors: invalid_input when the run has no such evaluator.
Result<ScoreStreamCounts> read_score_run(const Run& run,
                                         const ScoreStreamFields& fields,
                                         store::ResultStore& results,
                                         const ScoreHandler& handle);

}  // namespace assay::engine
