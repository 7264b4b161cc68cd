// Reads result text with simdjson. Every getter takes the field's name for the message.

#include "store/result_text.hpp"

#include <simdjson.h>

#include <array>
#include <limits>

namespace assay::store {
namespace {

using Element = simdjson::dom::element;

constexpr std::array error_kinds = {ErrorKind::invalid_input,
                                    ErrorKind::not_found,
                                    ErrorKind::denied,
                                    ErrorKind::rate_limited,
                                    ErrorKind::unavailable,
                                    ErrorKind::timed_out,
                                    ErrorKind::cancelled,
                                    ErrorKind::exhausted,
                                    ErrorKind::corrupt,
                                    ErrorKind::internal};

tl::unexpected<Error> wrong(std::string_view field) {
    return fail(ErrorKind::corrupt, "field '{}' has an unexpected type or value", field);
}

template <typename T>
Result<T> read(Element value, std::string_view field) {
    T out{};
    if (value.get(out) != simdjson::SUCCESS) return wrong(field);
    return out;
}

Result<std::string> read_text(Element value, std::string_view field) {
    TRY(const auto text, read<std::string_view>(value, field));
    return std::string(text);
}

Result<std::uint32_t> read_count(Element value, std::string_view field) {
    TRY(const auto number, read<std::uint64_t>(value, field));
    if (number > std::numeric_limits<std::uint32_t>::max()) return wrong(field);
    return static_cast<std::uint32_t>(number);
}

Json read_json(Element value) {
    switch (value.type()) {
        case simdjson::dom::element_type::ARRAY: {
            JsonArray array;
            for (const Element item : simdjson::dom::array(value)) array.push_back(read_json(item));
            return Json(std::move(array));
        }
        case simdjson::dom::element_type::OBJECT: {
            JsonObject object;
            for (const auto& [key, item] : simdjson::dom::object(value))
                object[boost::json::string_view(key.data(), key.size())] = read_json(item);
            return Json(std::move(object));
        }
        case simdjson::dom::element_type::INT64:
            return Json(std::int64_t{value});
        case simdjson::dom::element_type::UINT64:
            return Json(std::uint64_t{value});
        case simdjson::dom::element_type::DOUBLE:
            return Json(double{value});
        case simdjson::dom::element_type::STRING: {
            const std::string_view text(value);
            return Json(boost::json::string(text));
        }
        case simdjson::dom::element_type::BOOL:
            return Json(bool{value});
        case simdjson::dom::element_type::NULL_VALUE:
            return Json(nullptr);
    }
    return Json(nullptr);
}

Result<double> read_log_probability(Element value) {
    if (value.is_null()) return -std::numeric_limits<double>::infinity();
    return read<double>(value, "logprob");
}

Result<TokenAlternative> read_alternative(Element value) {
    TRY(const auto object, read<simdjson::dom::object>(value, "top"));
    TokenAlternative alternative{.token = {}, .log_probability = 0};
    for (const auto& [key, item] : object) {
        if (key == "token") {
            TRY(alternative.token, read_text(item, key));
        } else if (key == "logprob") {
            TRY(alternative.log_probability, read_log_probability(item));
        }
    }
    return alternative;
}

Result<TokenLogprob> read_logprob(Element value) {
    TRY(const auto object, read<simdjson::dom::object>(value, "logprobs"));
    TokenLogprob token{.token = {}, .log_probability = 0, .top = {}};
    for (const auto& [key, item] : object) {
        if (key == "token") {
            TRY(token.token, read_text(item, key));
        } else if (key == "logprob") {
            TRY(token.log_probability, read_log_probability(item));
        } else if (key == "top") {
            TRY(const auto list, read<simdjson::dom::array>(item, key));
            for (const Element entry : list) {
                TRY(auto alternative, read_alternative(entry));
                token.top.push_back(std::move(alternative));
            }
        }
    }
    return token;
}

Result<std::vector<TokenLogprob>> read_logprobs(Element value) {
    TRY(const auto list, read<simdjson::dom::array>(value, "logprobs"));
    std::vector<TokenLogprob> tokens;
    for (const Element item : list) {
        TRY(auto token, read_logprob(item));
        tokens.push_back(std::move(token));
    }
    return tokens;
}

Result<Usage> read_usage(Element value) {
    TRY(const auto object, read<simdjson::dom::object>(value, "usage"));
    Usage usage;
    for (const auto& [key, item] : object) {
        if (key == "prompt_tokens") {
            TRY(usage.prompt_tokens, read<std::int64_t>(item, key));
        } else if (key == "completion_tokens") {
            TRY(usage.completion_tokens, read<std::int64_t>(item, key));
        } else if (key == "cached_prompt_tokens") {
            TRY(usage.cached_prompt_tokens, read<std::int64_t>(item, key));
        }
    }
    return usage;
}

Result<Completion> read_completion(Element value) {
    TRY(const auto object, read<simdjson::dom::object>(value, "completion"));
    Completion completion;
    for (const auto& [key, item] : object) {
        if (key == "text") {
            TRY(completion.text, read_text(item, key));
        } else if (key == "finish_reason") {
            TRY(completion.finish_reason, read_text(item, key));
        } else if (key == "served_model") {
            TRY(completion.served_model, read_text(item, key));
        } else if (key == "latency_ms") {
            TRY(completion.latency_ms, read<double>(item, key));
        } else if (key == "attempt_count") {
            TRY(completion.attempt_count, read_count(item, key));
        } else if (key == "is_cached") {
            TRY(completion.is_cached, read<bool>(item, key));
        } else if (key == "usage") {
            TRY(completion.usage, read_usage(item));
        } else if (key == "cost_usd_nanos") {
            TRY(const auto nanos, read<std::int64_t>(item, key));
            completion.cost = Usd{nanos};
        } else if (key == "logprobs") {
            TRY(completion.logprobs, read_logprobs(item));
        }
    }
    return completion;
}

Result<void> read_error(Element value, Error& out) {
    TRY(const auto object, read<simdjson::dom::object>(value, "error"));
    bool is_known = false;
    for (const auto& [key, item] : object) {
        if (key == "kind") {
            TRY(const auto text, read<std::string_view>(item, key));
            for (const ErrorKind kind : error_kinds) {
                if (to_string(kind) != text) continue;
                out.kind = kind;
                is_known = true;
            }
        } else if (key == "message") {
            TRY(out.message, read_text(item, key));
        }
    }
    if (!is_known) return wrong("error.kind");
    return {};
}

Result<Score> read_score(Element value) {
    TRY(const auto object, read<simdjson::dom::object>(value, "scores"));
    Score score;
    for (const auto& [key, item] : object) {
        if (key == "evaluator") {
            TRY(score.evaluator, read_text(item, key));
        } else if (key == "value") {
            if (item.is_null()) continue;
            TRY(score.value, read<double>(item, key));
        } else if (key == "reason") {
            TRY(score.reason, read_text(item, key));
        } else if (key == "deferred") {
            TRY(score.is_deferred, read<bool>(item, key));
        }
    }
    return score;
}

Result<void> read_field(SampleResult& result, std::string_view key, Element item) {
    if (key == "index") {
        TRY(result.sample_index, read<std::uint64_t>(item, key));
    } else if (key == "epoch") {
        TRY(result.epoch, read_count(item, key));
    } else if (key == "cluster") {
        TRY(result.cluster, read_text(item, key));
    } else if (key == "input") {
        TRY(result.input, read_text(item, key));
    } else if (key == "targets") {
        TRY(const auto list, read<simdjson::dom::array>(item, key));
        for (const Element entry : list) {
            TRY(std::string target, read_text(entry, key));
            result.targets.push_back(std::move(target));
        }
    } else if (key == "answer") {
        TRY(result.answer, read_text(item, key));
    } else if (key == "completion") {
        TRY(result.completion, read_completion(item));
    } else if (key == "error") {
        Error error{.kind = ErrorKind::internal, .message = {}};
        CHECK_OK(read_error(item, error));
        result.error = std::move(error);
    } else if (key == "metadata") {
        result.metadata = read_json(item);
    } else if (key == "scores") {
        TRY(const auto list, read<simdjson::dom::array>(item, key));
        for (const Element entry : list) {
            TRY(Score score, read_score(entry));
            result.scores.push_back(std::move(score));
        }
    } else if (key == "judgements") {
        TRY(result.judgements, judgements_from_json(read_json(item)));
    }
    return {};
}

}  // namespace

struct ResultTextParser::State {
    simdjson::dom::parser parser;
};

ResultTextParser::ResultTextParser() : state_(std::make_unique<State>()) {}
ResultTextParser::~ResultTextParser() = default;
ResultTextParser::ResultTextParser(ResultTextParser&&) noexcept = default;
ResultTextParser& ResultTextParser::operator=(ResultTextParser&&) noexcept = default;

Result<SampleResult> ResultTextParser::parse(std::string_view text) {
    Element root;
    if (const auto code = state_->parser.parse(text.data(), text.size()).get(root))
        return fail(ErrorKind::corrupt, "not valid JSON: {}", simdjson::error_message(code));
    TRY(const auto object, read<simdjson::dom::object>(root, "result"));
    SampleResult result{.sample_id = SampleId{""}};
    bool has_id = false;
    for (const auto& [key, item] : object) {
        if (key == "id") {
            TRY(std::string id, read_text(item, key));
            result.sample_id = SampleId{std::move(id)};
            has_id = true;
        } else {
            CHECK_OK(read_field(result, key, item));
        }
    }
    if (!has_id) return fail(ErrorKind::corrupt, "field 'id' is missing");
    return result;
}

Result<std::vector<TokenLogprob>> ResultTextParser::parse_logprobs(std::string_view text) {
    Element root;
    if (const auto code = state_->parser.parse(text.data(), text.size()).get(root))
        return fail(ErrorKind::corrupt, "not valid JSON: {}", simdjson::error_message(code));
    return read_logprobs(root);
}

}  // namespace assay::store
