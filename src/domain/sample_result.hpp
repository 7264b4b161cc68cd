#pragma once
// Everything a run learned about one sample in one epoch: what was asked, what came back, how it
// scored.

#include "core/error.hpp"
#include "core/json.hpp"
#include "domain/completion.hpp"
#include "domain/ids.hpp"
#include "domain/judgement.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace assay {

/// One number for one sample by one evaluator. Unscored is a state, never 0.
struct Score {
    std::string evaluator;        ///< Evaluator::name
    std::optional<double> value;  ///< null: unscored
    std::string reason;           ///< why unscored, or a short explanation; may be empty
    bool is_deferred = false;     ///< the evaluator broke down; `assay resume` asks it again

    bool operator==(const Score&) const = default;
};

struct SampleResult {
    SampleId sample_id;
    std::uint64_t sample_index = 0;
    std::uint32_t epoch = 0;             ///< from 0
    std::optional<std::string> cluster;  ///< samples of one cluster are not independent
    std::string input;                   ///< rendered prompt; messages as JSON text
    std::vector<std::string> targets;
    std::string answer;  ///< output after the task's filters; what the metrics saw
    std::optional<Completion> completion;  ///< absent when the request failed
    std::optional<Error>
        error;                  ///< an infrastructure error; such a sample is unscored, never wrong
    Json metadata;              ///< the sample's other columns (object) or null
    std::vector<Score> scores;  ///< in the order of the run's metrics; empty when error is set
    std::vector<Judgement> judgements;  ///< of the run's judges, for samples that were chosen

    bool operator==(const SampleResult&) const = default;
};

Json judgements_to_json(const std::vector<Judgement>& judgements);
/// Errors: corrupt, naming the field.
Result<std::vector<Judgement>> judgements_from_json(const Json& value);

Json to_json(const SampleResult& result);
/// Errors: corrupt, naming the field.
Result<SampleResult> sample_result_from_json(const Json& value);

}  // namespace assay
