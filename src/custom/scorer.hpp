#pragma once
// Evaluators of the user's own: a program or a server that scores samples. One event loop.

#include "async/task.hpp"
#include "core/error.hpp"
#include "core/json.hpp"
#include "net/timeline.hpp"

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace assay::custom {

/// One answered sample, as an evaluator sees it.
struct Item {
    std::string id;  ///< unique in the run
    std::string input;
    std::string output;
    std::vector<std::string> targets;
    std::vector<std::string> context;
    Json metadata;  ///< object or null
};

/// A score, or why there is none.
struct Verdict {
    std::optional<double> score;  ///< finite and within the range; null: unscored
    std::string reason;           ///< the evaluator's, or why unscored; may be empty
    std::optional<Error> error;   ///< nobody answered for this item; asking again may help

    bool operator==(const Verdict&) const = default;
};

struct ScoreRange {
    double low = 0;
    double high = 1;

    bool operator==(const ScoreRange&) const = default;
};

class Scorer {
  public:
    virtual ~Scorer() = default;

    /// One verdict per item, in their order. At most `parallel_count` calls at a time. What broke
    /// on the way is an error of the verdicts. Errors: only what every later call would meet:
    /// invalid_input, not_found, denied.
    virtual async::Task<std::vector<Verdict>> score(std::vector<Item> items) = 0;
    /// Lets what it started come to its end; after the last call.
    virtual async::Task<void> close() = 0;
};

struct ScorerSettings {
    std::string name;    ///< of the evaluator, for messages
    JsonObject options;  ///< as ScorerKind::resolve gave them
    ScoreRange range;
    std::chrono::milliseconds deadline{30'000};  ///< of one batch
    std::size_t parallel_count = 1;              ///< batches at a time
    net::Timeline* timeline = nullptr;           ///< of waits between attempts; null: the machine's
};

struct ScorerKind {
    std::string_view name;
    int version;  ///< goes up when what it sends or how it reads an answer changes
    std::string_view summary;
    std::string_view parallel_key;  ///< of the run file: what parallel_count counts
    bool leaves_machine;            ///< texts are sent to another machine
    /// The options with defaults filled in. Errors: invalid_input, naming the option. Looks neither
    /// at files nor at the environment.
    Result<JsonObject> (*resolve)(const JsonObject& options);
    /// Files that belong to the evaluator: a change of theirs is a new version of it.
    std::vector<std::string> (*files)(const JsonObject& options);
    /// Errors: invalid_input, not_found (program, variable of the environment).
    Result<std::unique_ptr<Scorer>> (*open)(ScorerSettings settings);
};

/// Entries of scorers.def.
std::span<const ScorerKind* const> all_scorers();
/// Null when there is none of that name.
const ScorerKind* find_scorer(std::string_view name);

/// Hash of the content of the kind's files that exist, by name; empty object without any. Errors:
/// denied.
Result<JsonObject> content_of_files(const ScorerKind& kind, const JsonObject& options);

}  // namespace assay::custom
