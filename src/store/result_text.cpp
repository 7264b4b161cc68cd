#include "store/result_text.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <concepts>

namespace assay::store {
namespace {

template <std::integral T>
void append_integer(std::string& out, T number) {
    std::array<char, 24> buffer;
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number).ptr;
    out.append(buffer.data(), end);
}

/// The shortest text that reads back the same, always recognisable as no integer; null when not
/// finite.
void append_number(std::string& out, double number) {
    if (!std::isfinite(number)) {
        out += "null";
        return;
    }
    std::array<char, 32> buffer;
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number).ptr;
    const std::string_view digits(buffer.data(), static_cast<std::size_t>(end - buffer.data()));
    out += digits;
    if (digits.find_first_of(".e") == std::string_view::npos) out += ".0";
}

void append_usage(std::string& out, const Usage& usage) {
    out += R"({"prompt_tokens":)";
    append_integer(out, usage.prompt_tokens);
    out += R"(,"completion_tokens":)";
    append_integer(out, usage.completion_tokens);
    out += R"(,"cached_prompt_tokens":)";
    append_integer(out, usage.cached_prompt_tokens);
    out += '}';
}

void append_completion(std::string& out, const Completion& completion) {
    out += R"({"text":)";
    append_json_string(out, completion.text);
    out += R"(,"finish_reason":)";
    append_json_string(out, completion.finish_reason);
    out += R"(,"served_model":)";
    append_json_string(out, completion.served_model);
    out += R"(,"latency_ms":)";
    append_number(out, completion.latency_ms);
    out += R"(,"attempt_count":)";
    append_integer(out, completion.attempt_count);
    out += completion.is_cached ? R"(,"is_cached":true)" : R"(,"is_cached":false)";
    if (completion.usage) {
        out += R"(,"usage":)";
        append_usage(out, *completion.usage);
    }
    if (completion.cost) {
        out += R"(,"cost_usd_nanos":)";
        append_integer(out, completion.cost->nanos);
    }
    if (!completion.logprobs.empty()) {
        out += R"(,"logprobs":)";
        append_logprobs_text(out, completion.logprobs);
    }
    out += '}';
}

void append_scores(std::string& out, const std::vector<Score>& scores) {
    out += '[';
    for (const Score& score : scores) {
        if (&score != scores.data()) out += ',';
        out += R"({"evaluator":)";
        append_json_string(out, score.evaluator);
        out += R"(,"value":)";
        append_number(out, score.value.value_or(std::nan("")));
        if (!score.reason.empty()) {
            out += R"(,"reason":)";
            append_json_string(out, score.reason);
        }
        if (score.is_deferred) out += R"(,"deferred":true)";
        out += '}';
    }
    out += ']';
}

}  // namespace

void append_logprobs_text(std::string& out, const std::vector<TokenLogprob>& logprobs) {
    out += '[';
    for (const TokenLogprob& token : logprobs) {
        if (&token != logprobs.data()) out += ',';
        out += R"({"token":)";
        append_json_string(out, token.token);
        out += R"(,"logprob":)";
        append_number(out, token.log_probability);
        out += R"(,"top":[)";
        for (const TokenAlternative& alternative : token.top) {
            if (&alternative != token.top.data()) out += ',';
            out += R"({"token":)";
            append_json_string(out, alternative.token);
            out += R"(,"logprob":)";
            append_number(out, alternative.log_probability);
            out += '}';
        }
        out += "]}";
    }
    out += ']';
}

void append_result_text(std::string& out, const SampleResult& result) {
    out += R"({"id":)";
    append_json_string(out, result.sample_id.view());
    out += R"(,"index":)";
    append_integer(out, result.sample_index);
    out += R"(,"epoch":)";
    append_integer(out, result.epoch);
    if (result.cluster) {
        out += R"(,"cluster":)";
        append_json_string(out, *result.cluster);
    }
    out += R"(,"input":)";
    append_json_string(out, result.input);
    out += R"(,"targets":[)";
    for (const std::string& target : result.targets) {
        if (&target != result.targets.data()) out += ',';
        append_json_string(out, target);
    }
    out += R"(],"answer":)";
    append_json_string(out, result.answer);
    if (result.completion) {
        out += R"(,"completion":)";
        append_completion(out, *result.completion);
    }
    if (result.error) {
        out += R"(,"error":{"kind":)";
        append_json_string(out, to_string(result.error->kind));
        out += R"(,"message":)";
        append_json_string(out, result.error->message);
        out += '}';
    }
    if (!result.metadata.is_null()) {
        out += R"(,"metadata":)";
        out += to_json_text(result.metadata);
    }
    out += R"(,"scores":)";
    append_scores(out, result.scores);
    if (!result.judgements.empty()) {
        out += R"(,"judgements":)";
        out += to_json_text(judgements_to_json(result.judgements));
    }
    out += '}';
}

}  // namespace assay::store
