#include "engine/judging_spec_reader.hpp"

#include "judge/judge.hpp"

#include "core/nearest.hpp"
#include "engine/run_file_keys.hpp"
#include "providers/factory.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace assay::engine {
namespace {

/// Keys of a judge that say how it is asked, not how it judges.
constexpr std::array<std::string_view, 7> asking_keys = {
    "name", "judge", "model", "models", "input", "context", "against"};

/// Dollars; beyond it money no longer fits its type.
constexpr double budget_usd_most = 1e9;

/// What lies below a tier besides metrics.
struct Below {
    bool has_judge;
    bool has_distilled;
};

/// Reasons that ask what the judge below said need such a judge.
Result<Escalation> read_escalation(const SpecReader& reader,
                                   const std::string& path,
                                   const Json& value,
                                   const Below& below) {
    TRY(const auto wanted, reader.texts(path, value));
    std::vector<std::string_view> accepted;
    for (const EscalationReason& reason : escalation_reasons)
        if ((below.has_judge || !reason.needs_judgement) &&
            (below.has_distilled || !reason.needs_distilled))
            accepted.push_back(reason.name);
    Escalation escalation;
    for (const std::string& name : wanted) {
        if (name == "uncertain" && !below.has_distilled)
            return reader.error(
                path, "'uncertain' is what a distilled judge may be: it needs 'tiers/distilled'");
        if (std::ranges::find(accepted, name) == accepted.end())
            return reader.error(path,
                                fmt::format("'{}' is no reason to escalate{}, expected {}",
                                            name,
                                            below.has_judge ? "" : " without a judge below",
                                            fmt::join(accepted, ", ")));
        const auto* reason =
            std::ranges::find(escalation_reasons, std::string_view(name), &EscalationReason::name);
        escalation.*reason->is_on = true;
    }
    return escalation;
}

Result<TierSpec> read_tier(const SpecReader& reader,
                           const std::string& path,
                           const Json& value,
                           std::span<const std::string_view> keys,
                           const Below& below) {
    CHECK_OK(reader.only(value, path, keys));
    const JsonFields fields(value.get_object(), path);
    TierSpec tier;
    const Json* share = fields.find("share");
    if (share == nullptr)
        return reader.error(path, fmt::format("'{}' needs 'share', such as 0.1", path));
    TRY(tier.share, reader.share(path + "/share", *share));
    if (const Json* model = fields.find("model")) {
        TRY(tier.model, reader.text(path + "/model", *model));
    }
    if (const Json* escalate = fields.find("escalate")) {
        TRY(tier.escalation, read_escalation(reader, path + "/escalate", *escalate, below));
    }
    if (const Json* ratio = fields.find("escalate_share")) {
        TRY(tier.escalation.share, reader.share(path + "/escalate_share", *ratio));
    }
    return tier;
}

Result<DistilledSpec> read_distilled(const SpecReader& reader, const Json& value) {
    const std::string path = "tiers/distilled";
    CHECK_OK(reader.only(value, path, distilled_keys));
    const JsonFields fields(value.get_object(), path);
    const Json* model = fields.find("model");
    if (model == nullptr)
        return reader.error(path,
                            "'tiers/distilled' needs 'model': the name or hash that 'assay judge "
                            "distill' printed, or latest");
    DistilledSpec spec;
    TRY(spec.model, reader.text(path + "/model", *model));
    if (const Json* width = fields.find("uncertain_width")) {
        TRY(spec.uncertain_width, reader.number_within(path + "/uncertain_width", *width, 0, 2));
    }
    return spec;
}

Result<void> check_reference(const SpecReader& reader,
                             const std::string& path,
                             const JudgingSpec& spec,
                             const std::string& reference) {
    auto model = resolve_model(spec, reference);
    if (!model) return reader.error(path, model.error().message);
    for (const std::string& fallback : model->fallbacks) {
        if (auto found = resolve_model(spec, fallback); !found)
            return reader.error(path, found.error().message);
    }
    if (auto name = providers::parse_model_name(model->model); !name)
        return reader.error(path, name.error().message);
    return {};
}

}  // namespace

Result<JudgeRequest> read_judge(const SpecReader& reader,
                                const std::string& path,
                                const JsonObject& object) {
    const JsonFields fields(object, path);
    JudgeRequest request;
    TRY(request.kind, reader.text(path + "/judge", object.at("judge")));
    request.name = request.kind;
    if (const Json* name = fields.find("name")) {
        TRY(request.name, reader.text(path + "/name", *name));
    }
    if (const Json* model = fields.find("model")) {
        TRY(request.models, reader.texts(path + "/model", *model));
    }
    if (const Json* models = fields.find("models")) {
        TRY(request.models, reader.texts(path + "/models", *models));
    }
    if (const Json* input = fields.find("input")) {
        TRY(request.input, reader.text(path + "/input", *input));
    }
    if (const Json* context = fields.find("context")) {
        TRY(request.context, reader.texts(path + "/context", *context));
    }
    if (const Json* against = fields.find("against")) {
        TRY(request.against, reader.text(path + "/against", *against));
    }
    for (const auto& member : object) {
        if (std::ranges::find(asking_keys, std::string_view(member.key())) == asking_keys.end())
            request.options.insert_or_assign(member.key(), member.value());
    }
    auto spec = judge::find_judge(request.kind);
    if (!spec) return reader.error(path + "/judge", spec.error().message);
    // A panel's members are part of what it is.
    if (request.kind == "panel")
        request.options["models"] = JsonArray(request.models.begin(), request.models.end());
    auto judge = (*spec)->make(request.options);
    if (!judge) return reader.error(path, judge.error().message);
    if ((*judge)->needs_other_output() && request.against.empty())
        return reader.error(
            path,
            fmt::format("'{}' compares with another output: name it with 'against', "
                        "such as \"{{{{ baseline_output }}}}\"",
                        request.kind));
    if (request.models.size() > 1 && (*judge)->model_count() == 1)
        return reader.error(path, "several models make a panel: 'judge: panel' with 'of'");
    return request;
}

