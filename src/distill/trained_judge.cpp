#include "distill/trained_judge.hpp"

#include "distill/model.hpp"

#include "core/assert.hpp"
#include "core/hash.hpp"

#include <cmath>
#include <utility>

namespace assay::distill {
namespace {

constexpr std::size_t hash_bytes = 64;

}  // namespace

struct TrainedJudge::Parts {
    Model model;
    stats::IsotonicRegression calibration;
    std::string hash;
};

TrainedJudge::TrainedJudge(Model model) {
    auto calibration = stats::IsotonicRegression::from_knots(model.calibration);
    ASSAY_ASSERT(calibration.has_value(), "a model holds a calibration");
    std::string hash = sha256_hex(encode(model));
    parts_ = std::make_shared<const Parts>(
        Parts{.model = std::move(model), .calibration = *calibration, .hash = std::move(hash)});
}

Result<Prediction> TrainedJudge::predict(const Example& example) const {
    const Model& model = parts_->model;
    if (example.metric_scores.size() != model.metric_names.size())
        return fail(ErrorKind::invalid_input,
                    "the distilled judge {} reads {} metric scores, this example has {}",
                    model.name,
                    model.metric_names.size(),
                    example.metric_scores.size());
    for (std::size_t i = 0; i < example.metric_scores.size(); ++i)
        if (!std::isfinite(example.metric_scores[i].value_or(0)))
            return fail(ErrorKind::invalid_input,
                        "the score of {} is not a finite number",
                        model.metric_names[i]);
    thread_local FeatureReader reader;
    thread_local Features features;
    thread_local std::vector<double> scaled;
    reader.read(example, features);
    model.scaling.apply(features.dense, scaled);
    const double score = parts_->calibration.predict(model.raw_score(scaled, features));
    Prediction prediction =
        model.reliability.predict(score, model.reliability.spread(scaled, score));
    // Training says nothing about such examples.
    if (model.scaling.is_unfamiliar(features.dense)) {
        prediction.half_width = 1;
        prediction.must_escalate = true;
    }
    return prediction;
}

const std::string& TrainedJudge::name() const { return parts_->model.name; }
std::uint32_t TrainedJudge::version() const { return parts_->model.version; }
const std::vector<std::string>& TrainedJudge::metric_names() const {
    return parts_->model.metric_names;
}
const Quality& TrainedJudge::quality() const { return parts_->model.quality; }
const std::string& TrainedJudge::hash() const { return parts_->hash; }
const Model& TrainedJudge::model() const { return parts_->model; }

std::string TrainedJudge::to_bytes() const { return encode(parts_->model) + parts_->hash; }

Result<TrainedJudge> TrainedJudge::from_bytes(std::string_view bytes) {
    if (bytes.size() < hash_bytes)
        return fail(ErrorKind::corrupt, "{} bytes are no distilled judge", bytes.size());
    const std::string_view payload = bytes.substr(0, bytes.size() - hash_bytes);
    if (sha256_hex(payload) != bytes.substr(payload.size()))
        return fail(ErrorKind::corrupt, "the bytes of the distilled judge do not fit their hash");
    TRY(Model model, decode(payload));
    return TrainedJudge(std::move(model));
}

}  // namespace assay::distill
