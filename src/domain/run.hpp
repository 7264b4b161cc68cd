#pragma once
// One execution of a task with one model, as the metadata store keeps it.

#include "core/clock.hpp"
#include "core/json.hpp"
#include "domain/ids.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace assay {

enum class RunState {
    running,      ///< in progress, or stopped without a word: `assay resume` continues it
    finished,     ///< every sample has a result; some may be errors
    interrupted,  ///< stopped on purpose; can be resumed
    failed,       ///< stopped by an error that concerns the whole run; can be resumed
};

std::string_view to_string(RunState state);
/// Errors: corrupt.
Result<RunState> parse_run_state(std::string_view text);

struct Run {
    RunId id;
    std::string name;
    RunState state;
    WallTime created_at;
    std::optional<WallTime> ended_at;
    std::string dataset;          ///< as the user named it
    std::string dataset_version;  ///< SHA-256 of its content; empty until it was read whole
    std::string model;            ///< `provider/name`, or empty for recorded outputs
    Json config;                  ///< the resolved run file: enough to resume
    Json report;                  ///< headline figures, null until the run ends

    bool operator==(const Run&) const = default;
};

}  // namespace assay