Result<void> read_models(const SpecReader& reader,
                         const Json& value,
                         std::map<std::string, ModelSpec>& to) {
    if (!value.is_object()) return reader.wrong_type("models", value, "a map from name to model");
    for (const auto& member : value.get_object()) {
        const std::string name(std::string_view(member.key()));
        const std::string path = SpecReader::join("models", name);
        ModelSpec& spec = to[name];
        if (member.value().is_string()) {
            TRY(spec.model, reader.text(path, member.value()));
            continue;
        }
        CHECK_OK(reader.only(member.value(), path, model_keys));
        const JsonFields fields(member.value().get_object(), path);
        const Json* model = fields.find("model");
        if (model == nullptr)
            return reader.error(path, fmt::format("'{}' needs 'model': provider/name", path));
        TRY(spec.model, reader.text(path + "/model", *model));
        if (const Json* settings = fields.find("settings"))
            CHECK_OK(read_settings(reader, path + "/settings", *settings, spec.settings));
        if (const Json* provider = fields.find("provider"))
            CHECK_OK(read_provider(reader, path + "/provider", *provider, spec.provider));
        if (const Json* fallbacks = fields.find("fallbacks")) {
            TRY(spec.fallbacks, reader.texts(path + "/fallbacks", *fallbacks));
        }
    }
    return {};
}

Result<void> read_tiers(const SpecReader& reader, const Json& value, JudgingSpec& to) {
    CHECK_OK(reader.only(value, "tiers", tiers_keys));
    const JsonFields fields(value.get_object(), "tiers");
    if (const Json* distilled = fields.find("distilled")) {
        TRY(to.distilled, read_distilled(reader, *distilled));
    }
    const bool has_distilled = to.distilled.has_value();
    if (const Json* fast = fields.find("fast")) {
        TRY(to.fast,
            read_tier(reader,
                      "tiers/fast",
                      *fast,
                      tier_keys,
                      {.has_judge = false, .has_distilled = has_distilled}));
    }
    const Json* full = fields.find("full");
    if (full == nullptr)
        return reader.error("tiers", "'tiers' needs 'full': the tier whose judgement counts");
    TRY(to.full,
        read_tier(reader,
                  "tiers/full",
                  *full,
                  tier_keys,
                  {.has_judge = to.fast.has_value(), .has_distilled = has_distilled}));
    if (to.fast && to.full.share > to.fast->share)
        return reader.error("tiers/full/share",
                            fmt::format("the full tier's share {} is above the fast tier's {}: it "
                                        "judges some of what the fast tier judged",
                                        to.full.share,
                                        to.fast->share));
    if (const Json* human = fields.find("human")) {
        TRY(to.human,
            read_tier(reader,
                      "tiers/human",
                      *human,
                      human_keys,
                      {.has_judge = true, .has_distilled = has_distilled}));
        if (to.human->share > to.full.share)
            return reader.error("tiers/human/share",
                                fmt::format("the human tier's share {} is above the full tier's {}",
                                            to.human->share,
                                            to.full.share));
    }
    return {};
}

Result<void> read_budget(const SpecReader& reader, const Json& value, JudgingSpec& to) {
    const Json* usd = &value;
    std::string path = "budget";
    if (value.is_object()) {
        CHECK_OK(reader.only(value, path, budget_keys));
        usd = value.get_object().if_contains("usd");
        if (usd == nullptr) return reader.error(path, "'budget' needs 'usd', such as {usd: 5.00}");
        path += "/usd";
    }
    TRY(const double dollars, reader.number_within(path, *usd, 0, budget_usd_most));
    to.budget = Usd::from_dollars(dollars);
    return {};
}

Result<void> check_judging(const SpecReader& reader, const JudgingSpec& spec) {
    for (const JudgeRequest& request : spec.judges) {
        for (const TierSpec* tier : {spec.fast ? &*spec.fast : nullptr, &spec.full}) {
            if (tier == nullptr) continue;
            const auto models = models_of(request, *tier);
            if (models.empty())
                return reader.error("evaluators",
                                    fmt::format("judge '{}' needs 'model': provider/name, or an "
                                                "entry of 'models'",
                                                request.name));
            for (const std::string& reference : models)
                CHECK_OK(check_reference(reader, "evaluators", spec, reference));
        }
    }
    for (const auto& [name, model] : spec.models)
        CHECK_OK(check_reference(reader, SpecReader::join("models", name), spec, name));
    return {};
}

}  // namespace assay::engine
