#include "judge/calibration.hpp"

#include "stats/calibration.hpp"
#include "stats/correlation.hpp"
#include "stats/kappa.hpp"
#include "stats/krippendorff_alpha.hpp"
#include "stats/mean.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace assay::judge {
namespace {

constexpr std::size_t sample_count_least = 10;
constexpr double confidence_ratio = 0.95;
constexpr double positive_least = 0.5;

std::uint32_t grade_of(double score, std::uint32_t grade_count) {
    return static_cast<std::uint32_t>(std::lround(std::clamp(score, 0.0, 1.0) * (grade_count - 1)));
}

std::vector<double> differences(std::span<const RatedSample> samples) {
    std::vector<double> values;
    for (const RatedSample& sample : samples) values.push_back(sample.judged - sample.human);
    return values;
}

std::optional<double> spearman(std::span<const RatedSample> samples) {
    std::vector<double> judged;
    std::vector<double> human;
    for (const RatedSample& sample : samples) {
        judged.push_back(sample.judged);
        human.push_back(sample.human);
    }
    return stats::spearman_correlation(judged, human).estimate;
}

void add_slices(std::span<const RatedSample> samples, JudgeCard& card) {
    std::map<std::string, std::vector<RatedSample>> slices;
    for (const RatedSample& sample : samples)
        if (!sample.slice.empty()) slices[sample.slice].push_back(sample);
    for (const auto& [name, members] : slices)
        card.slices.push_back({.name = name,
                               .count = members.size(),
                               .bias = stats::mean_estimate(differences(members), confidence_ratio),
                               .spearman = spearman(members)});
}

void add_agreement(std::span<const RatedSample> samples, JudgeCard& card) {
    std::vector<std::uint32_t> judged_grades;
    std::vector<std::uint32_t> human_grades;
    std::vector<stats::Rating> ratings;
    std::vector<double> scores;
    std::vector<std::uint8_t> outcomes;
    for (std::size_t i = 0; i < samples.size(); ++i) {
        const RatedSample& sample = samples[i];
        judged_grades.push_back(grade_of(sample.judged, card.grade_count));
        human_grades.push_back(grade_of(sample.human, card.grade_count));
        const auto unit = static_cast<std::uint32_t>(i);
        ratings.push_back({.unit = unit, .value = sample.judged});
        ratings.push_back({.unit = unit, .value = sample.human});
        scores.push_back(sample.judged);
        outcomes.push_back(sample.human >= positive_least ? 1 : 0);
    }
    if (const auto table = stats::agreement_table(judged_grades, human_grades, card.grade_count))
        card.weighted_kappa =
            stats::cohen_kappa(*table, stats::KappaWeights::quadratic, confidence_ratio).estimate;
    card.alpha =
        stats::krippendorff_alpha(ratings, stats::MeasurementLevel::interval, confidence_ratio)
            .estimate;
    card.auc = stats::roc_auc(scores, outcomes, confidence_ratio);
}

void add_correlations(std::span<const RatedSample> samples, JudgeCard& card) {
    std::vector<double> judged;
    std::vector<double> human;
    std::vector<double> lengths;
    double flip_count = 0;
    std::size_t paired_count = 0;
    for (const RatedSample& sample : samples) {
        judged.push_back(sample.judged);
        human.push_back(sample.human);
        lengths.push_back(sample.output_length);
        if (!sample.is_flip) continue;
        ++paired_count;
        flip_count += *sample.is_flip ? 1 : 0;
    }
    const auto pearson = stats::pearson_correlation(judged, human, confidence_ratio);
    card.pearson = pearson.estimate;
    card.pearson_interval = pearson.interval;
    card.spearman = stats::spearman_correlation(judged, human).estimate;
    card.kendall = stats::kendall_tau_b(judged, human).estimate;
    card.length_bias = stats::spearman_correlation(differences(samples), lengths).estimate;
    if (paired_count > 0) card.flip_ratio = flip_count / static_cast<double>(paired_count);
}

Json estimate_to_json(const stats::Estimate& estimate) {
    JsonObject object{{"value", json_number_or_null(estimate.value)},
                      {"standard_error", json_number_or_null(estimate.standard_error)},
                      {"status", stats::to_string(estimate.status)},
                      {"n", estimate.count}};
    object["interval"] = estimate.interval
                             ? Json(JsonArray{estimate.interval->low, estimate.interval->high})
                             : Json(nullptr);
    return object;
}

}  // namespace

