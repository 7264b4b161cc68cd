#pragma once
// Reading answers with simdjson: the whole text is validated (syntax, UTF-8), then fields are
// looked up. Values point into the reader and die at its next read; one reader per thread.

#include "core/result.hpp"

#include <simdjson.h>

#include <cstdint>
#include <optional>
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

}  // namespace assay::providers
