// What vectors_test.cpp runs, for agreement of raters.

#include "stats/agreement.hpp"
#include "stats/kappa.hpp"
#include "stats/krippendorff_alpha.hpp"
#include "stats/set_alpha.hpp"
#include "stats/streaming_alpha.hpp"
#include "stats/vector_methods.hpp"

#include <cstdint>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace assay::stats {
namespace {

JsonObject kappa_json(const AgreementTable& table, KappaWeights weights) {
    const Kappa kappa = cohen_kappa(table, weights, 0.95);
    JsonObject out = {{"kappa", json(kappa.estimate.value)},
                      {"status", json(kappa.estimate.status)},
                      {"ase", json(kappa.estimate.standard_error)},
                      {"ci", json(kappa.estimate.interval)},
                      {"se_h0", json(kappa.null_standard_error)},
                      {"p_two_sided", json(kappa.p_value)}};
    if (kappa.null_standard_error) out["z_h0"] = *kappa.estimate.value / *kappa.null_standard_error;
    return out;
}

AgreementTable table_of(const JsonObject& inputs) {
    if (!inputs.contains("table")) {
        std::map<double, std::uint32_t> categories;
        const auto index = [&](std::string_view rater) {
            std::vector<std::uint32_t> out;
            for (const double value : numbers(inputs, rater))
                out.push_back(
                    categories.try_emplace(value, static_cast<std::uint32_t>(categories.size()))
                        .first->second);
            return out;
        };
        const auto first = index("rater_a");
        const auto second = index("rater_b");
        return agreement_table(first, second, categories.size()).value_or(AgreementTable{});
    }
    const auto& rows = inputs.at("table").as_array();
    AgreementTable table{.category_count = rows.size()};
    for (const Json& row : rows)
        for (const Json& cell : row.as_array()) table.counts.push_back(*json_number(cell));
    return table;
}

JsonObject kappa(const JsonObject& inputs) {
    const AgreementTable table = table_of(inputs);
    JsonObject out = kappa_json(table, KappaWeights::none);
    out["unweighted"] = kappa_json(table, KappaWeights::none);
    out["linear"] = kappa_json(table, KappaWeights::linear);
    out["quadratic"] = kappa_json(table, KappaWeights::quadratic);
    return out;
}

JsonObject kappa_linear(const JsonObject& inputs) {
    return kappa_json(table_of(inputs), KappaWeights::linear);
}

JsonObject fleiss(const JsonObject& inputs) {
    std::vector<std::uint32_t> counts;
    const auto& rows = inputs.at("counts_units_by_category").as_array();
    for (const Json& row : rows)
        for (const Json& cell : row.as_array())
            counts.push_back(static_cast<std::uint32_t>(*json_number(cell)));
    const FleissKappa out = fleiss_kappa(counts, rows.empty() ? 0 : counts.size() / rows.size());
    return {{"kappa", json(out.kappa)},
            {"randolph_free_marginal", json(out.free_marginal_kappa)},
            {"status", json(out.status)}};
}

/// Of raters' rows of values, or of (worker, task, label) rows whose labels become numbers.
std::vector<Rating> ratings_of(const JsonObject& inputs, std::string_view triples) {
    std::vector<Rating> ratings;
    if (!inputs.contains(triples)) {
        for (const Json& rater : inputs.at("ratings_raters_by_units").as_array())
            for (std::uint32_t unit = 0; unit < rater.as_array().size(); ++unit)
                if (const auto value = json_number(rater.as_array()[unit]))
                    ratings.push_back({unit, *value});
        return ratings;
    }
    std::map<std::string, std::uint32_t> units;
    std::map<std::string, std::uint32_t> labels;
    const auto index = [](auto& seen, const Json& name) {
        return seen.try_emplace(to_json_text(name), static_cast<std::uint32_t>(seen.size()))
            .first->second;
    };
    for (const Json& triple : inputs.at(triples).as_array())
        ratings.push_back({index(units, triple.as_array()[1]),
                           static_cast<double>(index(labels, triple.as_array()[2]))});
    return ratings;
}

JsonObject alpha(const JsonObject& inputs) {
    const auto ratings = ratings_of(inputs, "triples_worker_task_label");
    const auto at = [&](MeasurementLevel level) {
        return krippendorff_alpha(ratings, level, 0.95);
    };
    const KrippendorffAlpha nominal = at(MeasurementLevel::nominal);
    const JsonObject levels = {{"nominal", json(nominal.estimate.value)},
                               {"ordinal", json(at(MeasurementLevel::ordinal).estimate.value)},
                               {"interval", json(at(MeasurementLevel::interval).estimate.value)},
                               {"ratio", json(at(MeasurementLevel::ratio).estimate.value)}};
    return {{"alpha", levels},
            {"status", json(nominal.estimate.status)},
            {"pairable_values", nominal.estimate.count},
            {"pairable_units", nominal.unit_count},
            {"observed_disagreement_nominal", json(nominal.observed_disagreement)},
            {"expected_disagreement_nominal", json(nominal.expected_disagreement)}};
}

JsonObject alpha_of_sets(const JsonObject& inputs) {
    const auto given = json_view(inputs.at("distance").as_string());
    std::map<std::string, std::uint32_t> units;
    std::map<std::string, std::uint32_t> labels;
    const auto index = [](auto& seen, const Json& name) {
        return seen.try_emplace(to_json_text(name), static_cast<std::uint32_t>(seen.size()))
            .first->second;
    };
    std::vector<SetRating> ratings;
    for (const Json& triple : inputs.at("triples_worker_task_labelset").as_array()) {
        SetRating rating{index(units, triple.as_array()[1]), 0};
        for (const Json& label : triple.as_array()[2].as_array())
            rating.labels |= std::uint64_t{1} << index(labels, label);
        ratings.push_back(rating);
    }
    const SetDistance distance = given.starts_with("nominal") ? SetDistance::equality
                                 : given.starts_with("masi")  ? SetDistance::masi
                                                              : SetDistance::jaccard;
    const KrippendorffAlpha out = set_alpha(ratings, distance, 0.95);
    return {{"alpha", json(out.estimate.value)}, {"status", json(out.estimate.status)}};
}

JsonObject alpha_stream(const JsonObject& inputs) {
    const std::map<std::string_view, MeasurementLevel> levels = {
        {"nominal", MeasurementLevel::nominal},
        {"ordinal", MeasurementLevel::ordinal},
        {"interval", MeasurementLevel::interval},
        {"ratio", MeasurementLevel::ratio}};
    std::map<std::string_view, StreamingAlpha> streams;
    for (const auto& [name, level] : levels) streams.emplace(name, StreamingAlpha(level));
    JsonArray after_each;
    for (const Json& json_event : inputs.at("events").as_array()) {
        const JsonObject& event = json_event.as_object();
        const auto unit = static_cast<std::uint32_t>(count(event, "unit"));
        const auto rater = static_cast<std::uint32_t>(count(event, "rater"));
        JsonObject now;
        for (auto& [name, stream] : streams) {
            if (json_view(event.at("op").as_string()) == "remove")
                stream.remove(unit, rater);
            else if (stream.set(unit, rater, number(event, "value")) != Status::ok)
                return {};
            now[name] = json(stream.alpha());
        }
        after_each.push_back(now);
    }
    return {{"alpha_after_each", after_each}};
}

JsonObject agreement(const JsonObject& inputs) {
    const auto& rows = inputs.at("ratings_units_by_raters").as_array();
    std::set<double> values;
    for (const Json& row : rows)
        for (const Json& cell : row.as_array())
            if (const auto value = json_number(cell)) values.insert(*value);
    RatingTable table{.rater_count = rows.at(0).as_array().size(),
                      .category_values = {values.begin(), values.end()}};
    for (const Json& row : rows) {
        for (const Json& cell : row.as_array()) {
            const auto value = json_number(cell);
            table.ratings.emplace_back();
            if (value)
                table.ratings.back() =
                    static_cast<std::uint32_t>(std::distance(values.begin(), values.find(*value)));
        }
    }
    const std::map<std::string_view, AgreementWeights> kinds = {
        {"unweighted", AgreementWeights::identity},
        {"linear", AgreementWeights::linear},
        {"quadratic", AgreementWeights::quadratic},
        {"ordinal", AgreementWeights::ordinal}};
    const auto all = agreement_coefficients(
        table, kinds.at(json_view(inputs.at("weights").as_string())), number(inputs, "conf_level"));
    const auto one = [](const AgreementCoefficient& coefficient) -> JsonObject {
        return {{"coeff", json(coefficient.estimate.value)},
                {"se", json(coefficient.estimate.standard_error)},
                {"pa", coefficient.observed_agreement},
                {"pe", coefficient.expected_agreement}};
    };
    return {{"gwet_ac", one(all.gwet_ac)},
            {"krippendorff_alpha", one(all.krippendorff_alpha)},
            {"fleiss_kappa_generalised", one(all.fleiss_kappa)},
            {"conger_kappa", one(all.conger_kappa)},
            {"brennan_prediger", one(all.brennan_prediger)}};
}

}  // namespace

VectorMethods agreement_vectors() {
    return {{"chance_corrected_agreement_with_se", agreement},
            {"cohen_kappa", kappa},
            {"cohen_kappa_weighted_linear", kappa_linear},
            {"fleiss_kappa", fleiss},
            {"krippendorff_alpha", alpha},
            {"krippendorff_alpha_incremental", alpha_stream},
            {"krippendorff_alpha_set_valued", alpha_of_sets}};
}

}  // namespace assay::stats