Result<JudgeCard> compare_with_people(std::span<const RatedSample> samples,
                                      std::uint32_t grade_count) {
    if (samples.size() < sample_count_least)
        return fail(ErrorKind::invalid_input,
                    "{} samples were scored by the judge and by people, at least {} are needed",
                    samples.size(),
                    sample_count_least);
    for (const RatedSample& sample : samples) {
        if (!(sample.human >= 0 && sample.human <= 1 && sample.judged >= 0 && sample.judged <= 1))
            return fail(ErrorKind::invalid_input,
                        "a score of {} (people) or {} (judge) is outside 0 … 1; say on which scale "
                        "people scored",
                        sample.human,
                        sample.judged);
    }
    JudgeCard card{.count = samples.size(), .grade_count = grade_count};
    const auto errors = differences(samples);
    card.bias = stats::mean_estimate(errors, confidence_ratio);
    double absolute_sum = 0;
    for (const double error : errors) absolute_sum += std::abs(error);
    card.mean_absolute_error = absolute_sum / static_cast<double>(errors.size());
    add_correlations(samples, card);
    add_agreement(samples, card);
    add_slices(samples, card);
    return card;
}

Json to_json(const JudgeCard& card) {
    JsonArray slices;
    for (const CardSlice& slice : card.slices)
        slices.push_back({{"name", slice.name},
                          {"n", slice.count},
                          {"bias", estimate_to_json(slice.bias)},
                          {"spearman", json_number_or_null(slice.spearman)}});
    JsonObject object{{"judge", card.judge},
                      {"hash", card.hash},
                      {"model", card.model},
                      {"run", card.run},
                      {"labels", card.labels},
                      {"created_at", card.created_at},
                      {"n", card.count},
                      {"bias", estimate_to_json(card.bias)},
                      {"mean_absolute_error", json_number_or_null(card.mean_absolute_error)},
                      {"pearson", json_number_or_null(card.pearson)},
                      {"spearman", json_number_or_null(card.spearman)},
                      {"kendall", json_number_or_null(card.kendall)},
                      {"weighted_kappa", estimate_to_json(card.weighted_kappa)},
                      {"grades", card.grade_count},
                      {"alpha", estimate_to_json(card.alpha)},
                      {"auc", estimate_to_json(card.auc)},
                      {"length_bias", json_number_or_null(card.length_bias)},
                      {"flip_ratio", json_number_or_null(card.flip_ratio)},
                      {"slices", std::move(slices)}};
    object["pearson_interval"] =
        card.pearson_interval
            ? Json(JsonArray{card.pearson_interval->low, card.pearson_interval->high})
            : Json(nullptr);
    return object;
}

Result<std::string> card_line(const Json& card) {
    if (!card.is_object()) return fail(ErrorKind::corrupt, "a judge card is no object");
    const JsonFields fields(card.get_object(), "judge card");
    TRY(const std::int64_t count, fields.integer("n"));
    TRY(const auto rank, fields.optional_number("spearman"));
    std::string line = fmt::format("{} labels", count);
    const Json* bias = fields.find("bias");
    if (bias != nullptr && bias->is_object()) {
        TRY(const auto value, JsonFields(bias->get_object(), "bias").optional_number("value"));
        if (value) line += fmt::format(", bias {:+.3f}", *value);
        const Json* interval = bias->get_object().if_contains("interval");
        if (interval != nullptr && interval->is_array() && interval->get_array().size() == 2)
            line += fmt::format(" [{:+.3f}, {:+.3f}]",
                                json_number(interval->get_array()[0]).value_or(0),
                                json_number(interval->get_array()[1]).value_or(0));
    }
    if (rank) line += fmt::format(", Spearman {:.2f}", *rank);
    return line;
}

}  // namespace assay::judge
