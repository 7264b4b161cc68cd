#include "engine/panel_weights.hpp"

#include "engine/judge_calibration.hpp"
#include "engine/judges.hpp"

#include <algorithm>

namespace assay::engine {
namespace {

/// A member that was never off in a small golden set is not infinitely reliable.
constexpr double squared_error_least = 1e-4;

/// Mean squared error from the bias and its standard error. Errors: corrupt.
Result<double> squared_error_of(const Json& card) {
    if (!card.is_object()) return fail(ErrorKind::corrupt, "a judge card is no object");
    const JsonFields fields(card.get_object(), "judge card");
    TRY(const std::int64_t count, fields.integer("n"));
    const Json* bias = fields.find("bias");
    if (bias == nullptr || !bias->is_object())
        return fail(ErrorKind::corrupt, "judge card: 'bias' is no object");
    const JsonFields estimate(bias->get_object(), "bias");
    TRY(const double mean, estimate.number("value"));
    TRY(const double standard_error, estimate.number("standard_error"));
    const auto n = static_cast<double>(count);
    return mean * mean + standard_error * standard_error * (n - 1);
}

Result<std::vector<double>> weights_of(const JudgingSpec& spec,
                                       const JudgeRequest& panel,
                                       store::MetaStore& meta) {
    JudgeRequest member{.name = panel.name, .options = panel.options.at("of").as_object()};
    TRY(member.kind, JsonFields(member.options, "of").string("judge"));
    member.options.erase("judge");
    std::vector<double> weights;
    double sum = 0;
    for (const std::string& model : models_of(panel, spec.full)) {
        member.models = {model};
        TRY(const Evaluator evaluator, evaluator_of(spec, member));
        TRY(const auto card, meta.document(card_kind, evaluator.hash));
        if (!card)
            return fail(ErrorKind::invalid_input,
                        "panel '{}': 'weights: calibrated' needs a judge card of every member, and "
                        "{} has none: run a golden set with it alone as the same {} judge, then "
                        "'assay judge calibrate'; or write the weights as numbers",
                        panel.name,
                        model,
                        member.kind);
        TRY(const double squared_error, squared_error_of(*card));
        weights.push_back(1 / std::max(squared_error, squared_error_least));
        sum += weights.back();
    }
    for (double& weight : weights) weight *= static_cast<double>(weights.size()) / sum;
    return weights;
}

}  // namespace

Result<bool> use_measured_weights(JudgingSpec& spec, store::MetaStore& meta) {
    bool has_used = false;
    for (JudgeRequest& request : spec.judges) {
        const Json* wanted = request.options.if_contains("weights");
        if (request.kind != "panel" || wanted == nullptr || !wanted->is_string()) continue;
        TRY(const auto weights, weights_of(spec, request, meta));
        request.options["weights"] = JsonArray(weights.begin(), weights.end());
        has_used = true;
    }
    return has_used;
}

}  // namespace assay::engine
