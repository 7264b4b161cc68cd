#include "engine/distilled_judge.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <bit>
#include <charconv>
#include <tuple>

namespace assay::engine {
namespace {

constexpr std::string_view distilled_kind = "distilled_judge";
constexpr std::size_t hash_shown = 12;
constexpr std::size_t known_bytes = sizeof(std::uint64_t) + sizeof(float);

std::string to_hex(std::string_view bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    text.reserve(2 * bytes.size());
    for (const char byte : bytes) {
        text += digits[static_cast<unsigned char>(byte) >> 4U];
        text += digits[static_cast<unsigned char>(byte) & 0xFU];
    }
    return text;
}

Result<std::string> from_hex(std::string_view text) {
    std::string bytes;
    for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
        unsigned value = 0;
        const auto [end, error] = std::from_chars(&text[i], text.data() + i + 2, value, 16);
        if (error != std::errc{} || end != text.data() + i + 2) break;
        bytes += static_cast<char>(value);
    }
    if (bytes.size() * 2 != text.size())
        return fail(ErrorKind::corrupt, "a stored model is no hexadecimal text");
    return bytes;
}

/// 8 bytes of the fingerprint and 4 of the score each, little-endian, by fingerprint.
std::string known_to_bytes(const DistilledJudge& judge) {
    std::vector<std::pair<std::uint64_t, float>> known(judge.known_scores.begin(),
                                                       judge.known_scores.end());
    std::ranges::sort(known);
    std::string bytes;
    for (const auto& [print, score] : known) {
        for (unsigned i = 0; i < 8; ++i) bytes += static_cast<char>(print >> (8 * i));
        const auto bits = std::bit_cast<std::uint32_t>(score);
        for (unsigned i = 0; i < 4; ++i) bytes += static_cast<char>(bits >> (8 * i));
    }
    return bytes;
}

Result<std::unordered_map<std::uint64_t, float>> known_from_bytes(std::string_view bytes) {
    std::unordered_map<std::uint64_t, float> known;
    const auto byte = [&](std::size_t i) {
        return std::uint64_t{static_cast<unsigned char>(bytes[i])};
    };
    for (std::size_t at = 0; at + known_bytes <= bytes.size(); at += known_bytes) {
        std::uint64_t print = 0;
        std::uint64_t bits = 0;
        for (unsigned i = 0; i < 8; ++i) print |= byte(at + i) << (8 * i);
        for (unsigned i = 0; i < 4; ++i) bits |= byte(at + 8 + i) << (8 * i);
        const auto score = std::bit_cast<float>(static_cast<std::uint32_t>(bits));
        if (!(score >= 0 && score <= 1))
            return fail(ErrorKind::corrupt, "a stored score of a distilled judge is not in 0 … 1");
        known[print] = score;
    }
    return known;
}

Json to_json(const distill::Quality& quality) {
    return {{"examples", quality.count},
            {"groups", quality.group_count},
            {"r_squared", quality.r_squared},
            {"spearman", json_number_or_null(quality.spearman)},
            {"mean_absolute_error", quality.mean_absolute_error},
            {"calibration_error", quality.calibration_error},
            {"coverage", quality.coverage_ratio},
            {"escalated", quality.escalated_ratio}};
}

/// What a document says without its model being decoded.
struct Entry {
    std::string name;
    std::int64_t version = 0;
    std::string hash;
    std::string judge_hash;
    std::string created_at;
    const Json* document = nullptr;

