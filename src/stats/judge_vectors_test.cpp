// What vectors_test.cpp runs, for judges, their calibration and drift.

#include "stats/calibration.hpp"
#include "stats/conformal.hpp"
#include "stats/drift.hpp"
#include "stats/isotonic.hpp"
#include "stats/score_distribution.hpp"
#include "stats/vector_methods.hpp"

#include <fmt/format.h>

#include <vector>

namespace assay::stats {
namespace {

JsonObject geval(const JsonObject& inputs) {
    std::vector<ScoreToken> tokens;
    for (const auto& [token, log_probability] : inputs.at("token_logprobs").as_object())
        for (const double score : numbers(inputs, "valid_scores"))
            if (json_view(token) == fmt::format("{}", score))
                tokens.push_back({score, *json_number(log_probability)});
    const ScoreDistribution out = score_distribution(tokens);
    return {{"score", json(out.score)},
            {"score_sd", json(out.standard_deviation)},
            {"covered_mass", out.covered_mass_ratio},
            {"status", json(out.status)}};
}

JsonObject calibration(const JsonObject& inputs) {
    const auto p = numbers(inputs, "p");
    const auto y = numbers(inputs, "y");
    const std::vector<std::uint8_t> outcomes(y.begin(), y.end());
    JsonArray fitted;
    if (const auto fit = IsotonicRegression::fit(p, y))
        for (const double x : p) fitted.emplace_back(fit->predict(x));
    const Estimate brier = brier_score(p, outcomes, 0.95);
    return {{"brier", json(brier.value)},
            {"log_loss", json(log_loss(p, outcomes, 0.95).value)},
            {"roc_auc", json(roc_auc(p, outcomes, 0.95).value)},
            {"ece_10", json(expected_calibration_error(p, outcomes, 10).value)},
            {"isotonic_fitted_in_input_order", fitted},
            {"status", json(brier.status)}};
}

JsonObject conformal_quantile(const JsonObject& inputs) {
    const ConformalQuantile out =
        split_conformal_quantile(numbers(inputs, "scores"), number(inputs, "alpha"));
    return {{"k", out.rank},
            {"quantile", out.quantile ? Json(*out.quantile) : Json("inf")},
            {"status", json(out.status)}};
}

JsonObject escalation_bound(const JsonObject& inputs) {
    return {{"upper_bound",
             json(error_upper_bound(
                 count(inputs, "errors"), count(inputs, "n"), number(inputs, "delta")))}};
}

template <typename Detector>
JsonArray up_down(Detector& detector, const std::vector<double>& values) {
    JsonArray out;
    for (const double value : values) {
        detector.add(value);
        out.emplace_back(JsonArray{detector.up(), detector.down()});
    }
    return out;
}

JsonObject drift(const JsonObject& inputs) {
    const auto x = numbers(inputs, "x");
    const JsonObject& c = inputs.at("cusum").as_object();
    Cusum cusum(
        {.target = number(c, "mu0"), .allowance = number(c, "k"), .threshold = number(c, "h")});
    const JsonObject& p = inputs.at("page_hinkley").as_object();
    PageHinkley page({.allowance = number(p, "delta"), .threshold = number(p, "lambda")});
    const auto first = [](const auto& detector) {
        return detector.alarm() ? Json(detector.alarm()->index) : Json();
    };
    JsonObject out = {{"cusum_up_down", up_down(cusum, x)},
                      {"page_hinkley_up_down", up_down(page, x)}};
    out["cusum_first_alarm_index"] = first(cusum);
    out["page_hinkley_first_alarm_index"] = first(page);
    return out;
}

JsonObject run_length(const JsonObject& inputs) {
    const double k = number(inputs, "k");
    const double h = number(inputs, "h");
    return {{"arl_in_control", json(cusum_average_run_length(k, h, 0))},
            {"arl_shift_1sd", json(cusum_average_run_length(k, h, 1))}};
}

/// Adds every way to draw `left_count` more samples to `paths`; their expectation.

}  // namespace

VectorMethods judge_vectors() {
    return {{"calibration_metrics", calibration},
            {"cusum_arl", run_length},
            {"cusum_page_hinkley", drift},
            {"escalation_error_upper_bound", escalation_bound},
            {"geval_weighted_score", geval},
            {"split_conformal_quantile", conformal_quantile}};
}

}  // namespace assay::stats
