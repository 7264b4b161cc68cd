#pragma once
// Reading answers with simdjson: the whole text is validated (syntax, UTF-8), then fields are
// looked up. Values point into the reader and die at its next read; one reader per thread.

#include "core/result.hpp"

#include <simdjson.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace assay::providers {

using AnswerValue = simdjson::dom::element;

/// The root of an answer, which is an object. Errors: corrupt, with the start of the body.
Result<AnswerValue> parse_answer(std::string_view body);

/// The member, unless it is absent or null; nothing too when `parent` is no object.
std::optional<AnswerValue> find_member(AnswerValue parent, std::string_view name);
std::optional<std::string_view> find_string(AnswerValue parent, std::string_view name);
/// A count: integers from 0.
std::optional<std::int64_t> find_count(AnswerValue parent, std::string_view name);
std::optional<double> find_number(AnswerValue parent, std::string_view name);
std::optional<simdjson::dom::array> find_array(AnswerValue parent, std::string_view name);

/// The text of an answer that calls tools, the same for every wire format:
/// `{"content":"…","tool_calls":[{"name":"…","arguments":{…}}]}`. Without text beside the calls it
/// has no `content`.
class ToolCallText {
  public:
    /// `arguments` is the text of a JSON value.
    void add(std::string_view name, std::string_view arguments);
    [[nodiscard]] bool is_empty() const { return calls_.empty(); }
    [[nodiscard]] std::string finish(std::string_view content) const;

  private:
    std::string calls_;
};

}  // namespace assay::providers
