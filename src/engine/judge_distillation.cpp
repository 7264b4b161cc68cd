#include "engine/judge_distillation.hpp"

#include "distill/train.hpp"

#include "engine/example_reader.hpp"
#include "engine/judges.hpp"
#include "engine/judging.hpp"
#include "engine/summary.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <optional>

namespace assay::engine {
namespace {

constexpr std::size_t hash_shown = 12;

struct SourceRun {
    const Run* run;
    RunSpec spec;
    metrics::Scoring scoring;
    Evaluator judge;
};

Result<const JudgeRequest*> find_request(const RunSpec& spec,
                                         const Run& run,
                                         const std::string& name) {
    const auto& judges = spec.judging.judges;
    if (name.empty() && judges.size() == 1) return &judges.front();
    const auto found = std::ranges::find(judges, name, &JudgeRequest::name);
    if (found != judges.end()) return &*found;
    if (judges.empty()) return fail(ErrorKind::invalid_input, "run {} has no judge", run.id);
    std::vector<std::string_view> names;
    for (const JudgeRequest& judge : judges) names.push_back(judge.name);
    return fail(ErrorKind::invalid_input,
                "name one of the judges of run {} with --judge: {}",
                run.id,
                fmt::join(names, ", "));
}

Result<SourceRun> open_run(const Run& run, const std::string& judge) {
    TRY(RunSpec spec, run_spec_from_json(run.config));
    TRY(const JudgeRequest* request, find_request(spec, run, judge));
    TRY(Evaluator evaluator, evaluator_of(spec.judging, *request));
    TRY(auto scoring, metrics::Scoring::make(spec.evaluators));
    return SourceRun{.run = &run,
                     .spec = std::move(spec),
                     .scoring = std::move(scoring),
                     .judge = std::move(evaluator)};
}

Result<std::vector<SourceRun>> open_runs(std::span<const Run> runs, const DistillRequest& request) {
    if (request.tier != full_tier && request.tier != fast_tier)
        return fail(ErrorKind::invalid_input,
                    "'{}' is no tier to learn from, expected full or fast",
                    request.tier);
    if (runs.empty()) return fail(ErrorKind::invalid_input, "name at least one run");
    std::vector<SourceRun> sources;
    for (const Run& run : runs) {
        TRY(sources.emplace_back(), open_run(run, request.judge));
        const SourceRun& first = sources.front();
        const SourceRun& last = sources.back();
        if (request.tier == fast_tier && !last.spec.judging.fast)
            return fail(ErrorKind::invalid_input, "run {} has no fast tier", run.id);
        if (last.judge.hash != first.judge.hash)
            return fail(ErrorKind::invalid_input,
                        "run {} asked version {} of judge '{}' and run {} version {}: one model "
                        "learns from one version",
                        first.run->id,
                        first.judge.hash.substr(0, hash_shown),
                        first.judge.name,
                        run.id,
                        last.judge.hash.substr(0, hash_shown));
    }
    return sources;
}

/// In the order of the first run.
std::vector<MetricRead> common_metrics(std::span<const SourceRun> sources) {
    std::vector<MetricRead> common = metrics_of(sources.front().scoring);
    for (const SourceRun& source : sources.subspan(1)) {
        const auto own = metrics_of(source.scoring);
        std::erase_if(common, [&](const MetricRead& metric) {
            return std::ranges::find(own, metric) == own.end();
        });
    }
    return common;
}

struct JudgedExample {
    distill::Example example;
    JudgeMode mode;
};

struct Collected {
    std::vector<JudgedExample> judged;
    std::uint64_t unscored_count = 0;
};

Result<void> collect(const SourceRun& source,
                     const DistillRequest& request,
                     const std::vector<MetricRead>& metrics,
                     Stores& stores,
                     Collected& to) {
    TRY(const JudgeRequest* asked, find_request(source.spec, *source.run, request.judge));
    TRY(const ExampleReader reader, ExampleReader::make(*asked, metrics, source.scoring));
    return for_each_result(
        stores.results, source.run->id, [&](const SampleResult& result) -> Result<void> {
            const Judgement* found = find_judgement(result, asked->name, request.tier);
            if (result.error || found == nullptr) return {};
            if (!found->value) {
                ++to.unscored_count;
                return {};
            }
            double ratio = found->inclusion_ratio;
            if (request.tier == full_tier)
                if (const Judgement* below = find_judgement(result, asked->name, fast_tier))
                    ratio *= below->inclusion_ratio;
            TRY(distill::Example example, reader.read(result));
            example.score = *found->value;
            example.weight = 1 / ratio;
            to.judged.push_back({.example = std::move(example), .mode = found->mode});
            return {};
        });
}

JudgeMode most_frequent_mode(std::span<const JudgedExample> judged) {
    std::map<JudgeMode, std::size_t> counts;
    for (const JudgedExample& one : judged) ++counts[one.mode];
    return std::ranges::max_element(counts, {}, [](const auto& entry) { return entry.second; })
        ->first;
}

}  // namespace

Result<Distillation> distill_judge(std::span<const Run> runs,
                                   const DistillRequest& request,
                                   Stores stores) {
    TRY(const auto sources, open_runs(runs, request));
    const std::vector<MetricRead> metrics = common_metrics(sources);
    Collected collected;
    for (const SourceRun& source : sources)
        CHECK_OK(collect(source, request, metrics, stores, collected));
    const Evaluator& judge = sources.front().judge;
    if (collected.judged.empty())
        return fail(ErrorKind::invalid_input,
                    "the {} tier of judge '{}' has scored no sample of these runs",
                    request.tier,
                    judge.name);
    const JudgeMode mode = most_frequent_mode(collected.judged);
    std::vector<distill::Example> examples;
    for (JudgedExample& one : collected.judged)
        if (one.mode == mode) examples.push_back(std::move(one.example));
    distill::TrainOptions options{.name = request.name.empty() ? judge.name : request.name};
    for (const MetricRead& metric : metrics) options.metric_names.push_back(metric.name);
    TRY(distill::Training training, distill::train(examples, options));
    Distillation done{.judge = {.name = options.name,
                                .judge = judge.name,
                                .judge_hash = judge.hash,
                                .tier = request.tier,
                                .mode = std::string(to_string(mode)),
                                .metrics = metrics,
                                .created_at = to_rfc3339(system_clock().wall()),
                                .model = std::move(training.judge)},
                      .unscored_count = collected.unscored_count,
                      .other_mode_count = collected.judged.size() - examples.size()};
    for (const SourceRun& source : sources) done.judge.runs.emplace_back(source.run->id.view());
    for (std::size_t i = 0; i < examples.size(); ++i)
        done.judge.known_scores[fingerprint(examples[i])] =
            static_cast<float>(training.cross_fitted_scores[i]);
    CHECK_OK(keep_distilled(done.judge, stores.meta));
    return done;
}

}  // namespace assay::engine
