#include "metrics/metric.hpp"
#include "metrics/option_values.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace assay::metrics {
namespace {

constexpr std::array options_of = {
    OptionSpec{"order", "string", "\"any\"", "Whether the order of calls counts: `any`, `strict`."},
    OptionSpec{"arguments",
               "string",
               "\"exact\"",
               "What of the arguments must agree: `exact` (all), `subset` (the expected ones; "
               "further ones are allowed) or `names` (nothing, only the names of the tools)."},
    OptionSpec{"score",
               "string",
               "\"all\"",
               "`all`: 1 if every call matches and none is left over; `f1`: F1 of the calls."}};

enum class Arguments { exact, subset, names };

struct Call {
    std::string name;
    JsonObject arguments;
};

/// Numbers are equal by value however they are written: 1 and 1.0. A long double holds every
/// integer of 64 bits, so large ones do not become equal by rounding.
long double wide_number(const Json& value) {
    if (const auto* integer = value.if_int64()) return static_cast<long double>(*integer);
    if (const auto* integer = value.if_uint64()) return static_cast<long double>(*integer);
    return value.get_double();
}

// The depth is bounded by that of parse_json.
bool is_equal(const Json& left, const Json& right) {  // NOLINT(misc-no-recursion)
    if (left.is_number() && right.is_number()) return wide_number(left) == wide_number(right);
    if (left.kind() != right.kind()) return false;
    if (left.is_array()) return std::ranges::equal(left.get_array(), right.get_array(), is_equal);
    if (!left.is_object()) return left == right;
    const JsonObject& members = left.get_object();
    const JsonObject& others = right.get_object();
    if (members.size() != others.size()) return false;
    for (const auto& member : members) {
        const Json* other = others.if_contains(member.key());
        if (other == nullptr || !is_equal(member.value(), *other)) return false;
    }
    return true;
}

bool matches(const Call& expected, const Call& made, Arguments rule) {
    if (expected.name != made.name) return false;
    if (rule == Arguments::names) return true;
    if (rule == Arguments::exact && expected.arguments.size() != made.arguments.size())
        return false;
    for (const auto& argument : expected.arguments) {
        const Json* value = made.arguments.if_contains(argument.key());
        if (value == nullptr || !is_equal(argument.value(), *value)) return false;
    }
    return true;
}

/// OpenAI sends arguments as a string of JSON, empty for none.
Result<JsonObject> read_arguments(const Json* value, std::string_view name) {
    if (value == nullptr || value->is_null()) return JsonObject{};
    Json parsed = *value;
    if (value->is_string()) {
        const std::string_view text = json_view(value->get_string());
        if (text.empty()) return JsonObject{};
        auto read = parse_json(text);
        if (!read)
            return fail(ErrorKind::invalid_input,
                        "the arguments of '{}' are not JSON: {}",
                        name,
                        read.error().message);
        parsed = *std::move(read);
    }
    if (!parsed.is_object())
        return fail(ErrorKind::invalid_input,
                    "the arguments of '{}' are {}, expected object",
                    name,
                    json_type_name(parsed));
    return std::move(parsed.get_object());
}

/// One call in any of the accepted forms.
Result<Call> read_call(const Json& value, std::size_t number) {
    const JsonObject* object = value.if_object();
    if (object == nullptr)
        return fail(ErrorKind::invalid_input,
                    "call {} is {}, expected object",
                    number,
                    json_type_name(value));
    if (const Json* function = object->if_contains("function");
        function != nullptr && function->is_object())
        object = &function->get_object();
    const Json* name = object->if_contains("name");
    if (name == nullptr || !name->is_string() || name->get_string().empty())
        return fail(ErrorKind::invalid_input, "call {} has no name", number);
    Call call{.name = std::string(json_view(name->get_string())), .arguments = {}};
    const Json* arguments = object->if_contains("arguments");
    if (arguments == nullptr) arguments = object->if_contains("input");
    TRY(call.arguments, read_arguments(arguments, call.name));
    return call;
}

/// A messages API puts blocks of text beside those of calls.
bool is_text_block(const Json& value) {
    const JsonObject* object = value.if_object();
    const Json* type = object == nullptr ? nullptr : object->if_contains("type");
    return type != nullptr && type->is_string() && type->get_string() == "text";
}

Result<std::vector<Call>> read_calls(std::string_view text) {
    TRY(const Json root, parse_json(text));
    const Json* place = &root;
    if (const JsonObject* object = root.if_object()) {
        if (const Json* list = object->if_contains("tool_calls")) place = list;
    }
    std::vector<Call> calls;
    if (place->is_object()) {
        TRY(Call call, read_call(*place, 1));
        calls.push_back(std::move(call));
        return calls;
    }
    if (!place->is_array())
        return fail(ErrorKind::invalid_input,
                    "{}, expected tool calls as a list or an object",
                    json_type_name(*place));
    for (const Json& item : place->get_array()) {
        if (is_text_block(item)) continue;
        TRY(Call call, read_call(item, calls.size() + 1));
        calls.push_back(std::move(call));
    }
    return calls;
}

/// Which of the expected calls (rows) each made call (columns) may stand for.
class Matches {
  public:
    Matches(const std::vector<Call>& expected, const std::vector<Call>& made, Arguments rule)
        : made_count_(made.size()) {
        for (const Call& wanted : expected) {
            std::vector<bool> row;
            row.reserve(made.size());
            for (const Call& call : made) row.push_back(matches(wanted, call, rule));
            rows_.push_back(std::move(row));
        }
    }

