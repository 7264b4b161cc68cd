#pragma once
// The steps that a model wrote for a criterion of the user's own. They are kept for all runs, so
// that the same judge grades the same way next week; every edit is a version of its own.

#include "engine/run_spec.hpp"
#include "store/meta_store.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace assay::engine {

struct StepsVersion {
    std::vector<std::string> steps;
    std::string author;      ///< `provider/name`, or `edited`
    std::string created_at;  ///< RFC 3339
};

struct JudgeSteps {
    std::string key;                     ///< content hash of the judge that lacks its steps
    std::string judge;                   ///< Evaluator::name of the run that asked first
    std::string criteria;                ///< what the steps are for
    std::vector<StepsVersion> versions;  ///< the last one counts
};

/// Gives judges that lack their steps those that are kept; whether it gave any. Errors: those of
/// the store, corrupt.
Result<bool> use_kept_steps(JudgingSpec& spec, store::MetaStore& meta);
/// Keeps the steps that a model wrote for the judge as it was asked for.
Result<void> keep_steps(const JudgingSpec& spec,
                        const JudgeRequest& asked,
                        const JsonObject& completed,
                        store::MetaStore& meta);
/// All that are kept.
Result<std::vector<JudgeSteps>> kept_steps(store::MetaStore& meta);
/// By the start of the key or the judge's name. Errors: not_found, with what is known;
/// invalid_input when several match.
Result<JudgeSteps> find_steps(std::string_view judge, store::MetaStore& meta);
/// Makes a new version. Errors: invalid_input for no steps.
Result<void> edit_steps(JudgeSteps steps, std::vector<std::string> edited, store::MetaStore& meta);

Json to_json(const JudgeSteps& steps);

}  // namespace assay::engine
