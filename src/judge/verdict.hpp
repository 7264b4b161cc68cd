#pragma once
// Structured verdicts: one JSON object, by the API's schema mode where it has one, else by a strict
// reader; an answer that is none gets one repair turn. A verdict inside the judged text never
// counts: without schema mode the object must repeat the fence's mark, which that text cannot know.

#include "judge/fence.hpp"
#include "judge/judge.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace assay::judge {

/// What a verdict looks like.
struct VerdictForm {
    JsonObject properties;  ///< JSON Schema of the members, all required
    /// What the schema cannot say. Errors: invalid_input for the repair turn.
    std::function<Result<void>(const JsonObject&)> check;
};

/// Asks until there is a verdict: one call, perhaps one repair. Nothing when there is none; the
/// judgement's reason then says why. Errors: those of Model::ask.
async::Task<std::optional<JsonObject>> ask_for_verdict(
    Model& model, Call call, const VerdictForm& form, const Fence& fence, Judgement& judgement);

/// The object that an answer consists of or ends with. `mark`: what its member `mark` must be,
/// empty: no such member is asked for. Errors: invalid_input, in words that a model can act on.
Result<JsonObject> read_verdict(std::string_view text,
                                const VerdictForm& form,
                                std::string_view mark);

}  // namespace assay::judge
