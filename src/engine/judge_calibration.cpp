#include "engine/judge_calibration.hpp"

#include "engine/golden_labels.hpp"
#include "engine/golden_runs.hpp"
#include "engine/judges.hpp"
#include "engine/judging.hpp"
#include "engine/summary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace assay::engine {
namespace {

/// Grades that people's scores are sorted into for kappa, when the scale does not say.
constexpr std::uint32_t grade_count_default = 5;
constexpr double grade_count_most = 20;

/// Bytes that begin a character of UTF-8.
double character_count(std::string_view text) {
    return static_cast<double>(std::ranges::count_if(
        text, [](char letter) { return (static_cast<unsigned char>(letter) & 0xC0U) != 0x80U; }));
}

Result<const JudgeRequest*> find_request(const RunSpec& spec, const CalibrationRequest& request) {
    const auto& judges = spec.judging.judges;
    if (request.judge.empty() && judges.size() == 1) return &judges.front();
    const auto found = std::ranges::find(judges, request.judge, &JudgeRequest::name);
    if (found != judges.end()) return &*found;
    std::vector<std::string> names;
    for (const JudgeRequest& judge : judges) names.push_back(judge.name);
    if (names.empty()) return fail(ErrorKind::invalid_input, "the run has no judge");
    return fail(ErrorKind::invalid_input,
                "name one of the run's judges with --judge: {}",
                fmt::join(names, ", "));
}

}  // namespace

Result<Calibration> calibrate(const Run& run, const CalibrationRequest& request, Stores stores) {
    if (!(request.scale_high > request.scale_low))
        return fail(ErrorKind::invalid_input,
                    "the scale {} to {} is empty",
                    request.scale_low,
                    request.scale_high);
    TRY(const RunSpec spec, run_spec_from_json(run.config));
    TRY(const JudgeRequest* judge, find_request(spec, request));
    TRY(const Evaluator evaluator, evaluator_of(spec.judging, *judge));
    TRY(GoldenLabels labels, GoldenLabels::open(request));
    std::vector<judge::RatedSample> rated;
    std::vector<judge::GoldenScore> golden;
    std::string model;
    CHECK_OK(
        for_each_result(stores.results, run.id, [&](const SampleResult& result) -> Result<void> {
            TRY(const GoldenLabel* label, labels.find(result));
            const Judgement* found = find_judgement(result, judge->name, full_tier);
            if (label == nullptr || found == nullptr || !found->value) return {};
            labels.count_used(result);
            judge::RatedSample sample{.judged = *found->value,
                                      .human = label->score,
                                      .output_length = character_count(result.answer),
                                      .slice = label->slice};
            if (judge->kind == "pairwise") sample.is_flip = found->has(JudgeFlag::position_flip);
            model = found->model;
            if (result.epoch == 0)
                golden.push_back({.sample_id = std::string(result.sample_id.view()),
                                  .judged = sample.judged,
                                  .human = sample.human});
            rated.push_back(std::move(sample));
            return {};
        }));
    const double steps = request.scale_high - request.scale_low;
    const bool is_graded = steps >= 1 && steps < grade_count_most && steps == std::floor(steps);
    TRY(judge::JudgeCard card,
        judge::compare_with_people(
            rated,
            is_graded && steps > 1 ? static_cast<std::uint32_t>(steps) + 1 : grade_count_default));
    card.judge = evaluator.name;
    card.hash = evaluator.hash;
    card.model = model;
    card.run = run.id.view();
    card.labels = request.labels_file.empty() ? run.dataset : request.labels_file;
    card.created_at = to_rfc3339(system_clock().wall());
    CHECK_OK(stores.meta.put_document(card_kind, card.hash, judge::to_json(card)));
    judge::order_scores(golden);
    const judge::GoldenRun kept{.judge = card.judge,
                                .hash = card.hash,
                                .model = card.model,
                                .run = card.run,
                                .labels = card.labels,
                                .created_at = to_rfc3339(run.created_at),
                                .scores = std::move(golden)};
    CHECK_OK(keep_golden_run(kept, stores.meta));
    return Calibration{.card = std::move(card),
                       .label_count = labels.count(),
                       .unmatched_count = labels.count() - labels.used_count()};
}

}  // namespace assay::engine
