#pragma once
// What one judge said about one sample, and everything a reader needs to weigh it: in which tier it
// was asked, with which probability it was asked at all, how the number was made, what it cost.

#include "core/json.hpp"
#include "core/usd.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay {

/// How a judge's number was made. Numbers of different modes are never mixed in one estimate.
enum class JudgeMode {
    logprobs,   ///< expected value over the scale by token probabilities (G-Eval)
    samples,    ///< mean over repeated answers
    verdict,    ///< what one answer said
    distilled,  ///< predicted by a small model that was trained on the judge's scores
};

std::string_view to_string(JudgeMode mode);
/// Errors: corrupt.
Result<JudgeMode> parse_judge_mode(std::string_view text);

/// What a reader should know of a judgement beyond its value.
enum class JudgeFlag {
    injection_suspected,  ///< the judged text looks as if it addresses the judge
    deferred,             ///< no judge could be reached; `assay resume` asks again
    fallback,             ///< another model than the first in line answered
    repaired,             ///< the first answer was no verdict; one repair turn gave it
    position_flip,        ///< a pairwise verdict changed when the two sides changed places
    pending,              ///< waits for a person
    uncertain,            ///< a distilled judge does not stand for this prediction
};

std::string_view to_string(JudgeFlag flag);
/// Errors: corrupt.
Result<JudgeFlag> parse_judge_flag(std::string_view text);

struct Judgement {
    std::string evaluator;        ///< Evaluator::name
    std::string tier;             ///< `distilled`, `fast`, `full` or `human`
    std::optional<double> value;  ///< 0 … 1; null: unscored
    std::optional<double> raw;    ///< on the judge's own scale
    std::string label;            ///< of a closed set; may be empty
    std::string reason;           ///< the judge's, or why unscored; may be empty
    JudgeMode mode = JudgeMode::verdict;
    std::string model;           ///< `provider/name` that answered
    double inclusion_ratio = 1;  ///< probability to be judged in this tier, given the tier before
    std::optional<double> confidence;  ///< 0 … 1: probability mass, agreement of the
                                       ///< samples, or 1 - half width of the interval
    std::uint32_t call_count = 0;      ///< answers it took, cached ones included
    std::int64_t prompt_tokens = 0;
    std::int64_t completion_tokens = 0;
    std::optional<Usd> cost;  ///< of the calls of this run; null when a price is unknown
    double latency_ms = 0;    ///< sum over the calls of this run
    std::vector<JudgeFlag> flags;

    [[nodiscard]] bool has(JudgeFlag flag) const;
    bool operator==(const Judgement&) const = default;
};

/// Adds what another judgement took: calls, tokens, time and money; an unknown price makes the sum
/// unknown.
void add_effort(Judgement& judgement, const Judgement& other);

Json to_json(const Judgement& judgement);
/// Errors: corrupt, naming the field.
Result<Judgement> judgement_from_json(const Json& value);

}  // namespace assay
