#pragma once
// Labels of classified samples, counted: what accuracy, F1 and Matthews' coefficient are made from.

#include "metrics/metric.hpp"
#include "metrics/option_values.hpp"

#include <array>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace assay::metrics {

inline constexpr OptionSpec label_strip_option{
    "strip", "boolean", "true", "Remove white space around the output and the targets."};
inline constexpr OptionSpec label_case_option{
    "ignore_case", "boolean", "false", "Lower-case both sides (Unicode)."};

/// How a text becomes a label.
class LabelReader {
  public:
    explicit LabelReader(const OptionValues& options)
        : strips_(options.boolean("strip")), ignores_case_(options.boolean("ignore_case")) {}
    [[nodiscard]] std::string operator()(std::string_view text) const;

  private:
    bool strips_;
    bool ignores_case_;
};

/// Of one label, over weighted samples.
struct LabelCounts {
    double hits = 0;       ///< predicted and true
    double predicted = 0;  ///< all predictions of it
    double actual = 0;     ///< all samples that have it
};

/// Collects pairs of predicted and true label; one thread adds, then any number may read. The true
/// label is the first target, or the prediction where that equals another target.
class LabelAccumulator : public CorpusAccumulator {
  public:
    explicit LabelAccumulator(LabelReader reader) : reader_(reader) {}

    [[nodiscard]] std::optional<std::string> add(const Observation& observation) override;
    [[nodiscard]] std::size_t size() const override { return pairs_.size(); }

  protected:
    /// By label number, every label seen as prediction or truth.
    [[nodiscard]] std::vector<LabelCounts> count(std::span<const std::uint32_t> weights) const;
    /// Nothing for a label that no sample has.
    [[nodiscard]] std::optional<std::size_t> number_of(std::string_view label) const;
    [[nodiscard]] const LabelReader& reader() const { return reader_; }

  private:
    struct Pair {
        std::uint32_t predicted;
        std::uint32_t actual;
    };
    std::uint32_t number(std::string label);

    LabelReader reader_;
    std::unordered_map<std::string, std::uint32_t> numbers_;
    std::vector<Pair> pairs_;
};

}  // namespace assay::metrics
