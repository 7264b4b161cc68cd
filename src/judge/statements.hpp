#pragma once
// Judges that decide about a list of statements, one by one, in one call: what share of them holds.
// faithfulness, answer_relevancy, context_precision, context_recall and trajectory differ only in
// what the list is of.

#include "judge/judge.hpp"

#include <string_view>

namespace assay::judge {

struct StatementTask {
    std::string_view instructions;  ///< what to list and when an entry holds
    /// What the list has one entry for.
    enum class Entries { found_by_judge, passages, references } entries = Entries::found_by_judge;
    bool needs_context = false;
    bool needs_target = false;
    /// Rank-aware: the mean over entries that hold of the share that holds up to each of them.
    bool is_average_precision = false;
};

/// The judge of a task. It has no options.
Result<std::unique_ptr<Judge>> make_statement_judge(const StatementTask& task,
                                                    const JsonObject& options);

}  // namespace assay::judge
