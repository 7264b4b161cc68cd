#include "engine/spec_reader.hpp"

#include "core/nearest.hpp"
#include "engine/run_file_keys.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace assay::engine {
namespace {

/// Of what is counted in 32 bits.
constexpr std::int64_t count_max = 1'000'000'000;
constexpr double timeout_s_least = 0.001;
constexpr double timeout_s_most = 86'400;
/// What fits in memory: so many samples wait together.
constexpr std::int64_t batch_request_count_limit = 50'000;
constexpr std::int64_t hedge_after_ms_limit = 600'000;
constexpr double poll_s_least = 0.01;
constexpr double poll_s_most = 3600;

/// `true`, `false` or a map.
Result<void> read_batch(const SpecReader& reader,
                        const std::string& at,
                        const Json& value,
                        std::optional<BatchSpec>& to) {
    to.reset();
    if (value.is_bool() && !value.get_bool()) return {};
    to.emplace();
    if (value.is_bool()) return {};
    CHECK_OK(reader.only(value, at, batch_keys));
    for (const auto& member : value.get_object()) {
        const std::string_view key = member.key();
        const std::string path = SpecReader::join(at, key);
        const Json& item = member.value();
        if (item.is_null()) continue;
        if (key == "requests_max")
            CHECK_OK(set(to->request_count_max,
                         reader.integer(path, item, 1, batch_request_count_limit)));
        if (key == "poll_s")
            CHECK_OK(set(to->poll_s, reader.number_within(path, item, poll_s_least, poll_s_most)));
    }
    return {};
}

/// `true`, `false`, or how late an answer is before its request goes out again.
Result<void> read_hedge(const SpecReader& reader,
                        const std::string& at,
                        const Json& value,
                        std::optional<net::HedgePolicy>& to) {
    to.reset();
    if (value.is_bool() && !value.get_bool()) return {};
    to.emplace();
    if (value.is_bool()) return {};
    CHECK_OK(reader.only(value, at, hedge_keys));
    const Json* after = value.get_object().if_contains("after_ms");
    if (after == nullptr || after->is_null()) return {};
    TRY(const std::int64_t after_ms,
        reader.integer(SpecReader::join(at, "after_ms"), *after, 1, hedge_after_ms_limit));
    to->after = std::chrono::milliseconds(after_ms);
    return {};
}

}  // namespace

Error SpecReader::error(std::string_view path, std::string_view message) const {
    return make_error(ErrorKind::invalid_input, "{}: {}", document_.place(path), message);
}

Error SpecReader::wrong_type(std::string_view path,
                             const Json& value,
                             std::string_view wanted) const {
    return error(path, fmt::format("'{}' is {}, expected {}", path, json_type_name(value), wanted));
}

Result<void> SpecReader::only(const Json& value,
                              std::string_view path,
                              std::span<const std::string_view> known) const {
    if (!value.is_object()) return wrong_type(path, value, "a map of keys");
    for (const auto& member : value.get_object()) {
        const std::string_view key = member.key();
        if (std::ranges::find(known, key) != known.end()) continue;
        const std::vector<std::string_view> names(known.begin(), known.end());
        return error(join(path, key),
                     fmt::format("unknown key '{}'{}", key, did_you_mean(key, names)));
    }
    return {};
}

Result<std::string> SpecReader::text(std::string_view path, const Json& value) const {
    if (value.is_string()) return std::string(json_view(value.get_string()));
    if (value.is_number() || value.is_bool()) return to_json_text(value);
    return wrong_type(path, value, "a string");
}

Result<double> SpecReader::number(std::string_view path, const Json& value) const {
    const auto found = json_number(value);
    if (!found) return wrong_type(path, value, "a number");
    return *found;
}

Result<double> SpecReader::number_within(std::string_view path,
                                         const Json& value,
                                         double low,
                                         double high) const {
    TRY(const double found, number(path, value));
    if (!(found >= low && found <= high))
        return error(path, fmt::format("'{}' is {}, expected {} to {}", path, found, low, high));
    return found;
}

Result<double> SpecReader::share(std::string_view path, const Json& value) const {
    TRY(const double found, number(path, value));
    if (!(found > 0 && found <= 1))
        return error(
            path, fmt::format("'{}' is {}, expected a share above 0 and at most 1", path, found));
    return found;
}

