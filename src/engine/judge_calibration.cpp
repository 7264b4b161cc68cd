#include "engine/judge_calibration.hpp"

#include "datasets/dataset_reader.hpp"
#include "engine/judges.hpp"
#include "engine/judging.hpp"
#include "engine/summary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <unordered_map>

namespace assay::engine {
namespace {

constexpr std::size_t label_batch_count = 1024;
/// Grades that people's scores are sorted into for kappa, when the scale does not say.
constexpr std::uint32_t grade_count_default = 5;
constexpr double grade_count_most = 20;

struct Label {
    double score;
    std::string slice;
    bool is_used = false;
};

using Labels = std::unordered_map<std::string, Label>;

/// Numbers in CSV are texts.
std::optional<double> number_of(const Json& value) {
    if (!value.is_string()) return json_number(value);
    const std::string_view text = json_view(value.get_string());
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

/// Bytes that begin a character of UTF-8.
double character_count(std::string_view text) {
    return static_cast<double>(std::ranges::count_if(
        text, [](char letter) { return (static_cast<unsigned char>(letter) & 0xC0U) != 0x80U; }));
}

std::string text_of(const Json& value) {
    return value.is_string() ? std::string(json_view(value.get_string())) : to_json_text(value);
}

Result<Labels> read_labels(const CalibrationRequest& request) {
    datasets::DatasetOptions options{.path = request.labels_file, .id_field = request.id_field};
    options.required_fields = {request.label_field};
    TRY(const auto reader, datasets::open_dataset(options));
    Labels labels;
    while (true) {
        TRY(const auto batch, reader->next_batch(label_batch_count));
        if (batch.empty()) return labels;
        for (const Sample& row : batch) {
            const Json& value = row.fields.at(request.label_field);
            if (value.is_null()) continue;
            const auto score = number_of(value);
            if (!score)
                return fail(ErrorKind::invalid_input,
                            "{}:{}: field '{}' is {}, expected a number",
                            request.labels_file,
                            row.line,
                            request.label_field,
                            to_json_text(value));
            Label label{.score = (*score - request.scale_low) /
                                 (request.scale_high - request.scale_low)};
            if (label.score < 0 || label.score > 1)
                return fail(ErrorKind::invalid_input,
                            "{}:{}: field '{}' is {}, outside the scale {} to {}; name people's "
                            "scale with --scale LOW HIGH",
                            request.labels_file,
                            row.line,
                            request.label_field,
                            *score,
                            request.scale_low,
                            request.scale_high);
            if (!request.slice_field.empty()) {
                if (const Json* slice = row.fields.if_contains(request.slice_field))
                    label.slice = text_of(*slice);
            }
            labels.emplace(row.id.view(), std::move(label));
        }
    }
}

Result<const JudgeRequest*> find_request(const RunSpec& spec, const CalibrationRequest& request) {
    const auto& judges = spec.judging.judges;
    if (request.judge.empty() && judges.size() == 1) return &judges.front();
    const auto found = std::ranges::find(judges, request.judge, &JudgeRequest::name);
    if (found != judges.end()) return &*found;
    std::vector<std::string> names;
    for (const JudgeRequest& judge : judges) names.push_back(judge.name);
    if (names.empty()) return fail(ErrorKind::invalid_input, "the run has no judge");
    return fail(ErrorKind::invalid_input,
                "name one of the run's judges with --judge: {}",
                fmt::join(names, ", "));
}

}  // namespace

Result<Calibration> calibrate(const Run& run, const CalibrationRequest& request, Stores stores) {
    if (!(request.scale_high > request.scale_low))
        return fail(ErrorKind::invalid_input,
                    "the scale {} to {} is empty",
                    request.scale_low,
                    request.scale_high);
    TRY(const RunSpec spec, run_spec_from_json(run.config));
    TRY(const JudgeRequest* judge, find_request(spec, request));
    TRY(const Evaluator evaluator, evaluator_of(spec.judging, *judge));
    TRY(Labels labels, read_labels(request));
    std::vector<judge::RatedSample> rated;
    std::string model;
    CHECK_OK(
        for_each_result(stores.results, run.id, [&](const SampleResult& result) -> Result<void> {
            const auto label = labels.find(std::string(result.sample_id.view()));
            const Judgement* found = find_judgement(result, judge->name, full_tier);
            if (label == labels.end() || found == nullptr || !found->value) return {};
            label->second.is_used = true;
            judge::RatedSample sample{.judged = *found->value,
                                      .human = label->second.score,
                                      .output_length = character_count(result.answer),
                                      .slice = label->second.slice};
            if (sample.slice.empty() && !request.slice_field.empty() &&
                result.metadata.is_object()) {
                const Json* slice = result.metadata.get_object().if_contains(request.slice_field);
                if (slice != nullptr) sample.slice = text_of(*slice);
            }
            if (judge->kind == "pairwise") sample.is_flip = found->has(JudgeFlag::position_flip);
            model = found->model;
            rated.push_back(std::move(sample));
            return {};
        }));
    const double steps = request.scale_high - request.scale_low;
    const bool is_graded = steps >= 1 && steps < grade_count_most && steps == std::floor(steps);
    TRY(judge::JudgeCard card,
        judge::compare_with_people(
            rated,
            is_graded && steps > 1 ? static_cast<std::uint32_t>(steps) + 1 : grade_count_default));
    card.judge = evaluator.name;
    card.hash = evaluator.hash;
    card.model = model;
    card.run = run.id.view();
    card.labels = request.labels_file;
    card.created_at = to_rfc3339(system_clock().wall());
    CHECK_OK(stores.meta.put_document(card_kind, card.hash, judge::to_json(card)));
    const auto unmatched =
        std::ranges::count_if(labels, [](const auto& entry) { return !entry.second.is_used; });
    return Calibration{.card = std::move(card),
                       .label_count = labels.size(),
                       .unmatched_count = static_cast<std::uint64_t>(unmatched)};
}

}  // namespace assay::engine
