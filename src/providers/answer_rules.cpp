#include "providers/answer_rules.hpp"

#include "core/file.hpp"
#include "core/hash.hpp"
#include "core/yaml.hpp"

#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <random>
#include <vector>

namespace assay::providers {
namespace {

constexpr std::size_t group_count_max = 10;

/// When a rule's fault strikes, by the number of the call that reached the rule, from 1.
struct FaultSchedule {
    ScriptedFault fault;
    std::uint64_t first = 0;  ///< the first n calls
    std::uint64_t every = 0;  ///< every n-th call
    double rate = 0;          ///< each call, with this probability

    [[nodiscard]] bool is_due(std::uint64_t call, std::mt19937_64& random) const {
        if (first == 0 && every == 0 && rate <= 0) return true;
        if (call <= first) return true;
        if (every > 0 && call % every == 0) return true;
        return rate > 0 && std::uniform_real_distribution<double>(0, 1)(random) < rate;
    }
};

struct Rule {
    std::optional<std::string> equals;
    std::optional<std::string> contains;
    std::unique_ptr<RE2> regex;
    std::optional<std::string> answer;
    std::chrono::milliseconds latency{0};
    std::optional<FaultSchedule> fault;
    std::vector<TokenAlternative> first_token;
    std::uint64_t call_count = 0;

