#include "metrics/labels.hpp"
#include "metrics/metric.hpp"

#include <algorithm>
#include <cmath>

namespace assay::metrics {
namespace {

constexpr std::array options_of = {label_strip_option, label_case_option};

class Accumulator final : public LabelAccumulator {
  public:
    using LabelAccumulator::LabelAccumulator;

    [[nodiscard]] std::optional<double> value(
        std::span<const std::uint32_t> weights) const override {
        double total = 0;
        double hits = 0;
        double products = 0;
        double predicted_squares = 0;
        double actual_squares = 0;
        for (const LabelCounts& label : count(weights)) {
            total += label.actual;
            hits += label.hits;
            products += label.predicted * label.actual;
            predicted_squares += label.predicted * label.predicted;
            actual_squares += label.actual * label.actual;
        }
        const double predicted_spread = total * total - predicted_squares;
        const double actual_spread = total * total - actual_squares;
        if (predicted_spread <= 0 || actual_spread <= 0) return std::nullopt;
        const double correlation =
            (hits * total - products) / std::sqrt(predicted_spread) / std::sqrt(actual_spread);
        return std::clamp(correlation, -1.0, 1.0);
    }
};

class Scorer final : public CorpusScorer {
  public:
    explicit Scorer(LabelReader reader) : reader_(reader) {}
    [[nodiscard]] std::unique_ptr<CorpusAccumulator> start() const override {
        return std::make_unique<Accumulator>(reader_);
    }

  private:
    LabelReader reader_;
};

Result<std::unique_ptr<CorpusScorer>> make_corpus(const JsonObject& options) {
    return std::make_unique<Scorer>(LabelReader(OptionValues("mcc", options)));
}

}  // namespace

extern const Metric mcc;
constinit const Metric mcc{
    .name = "mcc",
    .version = 1,
    .range = {-1, 1},
    .better = Better::higher,
    .summary =
        "Matthews' correlation of predicted and true labels, two or more; undefined when "
        "either never varies.",
    .source = "Gorodkin 2004; scikit-learn 1.2, matthews_corrcoef",
    .options = options_of,
    .corpus = make_corpus};

}  // namespace assay::metrics
