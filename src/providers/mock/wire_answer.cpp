#include "providers/mock/wire_answer.hpp"

#include "core/hash.hpp"
#include "core/json.hpp"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace assay::providers::mock {
namespace {

using simdjson::SUCCESS;
using Element = simdjson::dom::element;

constexpr std::uint64_t answer_count_max = 128;

/// A message's content: text, or a list of parts of which the text parts count.
std::string_view text_of(Element content) {
    std::string_view text;
    if (content.get(text) == SUCCESS) return text;
    simdjson::dom::array parts;
    if (content.get(parts) != SUCCESS) return {};
    for (const Element part : parts) {
        if (part["text"].get(text) == SUCCESS) return text;
    }
    return {};
}

Result<void> read_messages(Element root, Asked& asked) {
    simdjson::dom::array messages;
    if (root["messages"].get(messages) != SUCCESS || messages.size() == 0)
        return fail(ErrorKind::invalid_input, "'messages' is missing or empty");
    for (const Element message : messages) {
        std::string_view role;
        Element content;
        if (message["role"].get(role) != SUCCESS || message["content"].get(content) != SUCCESS)
            return fail(ErrorKind::invalid_input, "a message lacks role or content");
        const std::string_view text = text_of(content);
        asked.prompt_bytes += text.size();
        if (role == "user") asked.input = text;
    }
    return {};
}

Result<void> read_texts(Element root, const char* name, std::vector<std::string_view>& texts) {
    Element value;
    if (root[name].get(value) != SUCCESS)
        return fail(ErrorKind::invalid_input, "'{}' is missing", name);
    std::string_view text;
    simdjson::dom::array list;
    if (value.get(text) == SUCCESS) {
        texts.push_back(text);
    } else if (value.get(list) == SUCCESS) {
        for (const Element item : list)
            if (item.get(text) == SUCCESS) texts.push_back(text);
    }
    if (texts.empty()) return fail(ErrorKind::invalid_input, "'{}' holds no text", name);
    return {};
}

/// Four bytes a token, as approximate_tokens counts; a UTF-8 character is never cut.
std::vector<std::string_view> cut_tokens(std::string_view text) {
    std::vector<std::string_view> tokens;
    while (!text.empty()) {
        std::size_t length = std::min<std::size_t>(4, text.size());
        while (length < text.size() && (static_cast<unsigned char>(text[length]) & 0xC0U) == 0x80U)
            ++length;
        tokens.push_back(text.substr(0, length));
        text.remove_prefix(length);
    }
    return tokens;
}

/// -0.01 … -2.0, the same for the same token.
double logprob_of(std::string_view token, std::uint64_t alternative) {
    return -0.01 - static_cast<double>(hash64(token) % 200) / 100.0 -
           static_cast<double>(alternative);
}

/// The first token as the rules say.
void append_ruled_token(std::string& out,
                        const std::vector<TokenAlternative>& alternatives,
                        std::uint64_t top_count) {
    const auto append = [&](const TokenAlternative& alternative) {
        out += R"({"token":)";
        append_json_string(out, alternative.token);
        fmt::format_to(
            std::back_inserter(out), R"(,"logprob":{:.6f})", alternative.log_probability);
    };
    append(alternatives.front());
    out += R"(,"top_logprobs":[)";
    for (std::size_t i = 0; i < std::min<std::uint64_t>(top_count, alternatives.size()); ++i) {
        if (i > 0) out += ',';
        append(alternatives[i]);
        out += '}';
    }
    out += "]},";
}

void append_chat_logprobs(std::string& out, const ScriptedAnswer& answer, std::uint64_t top_count) {
    std::string_view text = answer.text;
    out += R"(,"logprobs":{"content":[)";
    if (!answer.first_token.empty()) {
        append_ruled_token(out, answer.first_token, top_count);
        const std::string& token = answer.first_token.front().token;
        if (text.starts_with(token)) text.remove_prefix(token.size());
    }
    for (const std::string_view token : cut_tokens(text)) {
        const auto append = [&](std::string_view shown, std::uint64_t alternative) {
            out += R"({"token":)";
            append_json_string(out, shown);
            fmt::format_to(
                std::back_inserter(out), R"(,"logprob":{:.4f})", logprob_of(token, alternative));
        };
        append(token, 0);
        out += R"(,"top_logprobs":[)";
        for (std::uint64_t i = 0; i < top_count; ++i) {
            append(i == 0 ? std::string(token) : fmt::format("alt{}", i), i);
            out += i + 1 < top_count ? "}," : "}";
        }
        out += "]},";
    }
    if (out.back() == ',') out.pop_back();
    out += "]}";
}

void append_completion_logprobs(std::string& out, std::string_view text, std::uint64_t top_count) {
    std::string tokens;
    std::string numbers;
    std::string tops;
    for (const std::string_view token : cut_tokens(text)) {
        const std::string_view comma = tokens.empty() ? "" : ",";
        tokens += comma;
        append_json_string(tokens, token);
        numbers += fmt::format("{}{:.4f}", comma, logprob_of(token, 0));
        tops += comma;
        tops += '{';
        append_json_string(tops, token);
        tops += fmt::format(":{:.4f}", logprob_of(token, 0));
        for (std::uint64_t i = 1; i < top_count; ++i)
            tops += fmt::format(R"(,"alt{}":{:.4f})", i, logprob_of(token, i));
        tops += '}';
    }
    fmt::format_to(std::back_inserter(out),
                   R"(,"logprobs":{{"tokens":[{}],"token_logprobs":[{}],"top_logprobs":[{}]}})",
                   tokens,
                   numbers,
                   tops);
}

bool is_json_object(std::string_view text) {
    const auto value = parse_json(text);
    return value && value->is_object();
}

void append_choice(std::string& out,
                   Endpoint endpoint,
                   const Asked& asked,
                   const ScriptedAnswer& answer,
                   std::uint64_t index) {
    const std::string_view text = answer.text;
    fmt::format_to(std::back_inserter(out), R"({{"index":{},)", index);
    if (endpoint == Endpoint::chat) {
        out += R"("message":{"role":"assistant","content":)";
        append_json_string(out, text);
        out += '}';
        if (asked.wants_logprobs) append_chat_logprobs(out, answer, asked.top_logprob_count);
    } else {
        out += R"("text":)";
        append_json_string(out, text);
        if (asked.wants_logprobs) append_completion_logprobs(out, text, asked.top_logprob_count);
    }
    out += R"(,"finish_reason":"stop"})";
}

}  // namespace

