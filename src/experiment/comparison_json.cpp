#include "experiment/comparison.hpp"

#include <utility>

namespace assay::experiment {
namespace {

std::string_view to_string(Verdict verdict) {
    switch (verdict) {
        case Verdict::better:
            return "better";
        case Verdict::worse:
            return "worse";
        case Verdict::higher:
            return "higher";
        case Verdict::lower:
            return "lower";
        case Verdict::undecided:
            return "undecided";
        case Verdict::identical:
            return "identical";
        case Verdict::undefined:
            return "undefined";
    }
    ASSAY_ASSERT(false, "a Verdict outside its enumerators");
}

Json to_json(const Difference& difference) {
    JsonObject object{{"status", stats::to_string(difference.status)},
                      {"value", json_number_or_null(difference.value)},
                      {"stderr", json_number_or_null(difference.standard_error)},
                      {"df", json_number_or_null(difference.degrees_of_freedom)},
                      {"ci", nullptr},
                      {"method", difference.method},
                      {"p_value", json_number_or_null(difference.p_value)},
                      {"p_value_adjusted", json_number_or_null(difference.adjusted_p_value)},
                      {"test", difference.test}};
    if (difference.interval)
        object["ci"] = JsonArray{difference.interval->low, difference.interval->high};
    if (difference.cluster_count) object["clusters"] = *difference.cluster_count;
    return object;
}

Json to_json(const PairCounts& pairs) {
    return {{"paired", pairs.paired},
            {"only_in_first", pairs.only_in_first},
            {"only_in_second", pairs.only_in_second},
            {"failed_in_first", pairs.failed_in_first},
            {"failed_in_second", pairs.failed_in_second},
            {"unscored_in_first", pairs.unscored_in_first},
            {"unscored_in_second", pairs.unscored_in_second}};
}

Json to_json(const std::vector<ChangedSample>& samples) {
    JsonArray array;
    for (const ChangedSample& sample : samples)
        array.push_back({{"sample_id", sample.sample_id},
                         {"first", sample.first},
                         {"second", sample.second},
                         {"first_output", sample.first_output},
                         {"second_output", sample.second_output}});
    return array;
}

Json to_json(const Side& side) {
    return {{"name", side.name},
            {"model", side.model},
            {"dataset", side.dataset},
            {"dataset_version", side.dataset_version},
            {"samples", side.sample_count},
            {"rows", side.row_count}};
}

Json to_json(const SliceComparison& slice) {
    return {{"field", slice.field},
            {"value", slice.value},
            {"paired", slice.paired_count},
            {"first", json_number_or_null(slice.first_mean)},
            {"second", json_number_or_null(slice.second_mean)},
            {"difference", to_json(slice.difference)}};
}

Json to_json(const std::vector<std::string>& texts) {
    JsonArray array;
    for (const std::string& text : texts) array.emplace_back(text);
    return array;
}

Json to_json(const MetricComparison& metric, double confidence_ratio) {
    JsonObject object{
        {"metric", metric.metric},
        {"tier", metric.tier},
        {"better", metric.better},
        {"verdict", to_string(verdict_of(metric.difference, metric.better, confidence_ratio))},
        {"samples", to_json(metric.pairs)},
        {"first", json_number_or_null(metric.first_mean)},
        {"second", json_number_or_null(metric.second_mean)},
        {"difference", to_json(metric.difference)},
        {"effect",
         {{"d", json_number_or_null(metric.effects.cohens_d)},
          {"dz", json_number_or_null(metric.effects.cohens_dz)},
          {"h", json_number_or_null(metric.effects.cohens_h)},
          {"a12", json_number_or_null(metric.effects.superiority_ratio)}}},
        {"won", metric.outcomes.won},
        {"tied", metric.outcomes.tied},
        {"lost", metric.outcomes.lost}};
    JsonArray slices;
    for (const SliceComparison& slice : metric.slices) slices.push_back(to_json(slice));
    object["slices"] = std::move(slices);
    object["worst"] = to_json(metric.worst);
    object["best"] = to_json(metric.best);
    object["warnings"] = to_json(metric.warnings);
    return object;
}

}  // namespace

Json to_json(const RunComparison& comparison, double confidence_ratio) {
    JsonArray metrics;
    for (const MetricComparison& metric : comparison.metrics)
        metrics.push_back(to_json(metric, confidence_ratio));
    return {{"first", to_json(comparison.first)},
            {"second", to_json(comparison.second)},
            {"confidence", confidence_ratio},
            {"metrics", std::move(metrics)},
            {"warnings", to_json(comparison.warnings)}};
}

}  // namespace assay::experiment
