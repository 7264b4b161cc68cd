#pragma once
// What the user asked for: the run file, checked and resolved. A value; its JSON is kept with the
// run, so that a resume needs nothing else.

#include "core/json.hpp"
#include "core/yaml.hpp"
#include "engine/custom_spec.hpp"
#include "engine/judging_spec.hpp"
#include "engine/model_spec.hpp"
#include "metrics/scoring.hpp"
#include "providers/provider.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace assay::engine {

/// One message of the prompt; content is a template.
struct MessageTemplate {
    Role role;
    std::string content;

    bool operator==(const MessageTemplate&) const = default;
};

struct RunSpec {
    std::string name;
    std::string dataset;                        ///< path, relative to the working folder
    std::map<std::string, std::string> fields;  ///< our column name ← theirs
    std::string id_field = "id";
    std::optional<std::string> cluster_field;
    bool skips_bad_rows = false;
    std::optional<std::string> model;  ///< `provider/name`; absent: samples carry their output
    providers::Settings settings;
    ProviderSettings provider;
    std::optional<RedactionSpec> redaction;
    std::vector<MessageTemplate> messages;  ///< of a chat model
    std::optional<std::string> completion;  ///< template of a raw prompt for the completions API
    std::string output = "{{ output }}";    ///< template of the recorded output, without a model
    std::vector<std::string> targets;  ///< templates; one that yields a list gives several targets
    Json filters;                      ///< list for prompts::FilterChain, or null
    std::vector<metrics::EvaluatorRequest> evaluators;  ///< metrics; judges are in `judging`
    std::vector<CustomRequest> custom;  ///< those of the user's own; each is in `evaluators` too
    JudgingSpec judging;
    std::vector<std::string> gate;        ///< conditions as written
    std::optional<std::string> baseline;  ///< run that `baseline` in a gate means
    std::uint32_t epoch_count = 1;
    std::optional<std::uint64_t> sample_count_max;
    std::vector<std::string> sample_ids;  ///< only these, when not empty
    std::uint64_t seed = 0;
    std::size_t connection_count_max = 20;
    bool uses_cache = true;
};

/// Errors: invalid_input with file and line: an unknown key (with the nearest known one), a wrong
/// type, a missing field.
Result<RunSpec> run_spec_from_yaml(const YamlDocument& document);

/// Metrics first, then judges.
std::vector<std::string> evaluator_names(const RunSpec& spec);

Json to_json(const RunSpec& spec);
/// Errors: corrupt.
Result<RunSpec> run_spec_from_json(const Json& value);

}  // namespace assay::engine