    [[nodiscard]] std::string text() const {
        return fmt::format("{} version {} ({})", name, version, hash.substr(0, hash_shown));
    }
};

Result<const JsonObject*> object_of(const Json& document) {
    if (!document.is_object())
        return fail(ErrorKind::corrupt,
                    "a distilled judge is {}, expected an object",
                    json_type_name(document));
    return &document.get_object();
}

Result<std::vector<Entry>> entries_of(const std::vector<Json>& documents) {
    std::vector<Entry> entries;
    for (const Json& document : documents) {
        TRY(const JsonObject* object, object_of(document));
        const JsonFields fields(*object, "distilled judge");
        Entry& entry = entries.emplace_back();
        entry.document = &document;
        TRY(entry.name, fields.string("name"));
        TRY(entry.version, fields.integer("version"));
        TRY(entry.hash, fields.string("hash"));
        TRY(entry.judge_hash, fields.string("judge_hash"));
        TRY(entry.created_at, fields.string("created_at"));
    }
    // The newest last; two of one second by their versions.
    std::ranges::sort(entries, {}, [](const Entry& entry) {
        return std::tuple(entry.created_at, entry.version, entry.hash);
    });
    return entries;
}

Result<std::vector<std::string>> texts_of(const JsonFields& fields, std::string_view name) {
    const Json* list = fields.find(name);
    if (list == nullptr || !list->is_array())
        return fail(ErrorKind::corrupt, "distilled judge: field '{}' is not a list", name);
    std::vector<std::string> texts;
    for (const Json& item : list->get_array()) {
        if (!item.is_string())
            return fail(ErrorKind::corrupt, "distilled judge: '{}' holds no text", name);
        texts.emplace_back(json_view(item.get_string()));
    }
    return texts;
}

Result<DistilledJudge> from_json(const Json& document) {
    TRY(const JsonObject* object, object_of(document));
    const JsonFields fields(*object, "distilled judge");
    TRY(const std::string model_text, fields.string("model"));
    TRY(const std::string bytes, from_hex(model_text));
    TRY(auto model, distill::TrainedJudge::from_bytes(bytes));
    DistilledJudge judge{.model = std::move(model)};
    TRY(judge.name, fields.string("name"));
    TRY(const std::int64_t version, fields.integer("version"));
    judge.version = static_cast<std::uint32_t>(version);
    TRY(judge.judge, fields.string("judge"));
    TRY(judge.judge_hash, fields.string("judge_hash"));
    TRY(judge.tier, fields.string("tier"));
    TRY(judge.mode, fields.string("mode"));
    TRY(judge.created_at, fields.string("created_at"));
    TRY(judge.runs, texts_of(fields, "runs"));
    TRY(const auto hashes, texts_of(fields, "metric_hashes"));
    const auto& names = judge.model.metric_names();
    if (hashes.size() != names.size())
        return fail(ErrorKind::corrupt, "distilled judge: metrics do not fit the model");
    for (std::size_t i = 0; i < names.size(); ++i)
        judge.metrics.push_back({.name = names[i], .hash = hashes[i]});
    TRY(const std::string known_text, fields.string("known_scores"));
    TRY(const std::string known, from_hex(known_text));
    TRY(judge.known_scores, known_from_bytes(known));
    return judge;
}

}  // namespace

Json to_json(const DistilledJudge& judge) {
    JsonArray metrics;
    JsonArray hashes;
    for (const MetricRead& metric : judge.metrics) {
        metrics.emplace_back(metric.name);
        hashes.emplace_back(metric.hash);
    }
    return {{"name", judge.name},
            {"version", judge.version},
            {"hash", judge.model.hash()},
            {"judge", judge.judge},
            {"judge_hash", judge.judge_hash},
            {"tier", judge.tier},
            {"mode", judge.mode},
            {"runs", JsonArray(judge.runs.begin(), judge.runs.end())},
            {"metrics", std::move(metrics)},
            {"metric_hashes", std::move(hashes)},
            {"created_at", judge.created_at},
            {"quality", to_json(judge.model.quality())}};
}

Result<void> keep_distilled(DistilledJudge& judge, store::MetaStore& meta) {
    TRY(const auto documents, meta.documents(distilled_kind));
    TRY(const auto entries, entries_of(documents));
    std::int64_t version = 1;
    for (const Entry& entry : entries) {
        if (entry.name != judge.name) continue;
        version = std::max(version, entry.version + 1);
    }
    for (const Entry& entry : entries)
        if (entry.hash == judge.model.hash() && entry.name == judge.name) version = entry.version;
    judge.version = static_cast<std::uint32_t>(version);
    Json document = to_json(judge);
    document.get_object()["model"] = to_hex(judge.model.to_bytes());
    document.get_object()["known_scores"] = to_hex(known_to_bytes(judge));
    return meta.put_document(distilled_kind, judge.model.hash(), document);
}

Result<DistilledJudge> find_distilled(std::string_view reference,
                                      const std::vector<std::string>& judge_hashes,
                                      store::MetaStore& meta) {
    TRY(const auto documents, meta.documents(distilled_kind));
    TRY(const auto entries, entries_of(documents));
    if (entries.empty())
        return fail(ErrorKind::not_found,
                    "there is no distilled judge yet: 'assay judge distill RUN --judge NAME'");
    const Entry* found = nullptr;
    const Entry* fitting = nullptr;
    for (const Entry& entry : entries) {
        const bool is_named = reference == "latest" || entry.name == reference;
        const bool is_hash = reference.size() >= 4 && entry.hash.starts_with(reference);
        if (!is_named && !is_hash) continue;
        found = &entry;
        if (std::ranges::find(judge_hashes, entry.judge_hash) != judge_hashes.end())
            fitting = &entry;
    }
    if (reference == "latest" && fitting != nullptr) found = fitting;
    if (found != nullptr) return from_json(*found->document);
    std::vector<std::string> known;
    for (const Entry& entry : entries) known.push_back(entry.text());
    return fail(ErrorKind::not_found,
                "no distilled judge is named '{}' or has such a hash; there are {}",
                reference,
                fmt::join(known, ", "));
}

}  // namespace assay::engine
