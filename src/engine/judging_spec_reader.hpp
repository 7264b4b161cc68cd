#pragma once
// Reads the keys of a run file that concern judges. Private to this layer.

#include "engine/judging_spec.hpp"
#include "engine/spec_reader.hpp"

namespace assay::engine {

/// An evaluator with the key `judge`.
Result<JudgeRequest> read_judge(const SpecReader& reader,
                                const std::string& path,
                                const JsonObject& object);
Result<void> read_models(const SpecReader& reader,
                         const Json& value,
                         std::map<std::string, ModelSpec>& to);
Result<void> read_tiers(const SpecReader& reader, const Json& value, JudgingSpec& to);
Result<void> read_budget(const SpecReader& reader, const Json& value, JudgingSpec& to);
/// What only the whole file tells: that every judge has a model and every reference an entry.
Result<void> check_judging(const SpecReader& reader, const JudgingSpec& spec);

}  // namespace assay::engine
