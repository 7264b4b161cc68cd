#pragma once
// What a run file says about evaluators of the user's own, programs and web services.

#include "custom/scorer.hpp"

#include "core/json.hpp"
#include "metrics/scoring.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace assay::engine {

struct CustomRequest {
    std::string name;
    std::string kind;    ///< an entry of scorers.def
    JsonObject options;  ///< as ScorerKind::resolve gave them
    std::size_t batch_count_max = 32;
    std::chrono::milliseconds deadline{30'000};  ///< of one batch
    custom::ScoreRange range;
    std::size_t parallel_count = 1;
    std::string version;               ///< raised by the user when the evaluator changes
    std::vector<std::string> context;  ///< templates; one that yields a list gives several texts
    /// Hash of each of its files when the run began; empty before.
    std::optional<JsonObject> content;
};

Json to_json(const CustomRequest& request);

/// Its place among the metrics: scores that come from elsewhere.
metrics::EvaluatorRequest evaluator_request(const CustomRequest& request);

struct RunSpec;

/// When a run begins: notes the content of the evaluators' files, so that an edited script is
/// another evaluator. When it goes on: errors: invalid_input, for a file that has changed since.
Result<void> pin_custom(RunSpec& spec);

}  // namespace assay::engine
