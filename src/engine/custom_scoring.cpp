#include "engine/custom_scoring.hpp"

#include "async/task_group.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace assay::engine {
namespace {

constexpr std::size_t mended_count_max = 1024;  ///< results in memory at a time

const Score* find_score(const SampleResult& result, std::string_view evaluator) {
    const auto found = std::ranges::find(result.scores, evaluator, &Score::evaluator);
    return found == result.scores.end() ? nullptr : &*found;
}

void put(SampleResult& result, Score score) {
    const auto found = std::ranges::find(result.scores, score.evaluator, &Score::evaluator);
    if (found == result.scores.end())
        result.scores.push_back(std::move(score));
    else
        *found = std::move(score);
}

Score to_score(const std::string& evaluator, custom::Verdict verdict) {
    if (verdict.error)
        return {.evaluator = evaluator,
                .value = {},
                .reason = std::move(verdict.error->message),
                .is_deferred = true};
    return {.evaluator = evaluator, .value = verdict.score, .reason = std::move(verdict.reason)};
}

/// Every text of a value; numbers and keys stay.
Json redacted(const Json& value,
              const redaction::Redactor& redactor,
              redaction::Redactions& taken) {
    if (value.is_string()) return Json(redactor.redact(json_view(value.get_string()), taken));
    if (value.is_array()) {
        JsonArray array;
        for (const Json& item : value.get_array()) array.push_back(redacted(item, redactor, taken));
        return array;
    }
    if (!value.is_object()) return value;
    JsonObject object;
    for (const auto& member : value.get_object())
        object[member.key()] = redacted(member.value(), redactor, taken);
    return object;
}

void redact(custom::Item& item, const redaction::Redactor& redactor, redaction::Redactions& taken) {
    item.input = redactor.redact(item.input, taken);
    item.output = redactor.redact(item.output, taken);
    for (std::string& target : item.targets) target = redactor.redact(target, taken);
    for (std::string& context : item.context) context = redactor.redact(context, taken);
    item.metadata = redacted(item.metadata, redactor, taken);
}

/// Epochs of one sample are different items. No two samples of a dataset share an id.
std::string item_id(const SampleResult& result, std::uint32_t epoch_count) {
    if (epoch_count == 1) return std::string(result.sample_id.view());
    return fmt::format("{}#{}", result.sample_id, result.epoch);
}

bool is_deferred(const SampleResult& result) {
    return !result.error && std::ranges::any_of(result.scores, &Score::is_deferred);
}

/// Places of the results whose last record has a deferred score.
Result<std::vector<std::uint64_t>> deferred_places(store::JournalCursor& journal,
                                                   std::uint32_t epoch_count) {
    constexpr std::uint64_t nowhere = UINT64_MAX;
    std::vector<std::uint64_t> places;
    while (true) {
        TRY(const auto result, journal.next());
        if (!result) break;
        const std::size_t slot = result->sample_index * epoch_count + result->epoch;
        if (slot >= places.size()) places.resize(slot + 1, nowhere);
        places[slot] = is_deferred(*result) ? journal.place() : nowhere;
    }
    std::erase(places, nowhere);
    return places;
}

}  // namespace

Result<CustomScoring> CustomScoring::open(const RunSpec& spec,
                                          const redaction::Redactor* redactor) {
    CustomScoring scoring(spec);
    for (const CustomRequest& request : spec.custom) {
        const custom::ScorerKind& kind = *custom::find_scorer(request.kind);
        TRY(auto scorer,
            kind.open({.name = request.name,
                       .options = request.options,
                       .range = request.range,
                       .deadline = request.deadline,
                       .parallel_count = request.parallel_count}));
        const JudgeRequest shown{.name = request.name, .context = request.context};
        TRY(QuestionTemplates templates, QuestionTemplates::compile(shown));
        auto collector = std::make_unique<custom::Collector>(
            *scorer, request.batch_count_max, request.parallel_count);
        scoring.evaluators_.push_back({.request = &request,
                                       .scorer = std::move(scorer),
                                       .collector = std::move(collector),
                                       .templates = std::move(templates),
                                       .redactor = kind.leaves_machine ? redactor : nullptr});
    }
    return scoring;
}

async::Task<void> CustomScoring::beside(async::Task<void> work, const UnscoredPart* earlier) {
    async::TaskGroup lanes;
    for (const Evaluator& evaluator : evaluators_)
        CO_CHECK_OK(co_await lanes.start(evaluator.collector->run()));
    Result<void> worked;
    if (earlier != nullptr && !is_empty()) worked = co_await mend(*earlier);
    if (worked) worked = co_await std::move(work);
    for (const Evaluator& evaluator : evaluators_) evaluator.collector->close();
    auto ended = co_await lanes.join();
    CO_CHECK_OK(std::move(worked));
    co_return ended;
}

async::Task<void> CustomScoring::score(std::vector<SampleResult>& results) {
    async::TaskGroup group;
    for (const Evaluator& evaluator : evaluators_)
        CO_CHECK_OK(co_await group.start(score_with(evaluator, spec_.epoch_count, results)));
    co_return co_await group.join();
}

async::Task<void> CustomScoring::score_with(const Evaluator& evaluator,
                                            std::uint32_t epoch_count,
                                            std::vector<SampleResult>& results) {
    const std::string& name = evaluator.request->name;
    std::vector<SampleResult*> chosen;
    std::vector<custom::Item> items;
    std::vector<redaction::Redactions> taken;
    for (SampleResult& result : results) {
        const Score* known = find_score(result, name);
        if (result.error || (known != nullptr && !known->is_deferred)) continue;
        auto question = evaluator.templates.question(result);
        if (!question) {
            put(result, {.evaluator = name, .value = {}, .reason = question.error().message});
            continue;
        }
        chosen.push_back(&result);
        items.push_back({.id = item_id(result, epoch_count),
                         .input = std::move(question->input),
                         .output = std::move(question->output),
                         .targets = std::move(question->targets),
                         .context = std::move(question->context),
                         .metadata = result.metadata});
        taken.emplace_back();
        if (evaluator.redactor != nullptr) redact(items.back(), *evaluator.redactor, taken.back());
    }
    CO_TRY(auto verdicts, co_await evaluator.collector->score(std::move(items)));
    for (std::size_t i = 0; i < verdicts.size(); ++i) {
        custom::Verdict& verdict = verdicts[i];
        verdict.reason = redaction::restore(verdict.reason, taken[i]);
        put(*chosen[i], to_score(name, std::move(verdict)));
    }
    co_return Result<void>{};
}

async::Task<void> CustomScoring::mend(const UnscoredPart& earlier) {
    CO_TRY(const auto places, deferred_places(earlier.journal, spec_.epoch_count));
    for (std::size_t begin = 0; begin < places.size() && !earlier.must_stop();
         begin += mended_count_max) {
        const std::size_t end = std::min(begin + mended_count_max, places.size());
        std::vector<SampleResult> results;
        for (std::size_t i = begin; i < end; ++i) {
            CO_TRY(SampleResult result, earlier.journal.at(places[i]));
            results.push_back(std::move(result));
        }
        CO_CHECK_OK(co_await score(results));
        CO_CHECK_OK(co_await earlier.recorder.record(std::move(results)));
    }
    co_return Result<void>{};
}

}  // namespace assay::engine
