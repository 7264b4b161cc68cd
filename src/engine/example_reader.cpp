#include "engine/example_reader.hpp"

#include "core/hash.hpp"
#include "domain/evaluator.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

namespace assay::engine {

std::uint64_t fingerprint(const distill::Example& example) {
    std::uint64_t print = hash64(example.input);
    print = hash64(example.output, print);
    for (const std::string& target : example.targets) print = hash64(target, print);
    return print;
}

std::vector<MetricRead> metrics_of(const metrics::Scoring& scoring) {
    std::vector<MetricRead> metrics;
    for (std::size_t i = 0; i < scoring.evaluators().size(); ++i)
        if (scoring.is_per_sample(i))
            metrics.push_back(
                {.name = scoring.evaluators()[i].name, .hash = scoring.evaluators()[i].hash});
    return metrics;
}

Result<ExampleReader> ExampleReader::make(const JudgeRequest& request,
                                          const std::vector<MetricRead>& metrics,
                                          const metrics::Scoring& scoring) {
    TRY(auto templates, QuestionTemplates::compile(request));
    std::vector<std::size_t> places;
    for (const MetricRead& metric : metrics) {
        const auto found = std::ranges::find(scoring.evaluators(), metric.name, &Evaluator::name);
        if (found == scoring.evaluators().end())
            return fail(ErrorKind::invalid_input,
                        "it reads the metric '{}', which this run does not have: add it to "
                        "'evaluators'",
                        metric.name);
        if (found->hash != metric.hash)
            return fail(ErrorKind::invalid_input,
                        "it reads the metric '{}' with other options, or in another version, than "
                        "this run has",
                        metric.name);
        places.push_back(static_cast<std::size_t>(found - scoring.evaluators().begin()));
    }
    return ExampleReader(std::move(templates), std::move(places));
}

Result<distill::Example> ExampleReader::read(const SampleResult& result) const {
    TRY(judge::Question question, templates_.question(result));
    distill::Example example{.input = std::move(question.input),
                             .output = std::move(question.output),
                             .targets = std::move(question.targets)};
    for (const std::string& passage : question.context) example.input += "\n" + passage;
    // Likeness to the other output is what a comparison can be told by.
    if (!question.other_output.empty()) example.targets.push_back(std::move(question.other_output));
    for (const std::size_t place : places_) {
        std::optional<double> value;
        if (place < result.scores.size()) value = result.scores[place].value;
        if (value && !std::isfinite(*value)) value.reset();
        example.metric_scores.push_back(value);
    }
    example.group = result.cluster ? *result.cluster : std::string(result.sample_id.view());
    return example;
}

}  // namespace assay::engine
