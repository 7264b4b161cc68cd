#include "engine/custom_spec.hpp"

#include "engine/run_spec.hpp"

#include <algorithm>

namespace assay::engine {
namespace {

constexpr double milliseconds_per_second = 1000;

}  // namespace

Json to_json(const CustomRequest& request) {
    const custom::ScorerKind& kind = *custom::find_scorer(request.kind);
    JsonObject object;
    object["name"] = request.name;
    object[request.kind] = request.options;
    object["batch"] = request.batch_count_max;
    object["deadline_s"] = static_cast<double>(request.deadline.count()) / milliseconds_per_second;
    object["range"] = JsonArray{request.range.low, request.range.high};
    object[kind.parallel_key] = request.parallel_count;
    if (!request.version.empty()) object["version"] = request.version;
    JsonArray context;
    for (const std::string& text : request.context) context.emplace_back(text);
    if (!context.empty()) object["context"] = std::move(context);
    if (request.content) object["content"] = *request.content;
    return object;
}

metrics::EvaluatorRequest evaluator_request(const CustomRequest& request) {
    // What changes the numbers; not how fast they come.
    JsonObject identity = to_json(request).get_object();
    const custom::ScorerKind& kind = *custom::find_scorer(request.kind);
    for (const std::string_view key : {std::string_view("name"),
                                       std::string_view("batch"),
                                       std::string_view("deadline_s"),
                                       kind.parallel_key})
        identity.erase(key);
    return {.name = request.name,
            .metric = request.kind,
            .options = {},
            .external = metrics::ExternalEvaluator{
                .version = kind.version,
                .identity = std::move(identity),
                .range = {.low = request.range.low, .high = request.range.high}}};
}

Result<void> pin_custom(RunSpec& spec) {
    for (CustomRequest& request : spec.custom) {
        TRY(JsonObject content,
            custom::content_of_files(*custom::find_scorer(request.kind), request.options));
        if (request.content && *request.content != content)
            return fail(ErrorKind::invalid_input,
                        "a file of evaluator '{}' has changed since this run began; its scores "
                        "would come from two evaluators. Start a new run, or put the file back",
                        request.name);
        request.content = std::move(content);
        const auto place =
            std::ranges::find(spec.evaluators, request.name, &metrics::EvaluatorRequest::name);
        *place = evaluator_request(request);
    }
    return {};
}

}  // namespace assay::engine
