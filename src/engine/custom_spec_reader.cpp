#include "engine/custom_spec_reader.hpp"

#include "prompts/template.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace assay::engine {
namespace {

constexpr std::int64_t batch_count_limit = 10'000;
constexpr std::int64_t parallel_count_limit = 256;
constexpr double deadline_s_least = 0.001;
constexpr double deadline_s_most = 86'400;
constexpr double milliseconds_per_second = 1000;
/// Of a copy that is kept with a run.
constexpr std::string_view content_key = "content";

const custom::ScorerKind* kind_of(const JsonObject& entry) {
    for (const custom::ScorerKind* kind : custom::all_scorers())
        if (entry.contains(kind->name)) return kind;
    return nullptr;
}

Result<custom::ScoreRange> read_range(const SpecReader& reader,
                                      const std::string& path,
                                      const Json& value) {
    if (!value.is_array() || value.get_array().size() != 2)
        return reader.wrong_type(path, value, "two numbers, such as [0, 1]");
    custom::ScoreRange range;
    TRY(range.low, reader.number(path, value.get_array()[0]));
    TRY(range.high, reader.number(path, value.get_array()[1]));
    if (!std::isfinite(range.low) || !std::isfinite(range.high) || range.low >= range.high)
        return reader.error(path, fmt::format("'{}' needs a lower and a higher number", path));
    return range;
}

Result<void> read_key(const SpecReader& reader,
                      const std::string& path,
                      std::string_view key,
                      const Json& value,
                      CustomRequest& to) {
    if (key == "name") return set(to.name, reader.text(path, value));
    if (key == "version") return set(to.version, reader.text(path, value));
    if (key == "range") return set(to.range, read_range(reader, path, value));
    if (key == "context") return set(to.context, reader.texts(path, value));
    if (key == "batch") {
        TRY(const auto count, reader.integer(path, value, 1, batch_count_limit));
        to.batch_count_max = static_cast<std::size_t>(count);
        return {};
    }
    if (key == "deadline_s") {
        TRY(const double seconds,
            reader.number_within(path, value, deadline_s_least, deadline_s_most));
        to.deadline = std::chrono::milliseconds(std::llround(seconds * milliseconds_per_second));
        return {};
    }
    TRY(const auto count, reader.integer(path, value, 1, parallel_count_limit));
    to.parallel_count = static_cast<std::size_t>(count);
    return {};
}

}  // namespace

bool is_custom(const JsonObject& entry) { return kind_of(entry) != nullptr; }

Result<CustomRequest> read_custom(const SpecReader& reader,
                                  const std::string& path,
                                  const JsonObject& entry) {
    const custom::ScorerKind& kind = *kind_of(entry);
    CustomRequest request{.kind = std::string(kind.name)};
    std::vector<std::string_view> known{kind.name, content_key};
    for (const std::string_view key : custom_keys) {
        const auto kinds = custom::all_scorers();
        const bool counts =
            std::ranges::find(kinds, key, &custom::ScorerKind::parallel_key) != kinds.end();
        if (!counts || key == kind.parallel_key) known.push_back(key);
    }
    CHECK_OK(reader.only(entry, path, known));
    for (const auto& member : entry) {
        const std::string_view key = member.key();
        const Json& value = member.value();
        const std::string at = SpecReader::join(path, key);
        if (value.is_null() && key != kind.name) continue;
        if (key == kind.name || key == content_key) {
            if (!value.is_object()) return reader.wrong_type(at, value, "a map");
            if (key == content_key) {
                request.content = value.get_object();
                continue;
            }
            auto options = kind.resolve(value.get_object());
            if (!options) return reader.error(at, options.error().message);
            request.options = *std::move(options);
        } else {
            CHECK_OK(read_key(reader, at, key, value, request));
        }
    }
    if (request.name.empty())
        return reader.error(path, fmt::format("an evaluator with '{}' needs a 'name'", kind.name));
    for (const std::string& context : request.context) {
        if (auto compiled = prompts::Template::compile(context, "context"); !compiled)
            return reader.error(path + "/context", compiled.error().message);
    }
    return request;
}

}  // namespace assay::engine
