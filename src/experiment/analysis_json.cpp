#include "experiment/analysis.hpp"
#include "experiment/plan_words.hpp"

namespace assay::experiment {
namespace {

constexpr Word<Decision> decision_words[] = {{"ship", Decision::ship},
                                             {"keep", Decision::keep},
                                             {"continue", Decision::go_on},
                                             {"halted", Decision::halted},
                                             {"blocked", Decision::blocked}};
constexpr Word<Finding> finding_words[] = {{"none", Finding::none},
                                           {"better", Finding::better},
                                           {"worse", Finding::worse},
                                           {"breached", Finding::breached}};
constexpr Word<Role> role_words[] = {
    {"primary", Role::primary}, {"secondary", Role::secondary}, {"guardrail", Role::guardrail}};

template <typename T, std::size_t count>
Result<T> meaning_of(std::string_view text, const Word<T> (&words)[count]) {
    for (const auto& [word, meaning] : words)
        if (word == text) return meaning;
    return fail(ErrorKind::corrupt, "stored look: unknown word '{}'", text);
}

Json counts_json(const std::vector<std::size_t>& counts) {
    JsonArray array;
    for (const std::size_t count : counts) array.push_back(count);
    return array;
}

Json to_json(const LookPoint& point) {
    return {{"role", to_string(point.role)},
            {"metric", point.metric},
            {"treatment", point.treatment},
            {"estimate", json_number_or_null(point.estimate)},
            {"low", json_number_or_null(point.low)},
            {"high", json_number_or_null(point.high)},
            {"log_e_value", json_number_or_null(point.log_e_value)},
            {"finding", to_string(point.finding)}};
}

Result<LookPoint> point_from_json(const Json& json) {
    if (!json.is_object()) return fail(ErrorKind::corrupt, "stored look: a point is no object");
    const JsonFields fields(json.get_object(), "stored look");
    LookPoint point;
    TRY(const std::string role, fields.string("role"));
    TRY(point.role, meaning_of(role, role_words));
    TRY(point.metric, fields.string("metric"));
    TRY(point.treatment, fields.string("treatment"));
    TRY(point.estimate, fields.optional_number("estimate"));
    TRY(point.low, fields.optional_number("low"));
    TRY(point.high, fields.optional_number("high"));
    TRY(point.log_e_value, fields.optional_number("log_e_value"));
    TRY(const std::string finding, fields.string("finding"));
    TRY(point.finding, meaning_of(finding, finding_words));
    return point;
}

Json interval_json(const std::optional<stats::Interval>& interval) {
    if (!interval) return nullptr;
    return {json_number_or_null(interval->low), json_number_or_null(interval->high)};
}

Json to_json(const ArmSummary& arm) {
    return {
        {"n", arm.count}, {"missing", arm.missing_count}, {"mean", json_number_or_null(arm.mean)}};
}

JsonObject effect_json(const Effect& effect) {
    return {{"method", effect.method},
            {"estimate", json_number_or_null(effect.value)},
            {"se", json_number_or_null(effect.standard_error)},
            {"control", to_json(effect.control)},
            {"treatment_arm", to_json(effect.treatment)},
            {"variance_reduction", json_number_or_null(effect.variance_reduction_ratio)},
            {"label_gain", json_number_or_null(effect.label_gain)}};
}

Json to_json(const TreatmentResult& result) {
    JsonObject object = effect_json(result.effect);
    object["treatment"] = result.treatment;
    object["status"] = stats::to_string(result.status);
    object["interval"] = interval_json(result.interval);
    object["level"] = json_number_or_null(
        result.interval ? std::optional(result.interval->level_ratio) : std::nullopt);
    object["p_value"] = json_number_or_null(result.p_value);
    object["always_valid_p_value"] = json_number_or_null(result.always_valid_p_value);
    object["probability_better"] = json_number_or_null(result.probability_better);
    object["loss_if_shipped"] =
        result.loss ? json_number_or_null(result.loss->if_shipped) : Json(nullptr);
    object["loss_if_held"] =
        result.loss ? json_number_or_null(result.loss->if_held) : Json(nullptr);
    object["bound_z"] = json_number_or_null(result.bound_z);
    object["finding"] = to_string(result.finding);
    object["power"] = json_number_or_null(result.power_ratio);
    object["detectable_effect"] = json_number_or_null(result.detectable_effect);
    return object;
}

Json to_json(const SecondaryResult& result) {
    JsonObject object = effect_json(result.effect);
    object["metric"] = result.metric;
    object["treatment"] = result.treatment;
    object["status"] = stats::to_string(result.effect.status);
    object["interval"] = interval_json(result.interval);
    object["p_value"] = json_number_or_null(result.p_value);
    object["adjusted_p_value"] = json_number_or_null(result.adjusted_p_value);
    return object;
}

Json to_json(const GuardrailResult& result) {
    JsonObject object = effect_json(result.effect);
    object["metric"] = result.metric;
    object["treatment"] = result.treatment;
    object["status"] = stats::to_string(result.status);
    object["margin"] = result.margin;
    object["harm"] = json_number_or_null(result.harm);
    object["harm_low"] = json_number_or_null(result.harm_low);
    object["p_value"] = json_number_or_null(result.p_value);
    object["is_breached"] = result.breached_look.has_value();
    object["breached_look"] = result.breached_look ? Json(*result.breached_look + 1) : Json();
    return object;
}

Json to_json(const std::optional<SampleRatioResult>& result) {
    if (!result) return nullptr;
    return {
        {"counts", counts_json(result->counts)},
        {"chi_squared", json_number_or_null(result->fixed.statistic)},
        {"p_value", json_number_or_null(result->fixed.p_value)},
        {"always_valid_p_value", json_number_or_null(result->sequential.p_value)},
        {"is_alarm", result->is_alarm},
        {"acknowledged", result->acknowledgement ? Json(result->acknowledgement->note) : Json()}};
}

template <typename T>
JsonArray array_of(const std::vector<T>& results) {
    JsonArray array;
    for (const T& result : results) array.push_back(to_json(result));
    return array;
}

Result<std::vector<std::size_t>> counts_from(const Json* json) {
    std::vector<std::size_t> counts;
    if (json == nullptr || !json->is_array())
        return fail(ErrorKind::corrupt, "stored look: assigned is no list");
    for (const Json& entry : json->get_array()) {
        const auto number = json_number(entry);
        if (!number || *number < 0 || *number > 1e15)
            return fail(ErrorKind::corrupt, "stored look: assigned holds no count");
        counts.push_back(static_cast<std::size_t>(*number));
    }
    return counts;
}

Result<LookRecord> read_look(const JsonFields& fields, LookRecord look) {
    TRY(const std::int64_t index, fields.integer("look"));
    TRY(const std::int64_t at_us, fields.integer("at_us"));
    TRY(const std::int64_t units, fields.integer("units"));
    if (index < 1 || units < 0) return fail(ErrorKind::corrupt, "stored look: counts below 0");
    look.index = static_cast<std::size_t>(index - 1);
    look.at = WallTime(std::chrono::microseconds(at_us));
    look.unit_count = static_cast<std::size_t>(units);
    TRY(look.assigned_counts, counts_from(fields.find("assigned")));
    TRY(look.sample_ratio_p_value, fields.optional_number("sample_ratio_p_value"));
    TRY(const std::string decision, fields.string("decision"));
    TRY(look.decision, meaning_of(decision, decision_words));
    TRY(look.why, fields.string("why"));
    const Json* points = fields.find("points");
    if (points == nullptr || !points->is_array())
        return fail(ErrorKind::corrupt, "stored look: points is no list");
    for (const Json& point : points->get_array()) {
        TRY(auto read, point_from_json(point));
        look.points.push_back(std::move(read));
    }
    return look;
}

}  // namespace

std::string_view to_string(Decision decision) { return word_of(decision, decision_words); }
std::string_view to_string(Finding finding) { return word_of(finding, finding_words); }
std::string_view to_string(Role role) { return word_of(role, role_words); }

Json to_json(const LookRecord& look) {
    return {{"look", look.index + 1},
            {"at", to_rfc3339(look.at)},
            {"at_us", look.at.time_since_epoch().count()},
            {"units", look.unit_count},
            {"assigned", counts_json(look.assigned_counts)},
            {"sample_ratio_p_value", json_number_or_null(look.sample_ratio_p_value)},
            {"decision", to_string(look.decision)},
            {"why", look.why},
            {"points", array_of(look.points)}};
}

Result<LookRecord> look_from_json(const Json& json) {
    if (!json.is_object()) return fail(ErrorKind::corrupt, "a stored look is no object");
    auto look = read_look(JsonFields(json.get_object(), "stored look"), {});
    if (!look) return fail(ErrorKind::corrupt, "{}", look.error().message);
    return look;
}

Json to_json(const Analysis& analysis) {
    return {{"decision", to_string(analysis.decision)},
            {"shipped", analysis.shipped.empty() ? Json() : Json(analysis.shipped)},
            {"why", analysis.why},
            {"look", analysis.look.index + 1},
            {"at", to_rfc3339(analysis.look.at)},
            {"units", analysis.look.unit_count},
            {"planned_units", analysis.planned_unit_count},
            {"primary", array_of(analysis.primary)},
            {"secondary", array_of(analysis.secondary)},
            {"guardrails", array_of(analysis.guardrails)},
            {"sample_ratio", to_json(analysis.sample_ratio)},
            {"warnings", JsonArray(analysis.warnings.begin(), analysis.warnings.end())}};
}

}  // namespace assay::experiment