    /// The longest common subsequence.
    [[nodiscard]] std::size_t count_in_order() const {
        std::vector<std::size_t> best(made_count_ + 1);
        for (const std::vector<bool>& row : rows_) {
            std::size_t diagonal = 0;
            for (std::size_t column = 0; column < made_count_; ++column) {
                const std::size_t above = best[column + 1];
                best[column + 1] = row[column] ? diagonal + 1 : std::max(above, best[column]);
                diagonal = above;
            }
        }
        return best.back();
    }

    /// The largest bipartite matching, by augmenting paths. Greed would not do: with `subset` a
    /// call may fit several expected ones.
    [[nodiscard]] std::size_t count_in_any_order() const {
        std::vector<std::size_t> row_of(made_count_, nobody);
        std::size_t count = 0;
        for (std::size_t row = 0; row < rows_.size(); ++row) {
            std::vector<bool> is_visited(made_count_);
            if (augment(row, row_of, is_visited)) ++count;
        }
        return count;
    }

  private:
    static constexpr std::size_t nobody = static_cast<std::size_t>(-1);

    // Each level takes another expected call, so the depth is bounded by the length of the target.
    bool augment(std::size_t row,  // NOLINT(misc-no-recursion)
                 std::vector<std::size_t>& row_of,
                 std::vector<bool>& is_visited) const {
        for (std::size_t column = 0; column < made_count_; ++column) {
            if (!rows_[row][column] || is_visited[column]) continue;
            is_visited[column] = true;
            if (row_of[column] == nobody || augment(row_of[column], row_of, is_visited)) {
                row_of[column] = row;
                return true;
            }
        }
        return false;
    }

    std::size_t made_count_;
    std::vector<std::vector<bool>> rows_;
};

struct Rules {
    bool is_ordered;
    Arguments arguments;
    bool is_f1;
};

SampleValue compare(const std::vector<Call>& expected,
                    const std::vector<Call>& made,
                    const Rules& rules) {
    const std::size_t call_count = expected.size() + made.size();
    const Matches found(expected, made, rules.arguments);
    const std::size_t hit_count =
        rules.is_ordered ? found.count_in_order() : found.count_in_any_order();
    if (2 * hit_count == call_count) return SampleValue::of(1);
    const double f1 = 2 * static_cast<double>(hit_count) / static_cast<double>(call_count);
    return SampleValue::explained(
        rules.is_f1 ? f1 : 0,
        fmt::format(
            "{} of {} expected calls matched, {} made", hit_count, expected.size(), made.size()));
}

/// Whether the text does not even begin as calls do. An answer in words makes no call; a call that
/// breaks off is a call gone wrong.
bool is_prose(std::string_view text) {
    const std::size_t start = text.find_first_not_of(" \t\r\n");
    return start == std::string_view::npos || (text[start] != '[' && text[start] != '{');
}

class Scorer final : public SampleScorer {
  public:
    explicit Scorer(Rules rules) : rules_(rules) {}

    [[nodiscard]] SampleValue score(const Observation& observation) const override {
        if (observation.targets.empty()) return SampleValue::unscored("no target");
        // A target that cannot be read is a fault of the data and must not hide behind the output.
        std::vector<std::vector<Call>> targets;
        for (const std::string_view text : observation.targets) {
            auto expected = read_calls(text);
            if (!expected)
                return SampleValue::unscored("the target is not tool calls: " +
                                             expected.error().message);
            targets.push_back(*std::move(expected));
        }
        const auto made = read_calls(observation.output);
        if (!made && is_prose(observation.output) &&
            std::ranges::any_of(targets, [](const auto& calls) { return calls.empty(); }))
            return SampleValue::of(1);
        if (!made)
            return SampleValue::explained(0,
                                          "the output is not tool calls: " + made.error().message);
        SampleValue best = compare(targets.front(), *made, rules_);
        for (std::size_t index = 1; index < targets.size(); ++index) {
            SampleValue value = compare(targets[index], *made, rules_);
            if (value.value > best.value) best = std::move(value);
        }
        return best;
    }

  private:
    Rules rules_;
};

Result<std::unique_ptr<SampleScorer>> make_sample(const JsonObject& options) {
    const OptionValues values("tool_call", options);
    constexpr std::array<std::string_view, 2> orders = {"any", "strict"};
    constexpr std::array<std::string_view, 3> arguments = {"exact", "subset", "names"};
    constexpr std::array<std::string_view, 2> scores = {"all", "f1"};
    TRY(const std::string order, values.one_of("order", orders));
    TRY(const std::string rule, values.one_of("arguments", arguments));
    TRY(const std::string score, values.one_of("score", scores));
    return std::make_unique<Scorer>(Rules{.is_ordered = order == "strict",
                                          .arguments = rule == "exact"    ? Arguments::exact
                                                       : rule == "subset" ? Arguments::subset
                                                                          : Arguments::names,
                                          .is_f1 = score == "f1"});
}

}  // namespace

extern const Metric tool_call;
constinit const Metric tool_call{
    .name = "tool_call",
    .version = 2,
    .range = {0, 1},
    .better = Better::higher,
    .scale = Scale::rate,
    .summary = "Whether the tool calls of the output are the expected ones, by name and arguments.",
    .source = "own definition; its page compares it with those of Ragas, DeepEval and BFCL",
    .options = options_of,
    .sample = make_sample};

}  // namespace assay::metrics
