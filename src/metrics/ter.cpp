#include "metrics/count_columns.hpp"
#include "metrics/metric.hpp"
#include "metrics/shift_edits.hpp"
#include "metrics/ter_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <vector>

namespace assay::metrics {
namespace {

constexpr std::string_view no_reference = "no reference";

/// Of one sample: the edits to the nearest reference, and the mean length of the references.
struct Counts {
    std::uint32_t edits;
    double reference_words;
};

Counts count_edits(const TerTextSettings& settings, const Observation& observation) {
    thread_local TerText output_text;
    thread_local TerText reference_text;
    thread_local ShiftEdits shift_edits;
    const auto output = output_text.words_of(settings, observation.output);
    std::uint32_t fewest = std::numeric_limits<std::uint32_t>::max();
    std::size_t reference_words = 0;
    for (const std::string_view target : observation.targets) {
        const auto reference = reference_text.reference_words_of(settings, target);
        reference_words += reference.size();
        fewest = std::min(fewest, shift_edits.count(output, reference));
    }
    return {.edits = fewest,
            .reference_words = static_cast<double>(reference_words) /
                               static_cast<double>(observation.targets.size())};
}

double ter_of(double edits, double reference_words) {
    if (reference_words > 0) return 100 * (edits / reference_words);
    return edits > 0 ? 100 : 0;
}

class SentenceScorer final : public SampleScorer {
  public:
    explicit SentenceScorer(const TerTextSettings& settings) : settings_(settings) {}
    [[nodiscard]] SampleValue score(const Observation& observation) const override {
        if (observation.targets.empty()) return SampleValue::unscored(std::string(no_reference));
        const Counts counts = count_edits(settings_, observation);
        return SampleValue::of(ter_of(counts.edits, counts.reference_words));
    }

  private:
    TerTextSettings settings_;
};

class Accumulator final : public CorpusAccumulator {
  public:
    explicit Accumulator(const TerTextSettings& settings) : settings_(settings) {}
    [[nodiscard]] std::optional<std::string> add(const Observation& observation) override {
        if (observation.targets.empty()) return std::string(no_reference);
        rows_.push_back(count_edits(settings_, observation));
        references_.add(observation.targets.size());
        return std::nullopt;
    }
    [[nodiscard]] std::size_t size() const override { return rows_.size(); }
    [[nodiscard]] std::optional<double> value(
        std::span<const std::uint32_t> weights) const override {
        if (weights.empty()) return std::nullopt;
        double edits = 0;
        double reference_words = 0;
        for (std::size_t i = 0; i < weights.size(); ++i) {
            edits += static_cast<double>(weights[i]) * rows_[i].edits;
            reference_words += weights[i] * rows_[i].reference_words;
        }
        return ter_of(edits, reference_words);
    }
    [[nodiscard]] std::string signature_start() const override { return references_.text(); }

  private:
    TerTextSettings settings_;
    std::vector<Counts> rows_;
    ReferenceCount references_;
};

class Scorer final : public CorpusScorer {
  public:
    explicit Scorer(const TerTextSettings& settings) : settings_(settings) {}
    [[nodiscard]] std::unique_ptr<CorpusAccumulator> start() const override {
        return std::make_unique<Accumulator>(settings_);
    }
    [[nodiscard]] std::string signature() const override {
        return fmt::format("case:{}|tok:tercom|norm:{}|punct:{}|asian:{}|version:assay:1",
                           settings_.is_case_sensitive ? "mixed" : "lc",
                           settings_.is_normalized ? "yes" : "no",
                           settings_.has_no_punctuation ? "no" : "yes",
                           settings_.has_asian_support ? "yes" : "no");
    }

  private:
    TerTextSettings settings_;
};

Result<TerTextSettings> read(const JsonObject& options) {
    const JsonFields fields(options, "metric ter");
    TerTextSettings settings{};
    TRY(settings.is_normalized, fields.boolean("normalized"));
    TRY(settings.has_no_punctuation, fields.boolean("no_punct"));
    TRY(settings.has_asian_support, fields.boolean("asian_support"));
    TRY(settings.is_case_sensitive, fields.boolean("case_sensitive"));
    return settings;
}

Result<std::unique_ptr<SampleScorer>> make_sample(const JsonObject& options) {
    TRY(const TerTextSettings settings, read(options));
    return std::make_unique<SentenceScorer>(settings);
}

Result<std::unique_ptr<CorpusScorer>> make_corpus(const JsonObject& options) {
    TRY(const TerTextSettings settings, read(options));
    return std::make_unique<Scorer>(settings);
}

constexpr std::array<OptionSpec, 4> options = {{
    {"normalized", "boolean", "false", "Set punctuation apart and decode XML entities."},
    {"no_punct", "boolean", "false", "Leave out punctuation."},
    {"asian_support",
     "boolean",
     "false",
     "With normalized, every Asian character is a word; with no_punct, Asian marks go too."},
    {"case_sensitive", "boolean", "false", "Compare with case."},
}};

}  // namespace

extern const Metric ter;
constinit const Metric ter{.name = "ter",
                           .version = 1,
                           .range = {0, infinity},
                           .better = Better::lower,
                           .summary = "Edits and shifts of words per reference word, in percent.",
                           .source = "Snover et al. 2006; sacreBLEU 2",
                           .options = options,
                           .sample = make_sample,
                           .corpus = make_corpus};

}  // namespace assay::metrics
