#include "engine/golden_labels.hpp"

#include "datasets/dataset_reader.hpp"

#include <fmt/format.h>

#include <charconv>

namespace assay::engine {
namespace {

constexpr std::size_t label_batch_count = 1024;

/// Numbers in CSV are texts.
std::optional<double> number_of(const Json& value) {
    if (!value.is_string()) return json_number(value);
    const std::string_view text = json_view(value.get_string());
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

/// The text of a column; empty when there is no such column.
std::string text_at(const JsonObject& columns, const std::string& name) {
    const Json* value = name.empty() ? nullptr : columns.if_contains(name);
    if (value == nullptr) return "";
    return value->is_string() ? std::string(json_view(value->get_string())) : to_json_text(*value);
}

}  // namespace

Result<GoldenLabels> GoldenLabels::open(const CalibrationRequest& request) {
    GoldenLabels labels(request);
    if (!request.labels_file.empty()) {
        CHECK_OK(labels.read_file());
    }
    return labels;
}

Result<double> GoldenLabels::score_of(const Json& value, const std::string& where) const {
    const auto number = number_of(value);
    if (!number)
        return fail(ErrorKind::invalid_input,
                    "{}: field '{}' is {}, expected a number",
                    where,
                    request_.label_field,
                    to_json_text(value));
    const double score =
        (*number - request_.scale_low) / (request_.scale_high - request_.scale_low);
    if (score < 0 || score > 1)
        return fail(ErrorKind::invalid_input,
                    "{}: field '{}' is {}, outside the scale {} to {}; name people's scale with "
                    "--scale LOW HIGH",
                    where,
                    request_.label_field,
                    *number,
                    request_.scale_low,
                    request_.scale_high);
    return score;
}

Result<void> GoldenLabels::read_file() {
    datasets::DatasetOptions options{.path = request_.labels_file, .id_field = request_.id_field};
    options.required_fields = {request_.label_field};
    TRY(const auto reader, datasets::open_dataset(options));
    while (true) {
        TRY(const auto batch, reader->next_batch(label_batch_count));
        if (batch.empty()) return {};
        for (const Sample& row : batch) {
            const Json& value = row.fields.at(request_.label_field);
            if (value.is_null()) continue;
            TRY(const double score,
                score_of(value, fmt::format("{}:{}", request_.labels_file, row.line)));
            labels_.insert_or_assign(
                std::string(row.id.view()),
                GoldenLabel{.score = score, .slice = text_at(row.fields, request_.slice_field)});
        }
    }
}

Result<const GoldenLabel*> GoldenLabels::find(const SampleResult& result) {
    const std::string id(result.sample_id.view());
    const JsonObject* columns = result.metadata.if_object();
    if (request_.labels_file.empty() && columns != nullptr) {
        const Json* value = columns->if_contains(request_.label_field);
        if (value == nullptr || value->is_null()) return nullptr;
        TRY(const double score, score_of(*value, fmt::format("sample {}", id)));
        labels_.insert_or_assign(id, GoldenLabel{.score = score, .slice = ""});
    }
    const auto found = labels_.find(id);
    if (found == labels_.end()) return nullptr;
    if (found->second.slice.empty() && columns != nullptr)
        found->second.slice = text_at(*columns, request_.slice_field);
    return &found->second;
}

}  // namespace assay::engine
