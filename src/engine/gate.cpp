#include "engine/gate.hpp"

#include "core/nearest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace assay::engine {
namespace {

constexpr std::string_view example =
    "expected NAME.QUANTITY >= NUMBER, such as 'exact_match.mean >= 0.8' or "
    "'exact_match.mean >= baseline - 0.02'";

constexpr std::array<std::string_view, 7> evaluator_quantities = {
    "mean", "value", "stderr", "ci_low", "ci_high", "n", "unscored"};

struct RunQuantity {
    std::string_view subject;
    std::string_view quantity;
    std::optional<double> (*value)(const report::RunReport&);
};

double ratio(std::uint64_t part, std::uint64_t whole) {
    return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

template <double report::LatencyResult::* member>
std::optional<double> latency(const report::RunReport& report) {
    if (!report.latency) return std::nullopt;
    return (*report.latency).*member;
}

constexpr std::array run_quantities = {
    RunQuantity{"samples",
                "count",
                [](const report::RunReport& r) -> std::optional<double> {
                    return static_cast<double>(r.samples.total);
                }},
    RunQuantity{"errors",
                "count",
                [](const report::RunReport& r) -> std::optional<double> {
                    return static_cast<double>(r.samples.errors);
                }},
    RunQuantity{"errors",
                "rate",
                [](const report::RunReport& r) -> std::optional<double> {
                    return ratio(r.samples.errors, r.samples.total);
                }},
    RunQuantity{"unscored",
                "count",
                [](const report::RunReport& r) -> std::optional<double> {
                    return static_cast<double>(r.samples.unscored);
                }},
    RunQuantity{"unscored",
                "rate",
                [](const report::RunReport& r) -> std::optional<double> {
                    return ratio(r.samples.unscored, r.samples.total);
                }},
    RunQuantity{"cost",
                "usd",
                [](const report::RunReport& r) -> std::optional<double> {
                    if (r.judging && (!r.judging->cost || r.judging->unknown_price_count > 0))
                        return std::nullopt;
                    const double judging = r.judging ? r.judging->cost->dollars() : 0;
                    // Recorded outputs cost nothing to make here, so judges are all there is.
                    if (!r.spending && r.judging) return judging;
                    if (!r.spending || !r.spending->cost || r.spending->unknown_price_count > 0)
                        return std::nullopt;
                    return r.spending->cost->dollars() + judging;
                }},
    RunQuantity{"latency", "p50_ms", latency<&report::LatencyResult::p50_ms>},
    RunQuantity{"latency", "p90_ms", latency<&report::LatencyResult::p90_ms>},
    RunQuantity{"latency", "p95_ms", latency<&report::LatencyResult::p95_ms>},
    RunQuantity{"latency", "p99_ms", latency<&report::LatencyResult::p99_ms>},
    RunQuantity{"latency", "max_ms", latency<&report::LatencyResult::max_ms>},
};

/// Takes words off the front of a condition.
class Scanner {
  public:
    explicit Scanner(std::string_view text) : rest_(text) {}

    std::string_view take_while(auto accepts) {
        skip_spaces();
        std::size_t count = 0;
        while (count < rest_.size() && accepts(rest_[count])) ++count;
        const std::string_view taken = rest_.substr(0, count);
        rest_.remove_prefix(count);
        return taken;
    }
    bool take(std::string_view word) {
        skip_spaces();
        if (!rest_.starts_with(word)) return false;
        rest_.remove_prefix(word.size());
        return true;
    }
    std::optional<double> take_number() {
        skip_spaces();
        const bool has_plus = rest_.starts_with('+');
        const char* begin = rest_.data() + (has_plus ? 1 : 0);
        double number = 0;
        const auto parsed = std::from_chars(begin, rest_.data() + rest_.size(), number);
        if (parsed.ec != std::errc{}) return std::nullopt;
        rest_.remove_prefix(static_cast<std::size_t>(parsed.ptr - rest_.data()));
        if (take("%")) number /= 100;
        return number;
    }
    [[nodiscard]] bool is_at_end() {
        skip_spaces();
        return rest_.empty();
    }

  private:
    void skip_spaces() {
        while (!rest_.empty() && rest_.front() == ' ') rest_.remove_prefix(1);
    }
    std::string_view rest_;
};

std::optional<Comparison> take_comparison(Scanner& scanner) {
    constexpr std::array<std::pair<std::string_view, Comparison>, 6> all = {
        {{"<=", Comparison::less_equal},
         {">=", Comparison::greater_equal},
         {"==", Comparison::equal},
         {"!=", Comparison::not_equal},
         {"<", Comparison::less},
         {">", Comparison::greater}}};
    for (const auto& [sign, comparison] : all) {
        if (scanner.take(sign)) return comparison;
    }
    return std::nullopt;
}

bool holds(double observed, Comparison comparison, double threshold) {
    switch (comparison) {
        case Comparison::less:
            return observed < threshold;
        case Comparison::less_equal:
            return observed <= threshold;
        case Comparison::greater:
            return observed > threshold;
        case Comparison::greater_equal:
            return observed >= threshold;
        case Comparison::equal:
            return observed == threshold;
        case Comparison::not_equal:
            return observed != threshold;
    }
    ASSAY_ASSERT(false, "a Comparison outside its enumerators");
}

std::optional<double> evaluator_value(const stats::Estimate& estimate, std::string_view quantity) {
    if (quantity == "mean" || quantity == "value") return estimate.value;
    if (quantity == "stderr") return estimate.standard_error;
    if (quantity == "n") return static_cast<double>(estimate.count);
    if (quantity == "unscored") return static_cast<double>(estimate.unscored_count);
    if (!estimate.interval) return std::nullopt;
    return quantity == "ci_low" ? estimate.interval->low : estimate.interval->high;
}

std::optional<double> value_of(const GateCondition& gate, const report::RunReport& report) {
    // An evaluator may be called latency or cost; then the quantity tells which of the two is
    // meant.
    const bool is_of_evaluator =
        std::ranges::find(evaluator_quantities, gate.quantity) != evaluator_quantities.end();
    for (const report::EvaluatorResult& result : report.evaluators) {
        if (is_of_evaluator && result.evaluator.name == gate.subject)
            return evaluator_value(result.estimate, gate.quantity);
    }
    for (const RunQuantity& known : run_quantities) {
        if (known.subject == gate.subject && known.quantity == gate.quantity)
            return known.value(report);
    }
    return std::nullopt;
}

report::GateResult judge(const GateCondition& gate,
                         const report::RunReport& report,
                         const std::optional<report::RunReport>& baseline) {
    report::GateResult result{.condition = gate.text, .observed = value_of(gate, report)};
    if (gate.is_relative) {
        const auto base = baseline ? value_of(gate, *baseline) : std::nullopt;
        if (!base) {
            result.explanation =
                fmt::format("The baseline has no value for {}.{}.", gate.subject, gate.quantity);
            return result;
        }
        result.threshold = *base + gate.threshold;
    } else {
        result.threshold = gate.threshold;
    }
    if (!result.observed) {
        result.explanation =
            fmt::format("{}.{} is undefined in this run.", gate.subject, gate.quantity);
        return result;
    }
    result.has_passed = holds(*result.observed, gate.comparison, *result.threshold);
    result.explanation = fmt::format("{}.{} is {:.6g}, the threshold is {:.6g}.",
                                     gate.subject,
                                     gate.quantity,
                                     *result.observed,
                                     *result.threshold);
    return result;
}

Result<void> check_names(const GateCondition& gate, std::span<const std::string> evaluator_names) {
    std::vector<std::string_view> subjects(evaluator_names.begin(), evaluator_names.end());
    std::vector<std::string_view> quantities;
    if (std::ranges::find(subjects, gate.subject) != subjects.end()) {
        quantities.assign(evaluator_quantities.begin(), evaluator_quantities.end());
    }
    for (const RunQuantity& known : run_quantities) {
        subjects.push_back(known.subject);
        if (known.subject == gate.subject) quantities.push_back(known.quantity);
    }
    if (quantities.empty())
        return fail(ErrorKind::invalid_input,
                    "gate '{}': nothing is called '{}'{}",
                    gate.text,
                    gate.subject,
                    did_you_mean(gate.subject, subjects));
    if (std::ranges::find(quantities, gate.quantity) == quantities.end())
        return fail(ErrorKind::invalid_input,
                    "gate '{}': {} has no '{}', it has {}",
                    gate.text,
                    gate.subject,
                    gate.quantity,
                    fmt::join(quantities, ", "));
    return {};
}

}  // namespace

Result<GateCondition> parse_gate(std::string_view text) {
    GateCondition gate{.text = std::string(text), .comparison = Comparison::equal};
    Scanner scanner(text);
    const auto malformed = [&] {
        return fail(ErrorKind::invalid_input, "gate '{}': {}", text, example);
    };
    const std::string_view name = scanner.take_while(
        [](char c) { return c != ' ' && c != '<' && c != '>' && c != '=' && c != '!'; });
    const std::size_t dot = name.rfind('.');
    if (dot == std::string_view::npos || dot == 0 || dot + 1 == name.size()) return malformed();
    gate.subject = name.substr(0, dot);
    gate.quantity = name.substr(dot + 1);
    const auto comparison = take_comparison(scanner);
    if (!comparison) return malformed();
    gate.comparison = *comparison;
    gate.is_relative = scanner.take("baseline");
    if (gate.is_relative && scanner.is_at_end()) return gate;
    const bool is_minus = gate.is_relative && scanner.take("-");
    if (gate.is_relative && !is_minus && !scanner.take("+")) return malformed();
    const auto number = scanner.take_number();
    if (!number || !scanner.is_at_end()) return malformed();
    gate.threshold = is_minus ? -*number : *number;
    return gate;
}

Result<std::vector<GateCondition>> parse_gates(std::span<const std::string> texts,
                                               std::span<const std::string> evaluator_names) {
    std::vector<GateCondition> gates;
    for (const std::string& text : texts) {
        TRY(GateCondition gate, parse_gate(text));
        CHECK_OK(check_names(gate, evaluator_names));
        gates.push_back(std::move(gate));
    }
    return gates;
}

std::vector<report::GateResult> judge_gates(std::span<const GateCondition> gates,
                                            const report::RunReport& report,
                                            const std::optional<report::RunReport>& baseline) {
    std::vector<report::GateResult> results;
    for (const GateCondition& gate : gates) results.push_back(judge(gate, report, baseline));
    return results;
}

}  // namespace assay::engine