Result<Asked> read_request(Endpoint endpoint, std::string_view body) {
    thread_local simdjson::dom::parser parser;
    Element root;
    if (parser.parse(body.data(), body.size()).get(root) != SUCCESS || !root.is_object())
        return fail(ErrorKind::invalid_input, "the request body is not a JSON object");
    Asked asked;
    if (root["model"].get(asked.model) != SUCCESS)
        return fail(ErrorKind::invalid_input, "'model' is missing");
    if (endpoint == Endpoint::embeddings) {
        CHECK_OK(read_texts(root, "input", asked.embedding_inputs));
        for (const std::string_view text : asked.embedding_inputs)
            asked.prompt_bytes += text.size();
        return asked;
    }
    if (endpoint == Endpoint::completions) {
        std::vector<std::string_view> prompts;
        CHECK_OK(read_texts(root, "prompt", prompts));
        asked.input = prompts.front();
        asked.prompt_bytes = asked.input.size();
        asked.wants_logprobs = root["logprobs"].get(asked.top_logprob_count) == SUCCESS;
    } else {
        CHECK_OK(read_messages(root, asked));
        if (root["logprobs"].get(asked.wants_logprobs) != SUCCESS) asked.wants_logprobs = false;
        if (root["top_logprobs"].get(asked.top_logprob_count) != SUCCESS)
            asked.top_logprob_count = 0;
    }
    if (endpoint != Endpoint::messages ||
        root["tool_choice"]["name"].get(asked.forced_tool) != SUCCESS)
        asked.forced_tool = {};
    if (asked.top_logprob_count > 20)
        return fail(ErrorKind::invalid_input, "at most 20 top logprobs");
    if (endpoint != Endpoint::messages && root["n"].get(asked.answer_count) == SUCCESS &&
        (asked.answer_count == 0 || asked.answer_count > answer_count_max))
        return fail(ErrorKind::invalid_input, "'n' is not 1 … {}", answer_count_max);
    return asked;
}

