#include "engine/judges.hpp"

#include "core/hash.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <deque>

namespace assay::engine {

Result<Judges> Judges::open(const RunSpec& spec, ModelHub& hub, std::string fence_secret) {
    Judges judges(std::move(fence_secret));
    for (const JudgeRequest& request : spec.judging.judges) {
        TRY(const judge::JudgeSpec* kind, judge::find_judge(request.kind));
        TRY(auto judge, kind->make(request.options));
        TRY(auto templates, QuestionTemplates::compile(request));
        OpenJudge open{.request = &request,
                       .judge = std::move(judge),
                       .templates = std::move(templates),
                       .fast = {},
                       .full = {},
                       .fast_refusals = {},
                       .full_refusals = {}};
        if (spec.judging.fast) {
            TRY(open.fast, judges.open_models(spec, models_of(request, *spec.judging.fast), hub));
        }
        TRY(open.full, judges.open_models(spec, models_of(request, spec.judging.full), hub));
        judges.judges_.push_back(std::move(open));
    }
    return judges;
}

Result<std::vector<judge::Model*>> Judges::open_models(const RunSpec& spec,
                                                       const std::vector<std::string>& references,
                                                       ModelHub& hub) {
    std::vector<judge::Model*> models;
    for (const std::string& reference : references) {
        TRY(const ModelSpec model, resolve_model(spec.judging, reference));
        TRY(ModelClient * client, hub.client(reference));
        models_.push_back(std::make_unique<JudgeModel>(*client, model.settings));
        models.push_back(models_.back().get());
    }
    return models;
}

async::Task<std::vector<std::optional<JsonObject>>> Judges::complete() {
    std::vector<std::optional<JsonObject>> completed;
    for (OpenJudge& open : judges_) {
        CO_TRY(auto options,
               co_await open.judge->complete({.models = open.full, .fence_secret = fence_secret_}));
        if (options) {
            CO_TRY(const judge::JudgeSpec* kind, judge::find_judge(open.request->kind));
            CO_TRY(open.judge, kind->make(*options));
        }
        completed.push_back(std::move(options));
    }
    co_return completed;
}

async::Task<Judgement> Judges::judge(std::size_t index,
                                     std::string_view tier,
                                     const SampleResult& result) {
    OpenJudge& open = judges_[index];
    RefusalWatch& refusals = tier == fast_tier ? open.fast_refusals : open.full_refusals;
    const auto finished = [&](Judgement judgement) {
        judgement.evaluator = open.request->name;
        judgement.tier = tier;
        tally(judgement);
        return judgement;
    };
    auto question = open.templates.question(result);
    if (!question) co_return finished({.reason = question.error().message});
    Judgement effort;
    std::deque<MeteredModel> metered;
    std::vector<judge::Model*> models;
    for (judge::Model* model : tier == fast_tier ? open.fast : open.full)
        models.push_back(&metered.emplace_back(*model, effort));
    auto judgement = co_await open.judge->judge(*std::move(question),
                                                {.models = models, .fence_secret = fence_secret_});
    if (judgement) {
        refusals.answered();
        co_return finished(*std::move(judgement));
    }
    refusals.failed(judgement.error());
    if (refusals.verdict())
        co_return Error(*refusals.verdict()).in(fmt::format("judge '{}'", open.request->name));
    switch (judgement.error().kind) {
        case ErrorKind::denied:
        case ErrorKind::not_found:
        case ErrorKind::cancelled:
        case ErrorKind::exhausted:
            co_return std::move(judgement).error();
        case ErrorKind::invalid_input:
        case ErrorKind::corrupt:
        case ErrorKind::internal:
            // The same call fails again: another day is no help.
            co_return finished({.reason = judgement.error().message});
        case ErrorKind::rate_limited:
        case ErrorKind::unavailable:
        case ErrorKind::timed_out:
            break;
    }
    Judgement deferred{.reason = judgement.error().message, .flags = {JudgeFlag::deferred}};
    add_effort(deferred, effort);
    co_return finished(std::move(deferred));
}

void Judges::tally(const Judgement& judgement) {
    auto found = std::ranges::find(tiers_, judgement.tier, &TierProgress::tier);
    if (found == tiers_.end())
        found = tiers_.insert(tiers_.end(), {.tier = judgement.tier, .cost = {}});
    if (!judgement.has(JudgeFlag::deferred)) ++found->judged_count;
    found->cost += judgement.cost.value_or(Usd{});
}

bool Judges::is_in_doubt() const {
    return std::ranges::any_of(judges_, [](const OpenJudge& open) {
        return open.fast_refusals.is_in_doubt() || open.full_refusals.is_in_doubt();
    });
}

Result<Evaluator> evaluator_of(const JudgingSpec& spec, const JudgeRequest& request) {
    TRY(const judge::JudgeSpec* kind, judge::find_judge(request.kind));
    TRY(const auto judge, kind->make(request.options));
    JsonArray models;
    for (const std::string& reference : models_of(request, spec.full)) {
        TRY(const ModelSpec model, resolve_model(spec, reference));
        models.push_back({{"model", model.model}, {"settings", to_json(model.settings)}});
    }
    return Evaluator{.name = request.name,
                     .metric = request.kind,
                     .version = kind->version,
                     .hash = judge::content_hash(*kind, *judge, std::move(models))};
}

}  // namespace assay::engine