    bool fits(std::string_view input, std::array<re2::StringPiece, group_count_max>& groups) const {
        if (equals && *equals != input) return false;
        if (contains && input.find(*contains) == std::string_view::npos) return false;
        if (!regex) return true;
        const int count =
            std::min(1 + regex->NumberOfCapturingGroups(), static_cast<int>(group_count_max));
        const re2::StringPiece text(input.data(), input.size());
        return regex->Match(text, 0, text.size(), RE2::UNANCHORED, groups.data(), count);
    }
};

/// `{input}` and `{0}` … `{9}` are filled in; other braces stay.
std::string fill(std::string_view form,
                 std::string_view input,
                 const std::array<re2::StringPiece, group_count_max>& groups) {
    constexpr std::string_view input_mark = "{input}";
    std::string text;
    while (!form.empty()) {
        if (form.starts_with(input_mark)) {
            text += input;
            form.remove_prefix(input_mark.size());
        } else if (form.size() >= 3 && form[0] == '{' && form[1] >= '0' && form[1] <= '9' &&
                   form[2] == '}') {
            const re2::StringPiece& group = groups[static_cast<std::size_t>(form[1] - '0')];
            if (group.data() != nullptr) text.append(group.data(), group.size());
            form.remove_prefix(3);
        } else {
            text += form[0];
            form.remove_prefix(1);
        }
    }
    return text;
}

std::string_view trimmed(std::string_view text) {
    const std::size_t begin = text.find_first_not_of(" \t\r\n");
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

Result<std::uint64_t> read_count(const JsonFields& fields,
                                 std::string_view name,
                                 const std::string& where) {
    TRY(const auto count, fields.optional_integer(name));
    if (count.value_or(0) < 0)
        return fail(ErrorKind::invalid_input, "{}: {} is negative", where, name);
    return static_cast<std::uint64_t>(count.value_or(0));
}

Result<FaultSchedule> read_fault(const Json& value, const std::string& where) {
    if (!value.is_object())
        return fail(ErrorKind::invalid_input, "{}: error is not a mapping", where);
    const JsonFields fields(value.get_object(), where);
    CHECK_OK(fields.only(std::array<std::string_view, 6>{
        "status", "message", "first", "every", "rate", "retry_after_s"}));
    FaultSchedule schedule{.fault = {.status = 500, .message = {}, .retry_after = {}}};
    TRY(const auto status, fields.optional_integer("status"));
    if (status && (*status < 400 || *status > 599))
        return fail(ErrorKind::invalid_input, "{}: status {} is not 400 … 599", where, *status);
    schedule.fault.status = static_cast<int>(status.value_or(500));
    TRY(const auto message, fields.optional_string("message"));
    schedule.fault.message = message.value_or("scripted error");
    TRY(schedule.first, read_count(fields, "first", where));
    TRY(schedule.every, read_count(fields, "every", where));
    TRY(const auto rate, fields.optional_number("rate"));
    schedule.rate = rate.value_or(0);
    if (!(schedule.rate >= 0 && schedule.rate <= 1))
        return fail(ErrorKind::invalid_input, "{}: rate {} is not 0 … 1", where, schedule.rate);
    TRY(const auto seconds, fields.optional_number("retry_after_s"));
    if (seconds && !(*seconds >= 0 && *seconds <= 1e6))
        return fail(ErrorKind::invalid_input, "{}: retry_after_s is not 0 … 1000000", where);
    if (seconds)
        schedule.fault.retry_after =
            std::chrono::milliseconds(static_cast<std::int64_t>(*seconds * 1000));
    return schedule;
}

/// `{"4": 0.7, "5": 0.2}`: of the first token of the answer.
Result<std::vector<TokenAlternative>> read_probabilities(const Json& value,
                                                         const std::string& where) {
    if (!value.is_object())
        return fail(ErrorKind::invalid_input, "{}: probabilities are not a mapping", where);
    std::vector<TokenAlternative> tokens;
    for (const auto& member : value.get_object()) {
        const auto number = json_number(member.value());
        if (!number || !(*number > 0 && *number <= 1))
            return fail(ErrorKind::invalid_input,
                        "{}: the probability of '{}' is not above 0 and at most 1",
                        where,
                        std::string_view(member.key()));
        tokens.push_back({.token = std::string(std::string_view(member.key())),
                          .log_probability = std::log(*number)});
    }
    std::ranges::sort(tokens, std::greater{}, &TokenAlternative::log_probability);
    return tokens;
}

Result<Rule> read_rule(const Json& value, const std::string& where) {
    if (!value.is_object())
        return fail(ErrorKind::invalid_input, "{}: a rule is not a mapping", where);
    const JsonFields fields(value.get_object(), where);
    CHECK_OK(fields.only(std::array<std::string_view, 7>{
        "equals", "contains", "regex", "answer", "latency_ms", "error", "probabilities"}));
    Rule rule;
    TRY(rule.equals, fields.optional_string("equals"));
    if (rule.equals) rule.equals = std::string(trimmed(*rule.equals));
    TRY(rule.contains, fields.optional_string("contains"));
    TRY(const auto pattern, fields.optional_string("regex"));
    if (pattern) {
        rule.regex = std::make_unique<RE2>(*pattern, RE2::Quiet);
        if (!rule.regex->ok())
            return fail(ErrorKind::invalid_input,
                        "{}: regex '{}': {}",
                        where,
                        *pattern,
                        rule.regex->error());
    }
    TRY(rule.answer, fields.optional_string("answer"));
    TRY(const auto latency_ms, fields.optional_number("latency_ms"));
    if (latency_ms && !(*latency_ms >= 0 && *latency_ms <= 1e7))
        return fail(ErrorKind::invalid_input, "{}: latency_ms is not 0 … 10000000", where);
    rule.latency = std::chrono::milliseconds(static_cast<std::int64_t>(latency_ms.value_or(0)));
    if (const Json* fault = fields.find("error")) {
        TRY(rule.fault, read_fault(*fault, where));
    }
    if (const Json* probabilities = fields.find("probabilities")) {
        TRY(rule.first_token, read_probabilities(*probabilities, where));
    }
    if (!rule.answer && !rule.fault)
        return fail(ErrorKind::invalid_input, "{}: a rule needs 'answer' or 'error'", where);
    return rule;
}

}  // namespace

struct AnswerRules::State {
    std::vector<Rule> rules;
    std::uint64_t seed = 0;
    std::mt19937_64 random{0};
    std::string content_hash;
};

AnswerRules::AnswerRules(std::unique_ptr<State> state) : state_(std::move(state)) {}
AnswerRules::AnswerRules(AnswerRules&&) noexcept = default;
AnswerRules& AnswerRules::operator=(AnswerRules&&) noexcept = default;
AnswerRules::~AnswerRules() = default;

AnswerRules AnswerRules::echo() { return fixed("{input}"); }

AnswerRules AnswerRules::fixed(std::string text) {
    auto state = std::make_unique<State>();
    state->content_hash = sha256_hex(text);
    state->rules.emplace_back().answer = std::move(text);
    return AnswerRules(std::move(state));
}

Result<AnswerRules> AnswerRules::load(const std::string& file) {
    constexpr std::size_t file_bytes_max = 64U << 20U;
    TRY(const std::string text, read_file(file, file_bytes_max));
    return parse(text, file);
}

Result<AnswerRules> AnswerRules::parse(std::string_view text, std::string file) {
    TRY(const YamlDocument document, parse_yaml(text, std::move(file)));
    if (!document.value.is_object())
        return fail(ErrorKind::invalid_input, "{}: expected a mapping with 'rules'", document.file);
    const JsonFields fields(document.value.get_object(), document.file);
    CHECK_OK(fields.only(std::array<std::string_view, 2>{"seed", "rules"}));
    auto state = std::make_unique<State>();
    TRY(state->seed, read_count(fields, "seed", document.file));
    state->random.seed(state->seed);
    state->content_hash = sha256_hex(text);
    const Json* rules = fields.find("rules");
    if (rules == nullptr || !rules->is_array())
        return fail(ErrorKind::invalid_input, "{}: 'rules' is not a list", document.file);
    for (const Json& value : rules->get_array()) {
        const std::string where = document.place(fmt::format("rules/{}", state->rules.size()));
        TRY(Rule rule, read_rule(value, where));
        state->rules.push_back(std::move(rule));
    }
    return AnswerRules(std::move(state));
}

ScriptedAnswer AnswerRules::answer(std::string_view whole_input) {
    const std::string_view input = trimmed(whole_input);
    std::array<re2::StringPiece, group_count_max> groups;
    for (Rule& rule : state_->rules) {
        if (!rule.fits(input, groups)) continue;
        ++rule.call_count;
        ScriptedAnswer answer{.text = {}, .latency = rule.latency, .fault = {}, .first_token = {}};
        if (rule.fault && rule.fault->is_due(rule.call_count, state_->random)) {
            answer.fault = rule.fault->fault;
            return answer;
        }
        // A rule that is only a fault lets later rules answer while its fault is not due.
        if (!rule.answer) continue;
        answer.text = fill(*rule.answer, whole_input, groups);
        answer.first_token = rule.first_token;
        return answer;
    }
    return {.text = {},
            .fault = ScriptedFault{
                .status = 400, .message = "no rule fits the input", .retry_after = {}}};
}

const std::string& AnswerRules::content_hash() const { return state_->content_hash; }

void AnswerRules::reset() {
    state_->random.seed(state_->seed);
    for (Rule& rule : state_->rules) rule.call_count = 0;
}

}  // namespace assay::providers
