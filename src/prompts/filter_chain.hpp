#pragma once
// Answer filters: from what a model wrote to the answer that is scored (docs/filters.md). Immutable
// after make; any number of threads may apply one chain at once.

#include "core/json.hpp"

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace assay::prompts {

/// What a chain made of an output. `extracted` is false if a filter found nothing and `text` is a
/// fallback.
struct Extraction {
    std::string text;
    bool extracted = true;

    bool operator==(const Extraction&) const = default;
};

/// What a filter may know about the sample.
struct FilterContext {
    std::span<const std::string> choices{};
};

class AnswerFilter;

class FilterChain {
  public:
    /// `spec`: one filter or a list of them; each a name (`"strip"`), an object with the name as
    /// its key (`{"regex": {"pattern": "…", "group_select": -1}}`, `{"after": "Answer:"}`), or
    /// lm-evaluation-harness's form (`{"function": "regex", "regex_pattern": "…"}`). Null or an
    /// empty list: the output as it is. Errors: invalid_input that names `where`, with the nearest
    /// name.
    static Result<FilterChain> make(const Json& spec, std::string_view where);

    /// The answer in one output. Errors: exhausted if a regular expression took too many steps;
    /// invalid_input if the context lacks what a filter needs.
    [[nodiscard]] Result<Extraction> apply(std::string_view output,
                                           const FilterContext& context = {}) const;
    /// The answers in the repeated outputs of one sample; take_first, take_first_k and
    /// majority_vote leave fewer.
    [[nodiscard]] Result<std::vector<Extraction>> apply_all(
        std::span<const std::string> outputs, const FilterContext& context = {}) const;

    [[nodiscard]] bool is_empty() const { return filters_.empty(); }

  private:
    // Shared by copies of the chain: filters never change.
    std::vector<std::shared_ptr<const AnswerFilter>> filters_;
};

}  // namespace assay::prompts
