#include "custom/wire.hpp"

#include "core/utf8.hpp"

#include <fmt/format.h>

#include <cmath>

namespace assay::custom {
namespace {

constexpr std::size_t excerpt_bytes_max = 200;
constexpr std::size_t reason_bytes_max = 4096;

void append_list(std::string& out, std::string_view key, const std::vector<std::string>& texts) {
    out += fmt::format(R"(,"{}":[)", key);
    for (const std::string& text : texts) {
        if (&text != texts.data()) out += ',';
        append_json_string(out, text);
    }
    out += ']';
}

std::string text_of(const Json& value) {
    const std::string text =
        value.is_string() ? std::string(json_view(value.get_string())) : to_json_text(value);
    return quotable(text, reason_bytes_max);
}

/// The member as text; empty when it is missing or null.
std::string text_member(const JsonObject& object, std::string_view key) {
    const Json* value = object.if_contains(key);
    return value == nullptr || value->is_null() ? "" : text_of(*value);
}

Verdict unscored(std::string reason) {
    return {.score = {}, .reason = std::move(reason), .error = {}};
}

Verdict read_verdict(const JsonObject& object, const ScoreRange& range) {
    std::string reason = text_member(object, "reason");
    if (const std::string label = text_member(object, "label"); !label.empty())
        reason = reason.empty() ? label : fmt::format("{}: {}", label, reason);
    if (const std::string error = text_member(object, "error"); !error.empty())
        return unscored("the evaluator says: " + error);
    const Json* score = object.if_contains("score");
    if (score == nullptr) return unscored("the evaluator's reply has no 'score'");
    if (score->is_null())
        return unscored(reason.empty() ? "the evaluator gave no score and no reason" : reason);
    const auto number =
        score->is_bool() ? std::optional(score->get_bool() ? 1.0 : 0.0) : json_number(*score);
    if (!number)
        return unscored(
            fmt::format("the evaluator's score is {}, expected a number, true, false or null",
                        json_type_name(*score)));
    if (!std::isfinite(*number) || *number < range.low || *number > range.high)
        return unscored(fmt::format("the evaluator's score {} is outside its range {} to {}",
                                    *number,
                                    range.low,
                                    range.high));
    return {.score = number, .reason = std::move(reason), .error = {}};
}

Result<Reply> reply_of(const Json& value, const ScoreRange& range) {
    const auto shown = [&value] { return quotable(to_json_text(value), excerpt_bytes_max); };
    if (!value.is_object())
        return fail(ErrorKind::corrupt, "a reply is no JSON object: {}", shown());
    const JsonObject& object = value.get_object();
    const Json* id = object.if_contains("id");
    if (id == nullptr || !id->is_string())
        return fail(ErrorKind::corrupt, "a reply has no 'id' that is a string: {}", shown());
    return Reply{.id = std::string(json_view(id->get_string())),
                 .verdict = read_verdict(object, range)};
}

}  // namespace

std::string item_text(const Item& item) {
    std::string out = R"({"id":)";
    append_json_string(out, item.id);
    out += R"(,"input":)";
    append_json_string(out, item.input);
    out += R"(,"output":)";
    append_json_string(out, item.output);
    append_list(out, "targets", item.targets);
    append_list(out, "context", item.context);
    out += R"(,"metadata":)";
    out += item.metadata.is_object() ? to_json_text(item.metadata) : "{}";
    out += '}';
    return out;
}

Result<Reply> read_reply(std::string_view line, const ScoreRange& range) {
    const auto value = parse_json(line);
    if (!value)
        return fail(ErrorKind::corrupt,
                    "a line of its output is not JSON ({}): {}",
                    value.error().message,
                    quotable(line, excerpt_bytes_max));
    return reply_of(*value, range);
}

Result<std::vector<Reply>> read_results(std::string_view body, const ScoreRange& range) {
    const auto value = parse_json(body);
    if (!value)
        return fail(ErrorKind::corrupt,
                    "its answer is not JSON ({}): {}",
                    value.error().message,
                    quotable(body, excerpt_bytes_max));
    const Json* results = value->is_object() ? value->get_object().if_contains("results") : nullptr;
    if (results == nullptr || !results->is_array())
        return fail(ErrorKind::corrupt,
                    "its answer has no list 'results': {}",
                    quotable(body, excerpt_bytes_max));
    std::vector<Reply> replies;
    for (const Json& result : results->get_array()) {
        TRY(replies.emplace_back(), reply_of(result, range));
    }
    return replies;
}

PendingBatch::PendingBatch(const std::vector<Item>& items)
    : verdicts_(items.size()), open_count_(items.size()) {
    for (std::size_t i = 0; i < items.size(); ++i) indexes_.emplace(items[i].id, i);
    ASSAY_ASSERT(indexes_.size() == items.size(), "the ids of a run's samples differ");
}

Result<void> PendingBatch::accept(Reply reply) {
    const auto found = indexes_.find(reply.id);
    if (found == indexes_.end())
        return fail(ErrorKind::corrupt,
                    "it answers for '{}', which it was not asked about",
                    quotable(reply.id, excerpt_bytes_max));
    std::optional<Verdict>& verdict = verdicts_[found->second];
    if (verdict)
        return fail(
            ErrorKind::corrupt, "it answers twice for '{}'", quotable(reply.id, excerpt_bytes_max));
    verdict = std::move(reply.verdict);
    --open_count_;
    return {};
}

std::string quotable(std::string_view text, std::size_t bytes_max) {
    std::string out;
    while (!text.empty() && out.size() < bytes_max) {
        const std::size_t count = utf8_sequence_bytes(text);
        const auto first = static_cast<unsigned char>(text.front());
        const bool is_control = (first < 0x20 && first != '\n') || first == 0x7F;
        if (count == 0)
            out += "\uFFFD";
        else if (is_control)
            out += ' ';
        else
            out += text.substr(0, count);
        text.remove_prefix(std::max<std::size_t>(count, 1));
    }
    if (!text.empty()) out += "…";
    return out;
}

}  // namespace assay::custom
