#include "metrics/labels.hpp"
#include "metrics/metric.hpp"

#include <fmt/format.h>

namespace assay::metrics {
namespace {

constexpr std::array options_of = {
    OptionSpec{"average",
               "string",
               "\"macro\"",
               "`macro` (plain mean over labels), `weighted` (by true samples of the label), "
               "`micro` (counts of all labels together) or `binary` (of `positive` alone)."},
    OptionSpec{"positive", "string", "null", "The label that `binary` is about."},
    OptionSpec{"labels",
               "strings",
               "[]",
               "Average over these labels only; empty: over all that occur as output or target."},
    label_strip_option,
    label_case_option};

struct Averaging {
    std::string average;
    std::vector<std::string> labels;  ///< empty: all
};

/// Null when the label occurs neither as prediction nor as truth.
std::optional<double> f1_of(const LabelCounts& label) {
    if (label.predicted + label.actual == 0) return std::nullopt;
    return 2 * label.hits / (label.predicted + label.actual);
}

class Accumulator final : public LabelAccumulator {
  public:
    Accumulator(LabelReader reader, const Averaging& averaging)
        : LabelAccumulator(reader), averaging_(averaging) {}

    [[nodiscard]] std::optional<double> value(
        std::span<const std::uint32_t> weights) const override {
        const std::vector<LabelCounts> labels = chosen(count(weights));
        if (averaging_.average == "micro" || averaging_.average == "binary") return pooled(labels);
        double sum = 0;
        double weight_sum = 0;
        for (const LabelCounts& label : labels) {
            const std::optional<double> f1 = f1_of(label);
            // A label that was asked for counts 0 when it never occurs, as in scikit-learn.
            if (!f1 && averaging_.labels.empty()) continue;
            const double weight = averaging_.average == "weighted" ? label.actual : 1;
            sum += weight * f1.value_or(0);
            weight_sum += weight;
        }
        if (weight_sum == 0) return std::nullopt;
        return sum / weight_sum;
    }

  private:
    [[nodiscard]] std::vector<LabelCounts> chosen(std::vector<LabelCounts> all) const {
        if (averaging_.labels.empty()) return all;
        std::vector<LabelCounts> some;
        for (const std::string& label : averaging_.labels) {
            const auto index = number_of(reader()(label));
            some.push_back(index ? all[*index] : LabelCounts{});
        }
        return some;
    }
    static std::optional<double> pooled(std::span<const LabelCounts> labels) {
        LabelCounts sum;
        for (const LabelCounts& label : labels) {
            sum.hits += label.hits;
            sum.predicted += label.predicted;
            sum.actual += label.actual;
        }
        return f1_of(sum);
    }

    Averaging averaging_;
};

class Scorer final : public CorpusScorer {
  public:
    Scorer(LabelReader reader, Averaging averaging)
        : reader_(reader), averaging_(std::move(averaging)) {}
    [[nodiscard]] std::unique_ptr<CorpusAccumulator> start() const override {
        return std::make_unique<Accumulator>(reader_, averaging_);
    }
    [[nodiscard]] std::string signature() const override {
        return fmt::format("average:{}", averaging_.average);
    }

  private:
    LabelReader reader_;
    Averaging averaging_;
};

Result<std::unique_ptr<CorpusScorer>> make_corpus(const JsonObject& options) {
    const OptionValues values("f1", options);
    constexpr std::array<std::string_view, 4> averages = {"macro", "micro", "weighted", "binary"};
    TRY(std::string average, values.one_of("average", averages));
    std::vector<std::string> labels = values.strings("labels");
    const auto positive = values.optional_string("positive");
    if ((average == "binary") != positive.has_value())
        return fail(ErrorKind::invalid_input,
                    "metric f1: option 'positive' names the label of average 'binary', and of no "
                    "other (average is '{}')",
                    average);
    if (positive && !labels.empty())
        return fail(ErrorKind::invalid_input,
                    "metric f1: options 'positive' and 'labels' exclude each other");
    if (positive) labels = {*positive};
    return std::make_unique<Scorer>(
        LabelReader(values), Averaging{.average = std::move(average), .labels = std::move(labels)});
}

}  // namespace

extern const Metric f1;
constinit const Metric f1{
    .name = "f1",
    .version = 1,
    .range = {0, 1},
    .better = Better::higher,
    .summary = "F1 of predicted against true labels: macro, micro, weighted or of one label.",
    .source = "scikit-learn 1.2, f1_score",
    .options = options_of,
    .corpus = make_corpus};

}  // namespace assay::metrics
