#include "judge/golden_history.hpp"

#include "core/hash.hpp"

#include <algorithm>

namespace assay::judge {

void order_scores(std::vector<GoldenScore>& scores) {
    std::ranges::sort(scores, [](const GoldenScore& left, const GoldenScore& right) {
        const std::uint64_t left_hash = hash64(left.sample_id, 0);
        const std::uint64_t right_hash = hash64(right.sample_id, 0);
        return left_hash != right_hash ? left_hash < right_hash : left.sample_id < right.sample_id;
    });
    if (scores.size() > golden_score_count_max) scores.resize(golden_score_count_max);
}

Json to_json(const GoldenRun& run) {
    JsonArray scores;
    for (const GoldenScore& score : run.scores)
        scores.push_back(JsonArray{Json(score.sample_id), Json(score.judged), Json(score.human)});
    return {{"judge", run.judge},
            {"hash", run.hash},
            {"model", run.model},
            {"run", run.run},
            {"labels", run.labels},
            {"created_at", run.created_at},
            {"scores", std::move(scores)}};
}

Result<GoldenRun> golden_run_from_json(const Json& value) {
    if (!value.is_object()) return fail(ErrorKind::corrupt, "a golden run is no object");
    const JsonFields fields(value.get_object(), "golden run");
    GoldenRun run;
    TRY(run.judge, fields.string("judge"));
    TRY(run.hash, fields.string("hash"));
    TRY(run.model, fields.string("model"));
    TRY(run.run, fields.string("run"));
    TRY(run.labels, fields.string("labels"));
    TRY(run.created_at, fields.string("created_at"));
    const Json* scores = fields.find("scores");
    if (scores == nullptr || !scores->is_array())
        return fail(ErrorKind::corrupt, "golden run: 'scores' is no list");
    for (const Json& item : scores->get_array()) {
        if (!item.is_array() || item.get_array().size() != 3 || !item.get_array()[0].is_string())
            return fail(ErrorKind::corrupt,
                        "golden run: a score is {}, expected [id, judged, human]",
                        to_json_text(item));
        const JsonArray& triple = item.get_array();
        const auto judged = json_number(triple[1]);
        const auto human = json_number(triple[2]);
        if (!judged || !human)
            return fail(
                ErrorKind::corrupt, "golden run: {} holds no two numbers", to_json_text(item));
        run.scores.push_back({.sample_id = std::string(json_view(triple[0].get_string())),
                              .judged = *judged,
                              .human = *human});
    }
    return run;
}

}  // namespace assay::judge