std::string write_answer(Endpoint endpoint,
                         const Asked& asked,
                         const ScriptedAnswer& answer,
                         std::uint64_t request_number) {
    const std::string_view text = answer.text;
    const std::uint64_t prompt_tokens = approximate_tokens(asked.prompt_bytes);
    const std::uint64_t completion_tokens = approximate_tokens(text.size()) * asked.answer_count;
    std::string out;
    out.reserve(text.size() * asked.answer_count + 320);
    auto end = std::back_inserter(out);
    if (endpoint == Endpoint::messages) {
        fmt::format_to(
            end, R"({{"id":"msg_{}","type":"message","role":"assistant","model":)", request_number);
        append_json_string(out, asked.model);
        const bool is_tool = !asked.forced_tool.empty() && is_json_object(text);
        if (is_tool) {
            fmt::format_to(
                end, R"(,"content":[{{"type":"tool_use","id":"toolu_{}","name":)", request_number);
            append_json_string(out, asked.forced_tool);
            fmt::format_to(end, R"(,"input":{})", text);
        } else {
            out += R"(,"content":[{"type":"text","text":)";
            append_json_string(out, text);
        }
        fmt::format_to(end,
                       R"(}}],"stop_reason":"{}","stop_sequence":null,"usage":)"
                       R"({{"input_tokens":{},"output_tokens":{}}}}})",
                       is_tool ? "tool_use" : "end_turn",
                       prompt_tokens,
                       completion_tokens);
        return out;
    }
    const bool is_chat = endpoint == Endpoint::chat;
    fmt::format_to(end,
                   R"({{"id":"{}-{}","object":"{}","created":0,"model":)",
                   is_chat ? "chatcmpl" : "cmpl",
                   request_number,
                   is_chat ? "chat.completion" : "text_completion");
    append_json_string(out, asked.model);
    out += R"(,"choices":[)";
    for (std::uint64_t i = 0; i < asked.answer_count; ++i) {
        if (i > 0) out += ',';
        append_choice(out, endpoint, asked, answer, i);
    }
    fmt::format_to(end,
                   R"(],"usage":{{"prompt_tokens":{},"completion_tokens":{},"total_tokens":{}}}}})",
                   prompt_tokens,
                   completion_tokens,
                   prompt_tokens + completion_tokens);
    return out;
}

std::string write_embeddings(const Asked& asked) {
    constexpr std::size_t dimension_count = 8;
    std::string out = R"({"object":"list","data":[)";
    auto end = std::back_inserter(out);
    for (std::size_t index = 0; index < asked.embedding_inputs.size(); ++index) {
        std::array<double, dimension_count> vector{};
        double square_sum = 0;
        for (std::size_t i = 0; i < dimension_count; ++i) {
            vector[i] = static_cast<double>(hash64(asked.embedding_inputs[index], i) % 2001) - 1000;
            square_sum += vector[i] * vector[i];
        }
        const double length = std::max(1.0, std::sqrt(square_sum));
        fmt::format_to(end,
                       R"({}{{"object":"embedding","index":{},"embedding":[)",
                       index > 0 ? "," : "",
                       index);
        for (std::size_t i = 0; i < dimension_count; ++i)
            fmt::format_to(end, "{}{:.6f}", i > 0 ? "," : "", vector[i] / length);
        out += "]}";
    }
    out += R"(],"model":)";
    append_json_string(out, asked.model);
    const std::uint64_t tokens = approximate_tokens(asked.prompt_bytes);
    fmt::format_to(end, R"(,"usage":{{"prompt_tokens":{},"total_tokens":{}}}}})", tokens, tokens);
    return out;
}

}  // namespace assay::providers::mock
