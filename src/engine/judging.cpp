#include "engine/judging.hpp"

#include "async/task_group.hpp"
#include "engine/gate.hpp"

#include <algorithm>
#include <utility>

namespace assay::engine {
namespace {

/// A judgement that will not change: neither missing nor put off by an outage.
bool is_settled(const Judgement* judgement) {
    return judgement != nullptr && !judgement->has(JudgeFlag::deferred);
}

/// Whether some judge has yet to say something about a sample that its lot drew.
bool is_due(const SampleResult& result, const RunSpec& spec, const Tiering& tiering) {
    const JudgingSpec& judging = spec.judging;
    for (const JudgeRequest& request : judging.judges) {
        const Judgement* full = find_judgement(result, request.name, full_tier);
        if (!judging.fast) {
            if (!is_settled(full)) return true;
            continue;
        }
        const Judgement* fast = find_judgement(result, request.name, fast_tier);
        if (!is_settled(fast)) return true;
        if (tiering.full(result, *fast).is_drawn() && !is_settled(full)) return true;
    }
    return false;
}

void put(SampleResult& result, Judgement judgement) {
    std::erase_if(result.judgements, [&](const Judgement& old) {
        return old.evaluator == judgement.evaluator && old.tier == judgement.tier;
    });
    result.judgements.push_back(std::move(judgement));
}

/// Asks one judge in one tier, unless it has answered.
async::Task<void> ask_judge(JudgingWork& work,
                            SampleResult& result,
                            std::size_t index,
                            std::string_view tier,
                            double inclusion_ratio) {
    const Judgement* earlier = find_judgement(result, work.judges.name(index), tier);
    if (is_settled(earlier)) co_return Result<void>{};
    CO_TRY(Judgement judgement, co_await work.judges.judge(index, tier, result));
    judgement.inclusion_ratio = inclusion_ratio;
    // What was paid before an outage put it off is paid.
    if (earlier != nullptr) add_effort(judgement, *earlier);
    put(result, std::move(judgement));
    co_return Result<void>{};
}

void queue_for_people(const JudgingWork& work, SampleResult& result, std::size_t index) {
    const std::string& name = work.judges.name(index);
    const Judgement* full = find_judgement(result, name, full_tier);
    if (!work.spec.judging.human || !is_settled(full)) return;
    const Lot lot = work.tiering.human(result, *full);
    if (!lot.is_drawn() || find_judgement(result, name, human_tier) != nullptr) return;
    put(result,
        {.evaluator = name,
         .tier = std::string(human_tier),
         .reason = "waits for a person",
         .inclusion_ratio = lot.inclusion_ratio,
         .cost = Usd{},
         .flags = {JudgeFlag::pending}});
}

async::Task<void> judge_sample(JudgingWork& work, SampleResult& result) {
    const Lot first = work.tiering.first(result);
    const bool has_fast = work.spec.judging.fast.has_value();
    for (std::size_t index = 0; index < work.judges.size(); ++index) {
        if (!has_fast) {
            CO_CHECK_OK(co_await ask_judge(work, result, index, full_tier, first.inclusion_ratio));
        } else {
            CO_CHECK_OK(co_await ask_judge(work, result, index, fast_tier, first.inclusion_ratio));
            const Judgement* fast = find_judgement(result, work.judges.name(index), fast_tier);
            // Whether it goes up depends on what the fast judge says: an outage puts off both.
            if (!is_settled(fast)) continue;
            const Lot lot = work.tiering.full(result, *fast);
            if (!lot.is_drawn()) continue;
            CO_CHECK_OK(co_await ask_judge(work, result, index, full_tier, lot.inclusion_ratio));
        }
        queue_for_people(work, result, index);
    }
    co_return Result<void>{};
}

/// Unscored without an answer of the model. One that came from a model that refuses everything must
/// not count as settled, or a resume would never ask for it again.
bool is_refused(const Judgement& judgement) {
    return !judgement.value && judgement.call_count == 0 && judgement.flags.empty() &&
           (judgement.tier == fast_tier || judgement.tier == full_tier);
}

async::Task<void> record(JudgingWork& work, std::vector<SampleResult> results) {
    auto judged = results;
    CO_CHECK_OK(co_await work.recorder.record(std::move(results)));
    for (const SampleResult& result : judged) work.on_judged(result);
    co_return Result<void>{};
}

/// Journals a judged sample. One that was refused waits in `held` until it is known whether the
/// refusal is its own or ends the run.
async::Task<void> record_or_hold(JudgingWork& work,
                                 SampleResult result,
                                 std::vector<SampleResult>& held) {
    // Each tier of each judge can be in doubt about so many; refusals that differ never end a run.
    const std::size_t held_max = 2 * work.judges.size() * RefusalWatch::row_count;
    const bool is_in_doubt = work.judges.is_in_doubt() && held.size() < held_max;
    std::vector<SampleResult> certain;
    if (!is_in_doubt) certain = std::exchange(held, {});
    const bool holds = is_in_doubt && std::ranges::any_of(result.judgements, is_refused);
    (holds ? held : certain).push_back(std::move(result));
    if (!certain.empty()) CO_CHECK_OK(co_await record(work, std::move(certain)));
    co_return Result<void>{};
}

/// Takes the next sample until there is none, the budget is spent or the run is to stop.
async::Task<void> judge_lane(JudgingWork& work,
                             std::span<const DueSample> due,
                             std::size_t& next,
                             std::vector<SampleResult>& held,
                             const async::TaskGroup& group) {
    while (next < due.size() && !work.must_stop() && !group.has_failed() &&
           !work.budget.is_exhausted()) {
        CO_TRY(SampleResult result, work.journal.at(due[next++].place));
        auto judged = co_await judge_sample(work, result);
        if (!judged && (work.budget.is_exhausted() || work.must_stop())) break;
        CO_CHECK_OK(std::move(judged));
        CO_CHECK_OK(co_await record_or_hold(work, std::move(result), held));
    }
    co_return Result<void>{};
}

}  // namespace

const Judgement* find_judgement(const SampleResult& result,
                                std::string_view evaluator,
                                std::string_view tier) {
    const auto found = std::ranges::find_if(result.judgements, [&](const Judgement& judgement) {
        return judgement.evaluator == evaluator && judgement.tier == tier;
    });
    return found == result.judgements.end() ? nullptr : &*found;
}

Result<Tiering> make_tiering(const RunSpec& spec, const metrics::Scoring& scoring) {
    std::vector<std::size_t> cheap;
    std::vector<std::size_t> rates;
    for (std::size_t i = 0; i < scoring.evaluators().size(); ++i) {
        const metrics::Metric& metric = *scoring.configured()[i].metric;
        const bool is_ratio = metric.range.low == 0 && metric.range.high == 1;
        // A score that is made elsewhere may come late, when a run is resumed; lots must not
        // change.
        if (scoring.configured()[i].is_external()) continue;
        if (!scoring.is_per_sample(i) || !is_ratio || metric.better != metrics::Better::higher)
            continue;
        cheap.push_back(i);
        if (metric.scale == metrics::Scale::rate) rates.push_back(i);
    }
    std::vector<GateThreshold> thresholds;
    TRY(const auto gates, parse_gates(spec.gate, evaluator_names(spec)));
    for (const GateCondition& gate : gates) {
        if (!gate.is_relative && gate.quantity == "mean")
            thresholds.push_back({.evaluator = gate.subject, .value = gate.threshold});
    }
    return Tiering(
        spec.judging, spec.seed, std::move(cheap), std::move(rates), std::move(thresholds));
}

Result<std::vector<DueSample>> due_samples(store::JournalCursor& journal,
                                           const RunSpec& spec,
                                           const Tiering& tiering) {
    // The last record of a sample counts, so each slot is overwritten by later ones.
    constexpr double nothing_due = 2;
    std::vector<DueSample> slots;
    while (true) {
        TRY(const auto result, journal.next());
        if (!result) break;
        const std::size_t slot = result->sample_index * spec.epoch_count + result->epoch;
        if (slot >= slots.size()) slots.resize(slot + 1, {.order = nothing_due, .place = 0});
        const Lot lot = tiering.first(*result);
        const bool waits = !result->error && lot.is_drawn() && is_due(*result, spec, tiering);
        slots[slot] = {.order = waits ? lot.order : nothing_due, .place = journal.place()};
    }
    std::erase_if(slots, [](const DueSample& sample) { return sample.order >= 1; });
    std::ranges::sort(slots, {}, &DueSample::order);
    return slots;
}

async::Task<void> judge_samples(JudgingWork& work,
                                std::span<const DueSample> due,
                                std::size_t lane_count) {
    async::TaskGroup group;
    std::size_t next = 0;
    std::vector<SampleResult> held;
    for (std::size_t lane = 0; lane < std::min(lane_count, due.size()); ++lane) {
        CO_CHECK_OK(co_await group.start(judge_lane(work, due, next, held, group)));
    }
    const auto joined = co_await group.join();
    if (!joined) {
        for (SampleResult& result : held)
            for (Judgement& judgement : result.judgements)
                if (is_refused(judgement)) judgement.flags.push_back(JudgeFlag::deferred);
    }
    if (!held.empty()) {
        const auto recorded = co_await record(work, std::move(held));
        if (joined) co_return recorded;
    }
    co_return joined;
}

}  // namespace assay::engine
