#pragma once
// One step of a filter chain and the table of all kinds. Internal to the layer.

#include "prompts/filter_chain.hpp"

#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace assay::prompts {

class AnswerFilter {
  public:
    AnswerFilter() = default;
    AnswerFilter(const AnswerFilter&) = delete;
    AnswerFilter& operator=(const AnswerFilter&) = delete;
    virtual ~AnswerFilter() = default;
    /// Changes the answers of one sample in place.
    virtual Result<void> apply(std::vector<Extraction>& answers,
                               const FilterContext& context) const = 0;
};

/// Filters that treat each answer alone.
class EachAnswerFilter : public AnswerFilter {
  public:
    Result<void> apply(std::vector<Extraction>& answers, const FilterContext& context) const final {
        for (Extraction& answer : answers) CHECK_OK(change(answer, context));
        return {};
    }

  private:
    virtual Result<void> change(Extraction& answer, const FilterContext& context) const = 0;
};

inline constexpr std::string_view no_answer = "[invalid]";
inline void give_up(Extraction& answer, std::string_view fallback) {
    answer.text = fallback;
    answer.extracted = false;
}

using MadeFilter = Result<std::shared_ptr<const AnswerFilter>>;
struct FilterKind {
    std::string_view name;
    /// The option a bare value stands for: `{"after": "x"}` is `{"after": {"text": "x"}}`.
    std::string_view main_option;
    MadeFilter (*make)(const JsonObject& options, const std::string& where);
};

std::span<const FilterKind> regex_kinds();
std::span<const FilterKind> text_kinds();
std::span<const FilterKind> vote_kinds();

}  // namespace assay::prompts