Result<std::int64_t> SpecReader::integer(std::string_view path,
                                         const Json& value,
                                         std::int64_t least,
                                         std::int64_t most) const {
    boost::json::error_code code;
    const auto found = value.is_double() ? 0 : value.to_number<std::int64_t>(code);
    if (value.is_double() || code || !value.is_number())
        return wrong_type(path, value, "an integer");
    if (found < least)
        return error(path, fmt::format("'{}' is {}, expected at least {}", path, found, least));
    if (found > most)
        return error(path, fmt::format("'{}' is {}, expected at most {}", path, found, most));
    return found;
}

Result<bool> SpecReader::boolean(std::string_view path, const Json& value) const {
    if (!value.is_bool()) return wrong_type(path, value, "true or false");
    return value.get_bool();
}

Result<std::vector<std::string>> SpecReader::texts(std::string_view path, const Json& value) const {
    std::vector<std::string> list;
    if (!value.is_array()) {
        TRY(list.emplace_back(), text(path, value));
        return list;
    }
    for (const Json& item : value.get_array()) {
        TRY(list.emplace_back(), text(join(path, std::to_string(list.size())), item));
    }
    return list;
}

std::string SpecReader::join(std::string_view path, std::string_view key) {
    return path.empty() ? std::string(key) : fmt::format("{}/{}", path, key);
}

Result<void> read_settings(const SpecReader& reader,
                           std::string_view at,
                           const Json& value,
                           providers::Settings& to) {
    CHECK_OK(reader.only(value, at, settings_keys));
    for (const auto& member : value.get_object()) {
        const std::string_view key = member.key();
        const std::string path = SpecReader::join(at, key);
        const Json& item = member.value();
        if (item.is_null()) continue;
        if (key == "temperature") CHECK_OK(set_optional(to.temperature, reader.number(path, item)));
        if (key == "top_p") CHECK_OK(set_optional(to.top_p, reader.number(path, item)));
        if (key == "max_tokens")
            CHECK_OK(set_optional(to.completion_tokens_max, reader.integer(path, item, 1)));
        if (key == "seed") CHECK_OK(set_optional(to.seed, reader.integer(path, item, INT64_MIN)));
        if (key == "frequency_penalty")
            CHECK_OK(set_optional(to.frequency_penalty, reader.number(path, item)));
        if (key == "presence_penalty")
            CHECK_OK(set_optional(to.presence_penalty, reader.number(path, item)));
        if (key == "stop") CHECK_OK(set(to.stop, reader.texts(path, item)));
        if (key == "logprobs") CHECK_OK(set(to.wants_logprobs, reader.boolean(path, item)));
        if (key == "top_logprobs") {
            CHECK_OK(set_optional(to.top_logprob_count, reader.integer(path, item, 0)));
            to.wants_logprobs = true;
        }
        if (key == "extra") {
            if (!item.is_object()) return reader.wrong_type(path, item, "a map of request members");
            to.extra = item.get_object();
        }
    }
    return {};
}

Result<void> read_provider(const SpecReader& reader,
                           std::string_view at,
                           const Json& value,
                           ProviderSettings& to) {
    CHECK_OK(reader.only(value, at, provider_keys));
    for (const auto& member : value.get_object()) {
        const std::string_view key = member.key();
        const std::string path = SpecReader::join(at, key);
        const Json& item = member.value();
        if (item.is_null()) continue;
        if (key == "base_url") CHECK_OK(set_optional(to.base_url, reader.text(path, item)));
        if (key == "requests_per_minute")
            CHECK_OK(set_optional(to.requests_per_minute, reader.integer(path, item, 1)));
        if (key == "tokens_per_minute")
            CHECK_OK(set_optional(to.tokens_per_minute, reader.integer(path, item, 1)));
        if (key == "attempts")
            CHECK_OK(set_optional(to.attempt_count_max, reader.integer(path, item, 1, count_max)));
        if (key == "rules") CHECK_OK(set_optional(to.rules, reader.text(path, item)));
        if (key == "prices") CHECK_OK(set_optional(to.prices, reader.text(path, item)));
        if (key == "has_logprobs")
            CHECK_OK(set_optional(to.has_logprobs, reader.boolean(path, item)));
        if (key == "has_output_schema")
            CHECK_OK(set_optional(to.has_output_schema, reader.boolean(path, item)));
        if (key == "batch") CHECK_OK(read_batch(reader, path, item, to.batch));
        if (key == "hedge") CHECK_OK(read_hedge(reader, path, item, to.hedge));
        if (key == "adaptive") CHECK_OK(set_optional(to.is_adaptive, reader.boolean(path, item)));
        if (key == "timeout_s")
            CHECK_OK(set_optional(
                to.timeout_s, reader.number_within(path, item, timeout_s_least, timeout_s_most)));
    }
    return {};
}

}  // namespace assay::engine
