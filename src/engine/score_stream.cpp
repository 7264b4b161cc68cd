#include "engine/score_stream.hpp"

#include "datasets/column_reader.hpp"
#include "engine/judging.hpp"
#include "engine/run_spec.hpp"
#include "engine/summary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <istream>
#include <memory>
#include <optional>

namespace assay::engine {
namespace {

using datasets::Presence;

constexpr std::size_t line_bytes_max = std::size_t{1} << 20U;
constexpr std::size_t stream_name_bytes_max = 300;

/// The texts of one row: what is absent is empty.
struct Row {
    std::string_view value;
    std::string_view time;
    std::string_view id;
    std::string_view inclusion;
    std::vector<std::string_view> slices;
};

Result<double> number_of(const std::string& field, std::string_view text) {
    if (text == "true") return 1;
    if (text == "false") return 0;
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value))
        return fail(
            ErrorKind::invalid_input, "field '{}': '{}' is no number", field, text.substr(0, 100));
    return value;
}

/// `model=a, language=de`; `all` without slices.
std::string stream_name(const std::vector<std::string>& fields,
                        const std::vector<std::string_view>& values) {
    if (fields.empty()) return "all";
    std::string name;
    for (std::size_t i = 0; i < fields.size(); ++i)
        name += fmt::format("{}{}={}", i == 0 ? "" : ", ", fields[i], values[i]);
    return name.size() > stream_name_bytes_max ? name.substr(0, stream_name_bytes_max) : name;
}

Result<void> handle_row(const Row& row,
                        const ScoreStreamFields& fields,
                        ScoreStreamCounts& counts,
                        const ScoreHandler& handle) {
    if (row.value.empty()) {
        ++counts.unscored;
        return {};
    }
    TRY(const double value, number_of(fields.metric, row.value));
    double inclusion_ratio = 1;
    if (!row.inclusion.empty()) {
        TRY(inclusion_ratio, number_of(fields.inclusion, row.inclusion));
        if (!(inclusion_ratio > 0 && inclusion_ratio <= 1))
            return fail(ErrorKind::invalid_input,
                        "field '{}': {} is not above 0 and up to 1",
                        fields.inclusion,
                        inclusion_ratio);
    }
    CHECK_OK(handle(stream_name(fields.slices, row.slices),
                    {.value = value,
                     .inclusion_ratio = inclusion_ratio,
                     .label = row.time.empty() ? row.id : row.time}));
    ++counts.scored;
    return {};
}

Result<ScoreStreamCounts> checked(const ScoreStreamCounts& counts,
                                  const std::string& name,
                                  const ScoreStreamFields& fields) {
    if (counts.scored == 0 && counts.unscored > 0)
        return fail(ErrorKind::invalid_input,
                    "{}: field '{}': none of {} rows has a value there",
                    name,
                    fields.metric,
                    counts.unscored);
    return counts;
}

std::string_view label_field(const ScoreStreamFields& fields) {
    return fields.label.empty() ? std::string_view("time") : std::string_view(fields.label);
}

/// Texts of one JSON object; those of numbers are kept here.
class ObjectTexts {
  public:
    explicit ObjectTexts(const JsonObject& object) : object_(object) {}

    std::string_view text(std::string_view field) {
        const Json* found = object_.if_contains(field);
        if (found == nullptr || found->is_null()) return {};
        if (found->is_string()) return json_view(found->get_string());
        written_.push_back(std::make_unique<std::string>(to_json_text(*found)));
        return *written_.back();
    }

  private:
    const JsonObject& object_;
    std::vector<std::unique_ptr<std::string>> written_;
};

bool has_evaluator(const RunSpec& spec, const std::string& name) {
    const auto names = evaluator_names(spec);
    return std::ranges::find(names, name) != names.end();
}

/// The evaluator's value of one sample, and how probable it was to get one.
struct SampleScore {
    std::optional<double> value;
    double inclusion_ratio = 1;
};

SampleScore score_of(const SampleResult& result, const std::string& evaluator) {
    for (const Score& score : result.scores)
        if (score.evaluator == evaluator) return {.value = score.value};
    SampleScore out;
    const Judgement* judgement = find_judgement(result, evaluator, full_tier);
    if (judgement == nullptr) return out;
    out.value = judgement->value;
    for (const Judgement& one : result.judgements)
        if (one.evaluator == evaluator && one.tier != human_tier)
            out.inclusion_ratio *= one.inclusion_ratio;
    return out;
}

}  // namespace

