// What vectors_test.cpp runs, for samples, tiers and plans.

#include "stats/active_testing.hpp"
#include "stats/ppi.hpp"
#include "stats/ppi_plan.hpp"
#include "stats/survey.hpp"
#include "stats/vector_methods.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

namespace assay::stats {
namespace {

JsonObject ppi_variant(const JsonObject& inputs, std::optional<double> lambda) {
    const PpiResult result =
        ppi_mean(numbers(inputs, "y_labeled"),
                 numbers(inputs, "yhat_labeled"),
                 numbers(inputs, "yhat_unlabeled"),
                 {.confidence_ratio = inputs.contains("alpha") ? 1 - number(inputs, "alpha") : 0.95,
                  .lambda = lambda,
                  .convention = PpiConvention::ppi_py});
    return {{"lambda", result.lambda},
            {"estimate", json(result.estimate.value)},
            {"se", json(result.estimate.standard_error)},
            {"ci", json(result.estimate.interval)},
            {"effective_sample_size_gain", json(result.effective_gain)},
            {"status", json(result.estimate.status)}};
}

JsonObject ppi(const JsonObject& inputs) {
    JsonObject out = ppi_variant(
        inputs, inputs.contains("lambda") ? std::optional(number(inputs, "lambda")) : std::nullopt);
    out["power_tuned"] = ppi_variant(inputs, std::nullopt);
    out["lambda_1_ppi"] = ppi_variant(inputs, 1);
    out["lambda_0_classical"] = ppi_variant(inputs, 0);
    return out;
}

JsonObject ppi_power(const JsonObject& inputs) {
    const double correlation = number(inputs, "ppi_corr");
    const PpiCosts costs{.sample = number(inputs, "cost_X"),
                         .label = number(inputs, "cost_Y"),
                         .prediction = number(inputs, "cost_Yhat")};
    const auto plan = inputs.contains("budget")
                          ? ppi_plan_for_budget(correlation, costs, number(inputs, "budget"))
                          : ppi_plan_for_count(correlation, costs, number(inputs, "effective_n"));
    if (!plan) return {{"status", json(Status::invalid_argument)}};
    return {{"n", plan->labelled_count},
            {"N", plan->unlabelled_count},
            {"cost", plan->cost},
            {"effective_n", plan->effective_count},
            {"ppi_corr", correlation}};
}

JsonObject stratified(const JsonObject& inputs) {
    const auto y = numbers(inputs, "y");
    std::map<std::string, StratumSample> strata;
    for (const auto& [name, size] : inputs.at("stratum_population").as_object())
        strata[std::string(json_view(name))].population_count =
            static_cast<std::size_t>(*json_number(size));
    for (std::size_t i = 0; i < y.size(); ++i) {
        const Json& name = inputs.at("stratum").as_array()[i];
        strata[name.is_string() ? std::string(json_view(name.get_string())) : to_json_text(name)]
            .sample.add(y[i]);
    }
    std::vector<StratumSample> list;
    for (const auto& [name, stratum] : strata) list.push_back(stratum);
    const Estimate mean = stratified_mean(list, Population::finite, 0.95);
    const Estimate total = stratified_total(list, Population::finite, 0.95);
    return {{"mean", json(mean.value)},
            {"status", json(mean.status)},
            {"se_fpc", json(mean.standard_error)},
            {"total", json(total.value)},
            {"se_total_fpc", json(total.standard_error)},
            {"se_no_fpc",
             json(stratified_mean(list, Population::superpopulation, 0.95).standard_error)}};
}

JsonObject weighted(const JsonObject& inputs) {
    const auto y = numbers(inputs, "y");
    const auto ratios = numbers(inputs, "inclusion_prob");
    const Estimate mean = hajek_mean(y, ratios, {}).estimate;
    const Estimate total = horvitz_thompson_total(y, ratios, {}).estimate;
    return {{"hajek_mean", json(mean.value)},
            {"hajek_se_wr", json(mean.standard_error)},
            {"ht_total", json(total.value)},
            {"ht_total_se_wr", json(total.standard_error)},
            {"status", json(mean.status)}};
}

double lure_paths(const std::vector<double>& losses,
                  const std::vector<double>& scores,
                  std::size_t left_count,
                  const std::vector<std::size_t>& order,
                  const std::vector<double>& ratios,
                  JsonArray& paths) {
    if (left_count == 0) {
        std::vector<double> drawn;
        for (const std::size_t i : order) drawn.push_back(losses[i]);
        const auto value = lure_estimate(drawn, ratios, losses.size(), 0.95).value;
        paths.emplace_back(JsonObject{{"order", JsonArray(order.begin(), order.end())},
                                      {"proposal_probs", JsonArray(ratios.begin(), ratios.end())},
                                      {"estimate", json(value)}});
        return value.value_or(0);
    }
    double remaining = 0;
    const auto is_drawn = [&](std::size_t i) { return std::ranges::count(order, i) > 0; };
    for (std::size_t i = 0; i < scores.size(); ++i)
        if (!is_drawn(i)) remaining += scores[i];
    double expectation = 0;
    for (std::size_t i = 0; i < scores.size(); ++i) {
        if (is_drawn(i)) continue;
        auto longer = order;
        longer.push_back(i);
        auto with_ratio = ratios;
        with_ratio.push_back(scores[i] / remaining);
        expectation += with_ratio.back() *
                       lure_paths(losses, scores, left_count - 1, longer, with_ratio, paths);
    }
    return expectation;
}

JsonObject lure(const JsonObject& inputs) {
    const auto losses = numbers(inputs, "losses");
    JsonArray paths;
    const double expectation =
        lure_paths(losses, numbers(inputs, "scores"), count(inputs, "M"), {}, {}, paths);
    return {{"paths", paths},
            {"expectation_over_all_paths", expectation},
            {"population_mean", moments_of(losses).mean()}};
}

}  // namespace

VectorMethods tier_vectors() {
    return {{"horvitz_thompson_hajek", weighted},
            {"lure_estimator", lure},
            {"ppi_mean", ppi},
            {"ppi_power", ppi_power},
            {"stratified_mean", stratified}};
}

}  // namespace assay::stats
