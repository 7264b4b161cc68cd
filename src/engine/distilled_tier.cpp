#include "engine/distilled_tier.hpp"

#include "engine/judge_steps.hpp"
#include "engine/judges.hpp"
#include "engine/judging.hpp"
#include "engine/panel_weights.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace assay::engine {
namespace {

constexpr std::size_t hash_shown = 12;

/// Why a distilled judge imitates none of these.
Error no_such_judge(const DistilledJudge& judge,
                    const std::vector<JudgeRequest>& requests,
                    const std::vector<std::string>& hashes) {
    for (std::size_t i = 0; i < requests.size(); ++i)
        if (requests[i].name == judge.judge)
            return Error{
                .kind = ErrorKind::invalid_input,
                .message = fmt::format(
                    "the distilled judge '{}' was trained on version {} of judge '{}', this run "
                    "asks version {} (another prompt, model or setting): distil again with 'assay "
                    "judge distill', from runs of this version",
                    judge.name,
                    judge.judge_hash.substr(0, hash_shown),
                    judge.judge,
                    hashes[i].substr(0, hash_shown))};
    std::vector<std::string_view> names;
    for (const JudgeRequest& request : requests) names.push_back(request.name);
    return Error{
        .kind = ErrorKind::invalid_input,
        .message = fmt::format("the distilled judge '{}' imitates judge '{}' (version "
                               "{}), which this run does not have; it has {}",
                               judge.name,
                               judge.judge,
                               judge.judge_hash.substr(0, hash_shown),
                               names.empty() ? "none" : fmt::format("{}", fmt::join(names, ", ")))};
}

}  // namespace

Result<std::optional<DistilledTier>> DistilledTier::open(const RunSpec& spec,
                                                         const metrics::Scoring& scoring,
                                                         store::MetaStore& meta) {
    if (!spec.judging.distilled) return std::optional<DistilledTier>{};
    const auto& requests = spec.judging.judges;
    std::vector<std::string> hashes;
    for (const JudgeRequest& request : requests) {
        TRY(const Evaluator evaluator, evaluator_of(spec.judging, request));
        hashes.push_back(evaluator.hash);
    }
    TRY(DistilledJudge judge, find_distilled(spec.judging.distilled->model, hashes, meta));
    const auto found = std::ranges::find(hashes, judge.judge_hash);
    if (found == hashes.end()) return no_such_judge(judge, requests, hashes);
    const JudgeRequest& request = requests[static_cast<std::size_t>(found - hashes.begin())];
    auto reader = ExampleReader::make(request, judge.metrics, scoring);
    if (!reader)
        return fail(reader.error().kind,
                    "the distilled judge '{}' cannot be used here: {}",
                    judge.name,
                    reader.error().message);
    return std::optional(DistilledTier(std::move(judge),
                                       *std::move(reader),
                                       request.name,
                                       spec.judging.distilled->uncertain_width));
}

void DistilledTier::judge(SampleResult& result) const {
    if (result.error || find_judgement(result, judge_name_, distilled_tier) != nullptr) return;
    Judgement judgement{.evaluator = judge_name_,
                        .tier = std::string(distilled_tier),
                        .mode = JudgeMode::distilled,
                        .model = "distilled/" + judge_.name,
                        .cost = Usd{}};
    const auto example = reader_.read(result);
    const auto prediction =
        example ? judge_.model.predict(*example) : Result<distill::Prediction>(example.error());
    if (!prediction) {
        judgement.reason = prediction.error().message;
        judgement.flags.push_back(JudgeFlag::uncertain);
        result.judgements.push_back(std::move(judgement));
        return;
    }
    // What the model was trained on gets the prediction of those that were not.
    const auto known = judge_.known_scores.find(fingerprint(*example));
    judgement.value =
        known == judge_.known_scores.end() ? prediction->score : static_cast<double>(known->second);
    judgement.confidence = 1 - prediction->half_width;
    const bool is_uncertain = uncertain_width_ ? 2 * prediction->half_width > *uncertain_width_
                                               : prediction->must_escalate;
    if (is_uncertain) judgement.flags.push_back(JudgeFlag::uncertain);
    result.judgements.push_back(std::move(judgement));
}

Result<void> check_distilled(const RunSpec& spec, store::MetaStore& meta) {
    if (!spec.judging.distilled) return {};
    RunSpec completed = spec;
    CHECK_OK(use_kept_steps(completed.judging, meta));
    CHECK_OK(use_measured_weights(completed.judging, meta));
    CHECK_OK(pin_distilled(completed, meta));
    return {};
}

Result<bool> pin_distilled(RunSpec& spec, store::MetaStore& meta) {
    if (!spec.judging.distilled) return false;
    TRY(const auto scoring, metrics::Scoring::make(spec.evaluators));
    TRY(const auto tier, DistilledTier::open(spec, scoring, meta));
    const std::string& hash = tier->judge().model.hash();
    if (spec.judging.distilled->model == hash) return false;
    spec.judging.distilled->model = hash;
    return true;
}

}  // namespace assay::engine