Result<ScoreStreamCounts> read_score_file(const std::string& path,
                                          const ScoreStreamFields& fields,
                                          const ScoreHandler& handle) {
    std::vector<datasets::WantedColumn> columns;
    const auto index_of = [&columns](std::string_view name, Presence presence) {
        for (std::size_t i = 0; i < columns.size(); ++i)
            if (columns[i].name == name) return i;
        columns.push_back({.name = std::string(name), .presence = presence});
        return columns.size() - 1;
    };
    const std::size_t value = index_of(fields.metric, Presence::optional);
    const std::size_t time = index_of(
        label_field(fields), fields.label.empty() ? Presence::optional : Presence::required);
    const std::size_t id = index_of("id", Presence::optional);
    const std::size_t inclusion = index_of(fields.inclusion, Presence::optional);
    std::vector<std::size_t> slices;
    for (const std::string& slice : fields.slices)
        slices.push_back(index_of(slice, Presence::required));
    TRY(const auto reader, datasets::open_columns({.path = path, .columns = columns}));
    ScoreStreamCounts counts;
    while (true) {
        TRY(const auto rows, reader->next_batch());
        if (rows.empty()) return checked(counts, path, fields);
        for (const datasets::Row& cells : rows) {
            Row row{.value = cells.cells[value].text,
                    .time = cells.cells[time].text,
                    .id = cells.cells[id].text,
                    .inclusion = cells.cells[inclusion].text,
                    .slices = {}};
            for (const std::size_t slice : slices) row.slices.push_back(cells.cells[slice].text);
            const auto handled = handle_row(row, fields, counts, handle);
            if (!handled) return Error(handled.error()).in(fmt::format("{}:{}", path, cells.line));
        }
    }
}

Result<ScoreStreamCounts> read_score_lines(std::istream& lines,
                                           const std::string& name,
                                           const ScoreStreamFields& fields,
                                           const ScoreHandler& handle) {
    ScoreStreamCounts counts;
    std::string text;
    for (std::uint64_t line = 1; std::getline(lines, text); ++line) {
        if (text.find_first_not_of(" \t\r") == std::string::npos) continue;
        if (text.size() > line_bytes_max)
            return fail(ErrorKind::invalid_input,
                        "{}:{}: the line is longer than {} bytes",
                        name,
                        line,
                        line_bytes_max);
        const auto json = parse_json(text);
        if (!json) return Error(json.error()).in(fmt::format("{}:{}", name, line));
        if (!json->is_object())
            return fail(ErrorKind::invalid_input,
                        "{}:{}: {}, expected an object",
                        name,
                        line,
                        json_type_name(*json));
        ObjectTexts object(json->get_object());
        Row row{.value = object.text(fields.metric),
                .time = object.text(label_field(fields)),
                .id = object.text("id"),
                .inclusion = object.text(fields.inclusion),
                .slices = {}};
        for (const std::string& slice : fields.slices) row.slices.push_back(object.text(slice));
        const auto handled = handle_row(row, fields, counts, handle);
        if (!handled) return Error(handled.error()).in(fmt::format("{}:{}", name, line));
    }
    return checked(counts, name, fields);
}

Result<ScoreStreamCounts> read_score_run(const Run& run,
                                         const ScoreStreamFields& fields,
                                         store::ResultStore& results,
                                         const ScoreHandler& handle) {
    TRY(const RunSpec spec, run_spec_from_json(run.config));
    if (!has_evaluator(spec, fields.metric))
        return fail(ErrorKind::invalid_input,
                    "run {} has no evaluator '{}'; it has {}",
                    run.id,
                    fields.metric,
                    fmt::join(evaluator_names(spec), ", "));
    ScoreStreamCounts counts;
    const JsonObject nothing;
    CHECK_OK(for_each_result(results, run.id, [&](const SampleResult& result) -> Result<void> {
        const SampleScore score = score_of(result, fields.metric);
        if (!score.value) {
            ++counts.unscored;
            return {};
        }
        ObjectTexts metadata(result.metadata.is_object() ? result.metadata.get_object() : nothing);
        std::vector<std::string_view> slices;
        for (const std::string& slice : fields.slices)
            slices.push_back(slice == "model" ? std::string_view(run.model) : metadata.text(slice));
        const std::string_view time = metadata.text(label_field(fields));
        ++counts.scored;
        return handle(stream_name(fields.slices, slices),
                      {.value = *score.value,
                       .inclusion_ratio = score.inclusion_ratio,
                       .label = time.empty() ? result.sample_id.view() : time});
    }));
    return counts;
}

}  // namespace assay::engine
