#pragma once
// What goes between us and an evaluator of the user's own (docs/custom-evaluators.md). What it says
// is foreign text: every byte of it is checked here. Pure.

#include "custom/scorer.hpp"

#include <map>

namespace assay::custom {

/// The item as one JSON object without a line break.
std::string item_text(const Item& item);

struct Reply {
    std::string id;
    Verdict verdict;
};

/// One line of a program's output. A score that is missing, null, of another type or out of range
/// is a verdict without one that says so. Errors: corrupt: no JSON object, or no id.
Result<Reply> read_reply(std::string_view line, const ScoreRange& range);
/// A server's `{"results": […]}`. Errors: corrupt.
Result<std::vector<Reply>> read_results(std::string_view body, const ScoreRange& range);

/// The items of one batch and their verdicts so far.
class PendingBatch {
  public:
    explicit PendingBatch(const std::vector<Item>& items);

    /// Errors: corrupt: an id that nobody asked about, or that has its verdict already.
    Result<void> accept(Reply reply);
    [[nodiscard]] bool is_complete() const { return open_count_ == 0; }
    /// Null where none has come.
    [[nodiscard]] std::vector<std::optional<Verdict>>& verdicts() { return verdicts_; }

  private:
    std::map<std::string, std::size_t, std::less<>> indexes_;
    std::vector<std::optional<Verdict>> verdicts_;
    std::size_t open_count_;
};

/// Foreign text for a message: at most about `bytes_max`, from its start; valid UTF-8, no control
/// characters but line feeds.
std::string quotable(std::string_view text, std::size_t bytes_max);

}  // namespace assay::custom
