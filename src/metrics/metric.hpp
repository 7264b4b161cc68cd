#pragma once
// What a metric is. A metric has one or more of three faces, each its own interface:
//   sample   one value per sample; its corpus value is the mean of them (exact_match, rouge_l)
//   corpus   a value of the whole set that is not a mean (bleu, f1); may also have a sample face
//   epochs   one value per sample from the scores of its repeats (pass_at_k)
// A Metric is a constant; configuring it with options gives scorers, which are immutable and may be
// used from many threads at once. Accumulators belong to one thread.

#include "core/json.hpp"
#include "core/result.hpp"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace assay::metrics {

/// What a metric may look at; everything is borrowed from the caller.
struct Observation {
    std::string_view output;                    ///< the answer, after the task's filters
    std::span<const std::string_view> targets;  ///< accepted answers or references; may be empty
    std::optional<double> latency_ms;           ///< null for recorded outputs without one
    std::optional<double> cost_usd;             ///< null when the price is unknown
};

/// A value, or why there is none. Never NaN.
struct SampleValue {
    std::optional<double> value;
    std::string reason;  ///< why there is no value; otherwise empty or what explains the value

    static SampleValue of(double number) { return {.value = number, .reason = {}}; }
    static SampleValue explained(double number, std::string why) {
        return {.value = number, .reason = std::move(why)};
    }
    static SampleValue unscored(std::string why) {
        return {.value = std::nullopt, .reason = std::move(why)};
    }
    bool operator==(const SampleValue&) const = default;
};

class SampleScorer {
  public:
    virtual ~SampleScorer() = default;
    [[nodiscard]] virtual SampleValue score(const Observation& observation) const = 0;
};

/// Collects samples, then answers what the corpus value is when sample i counts weights[i] times:
/// once each for the value itself, other weights for the bootstrap. value() is const and may run on
/// many threads at once.
class CorpusAccumulator {
  public:
    virtual ~CorpusAccumulator() = default;
    /// Errors: a SampleValue reason when the sample cannot take part (it is then unscored and not
    /// counted).
    [[nodiscard]] virtual std::optional<std::string> add(const Observation& observation) = 0;
    [[nodiscard]] virtual std::size_t size() const = 0;
    /// weights: one per added sample. Null when undefined for these weights.
    [[nodiscard]] virtual std::optional<double> value(
        std::span<const std::uint32_t> weights) const = 0;
    /// What only the samples tell of the signature, e.g. `nrefs:1|`; it precedes the scorer's part.
    [[nodiscard]] virtual std::string signature_start() const { return {}; }
};

class CorpusScorer {
  public:
    virtual ~CorpusScorer() = default;
    /// The accumulator may outlive the scorer.
    [[nodiscard]] virtual std::unique_ptr<CorpusAccumulator> start() const = 0;
    /// A short string that fixes how the number was made, e.g. sacreBLEU's `nrefs:1|case:mixed|…`;
    /// may be empty.
    [[nodiscard]] virtual std::string signature() const { return {}; }
};

class EpochScorer {
  public:
    virtual ~EpochScorer() = default;
    /// scores: of one sample's repeats, unscored ones left out.
    [[nodiscard]] virtual SampleValue reduce(std::span<const double> scores) const = 0;
    /// The evaluator whose per-repeat scores it reads.
    [[nodiscard]] virtual std::string_view of() const = 0;
};

enum class Better { higher, lower, neither };
std::string_view to_string(Better better);
/// How the mean of sample values gets its interval: a rate (all values 0 or 1) Wilson's, a mean
/// Student's t.
enum class Scale { rate, mean };

struct Range {
    double low;
    double high;
};
inline constexpr double infinity = std::numeric_limits<double>::infinity();

/// One option of a metric, for validation, help and docs.
struct OptionSpec {
    std::string_view name;
    std::string_view type;  ///< `boolean`, `integer`, `number`, `string`, `strings` or `object`
    std::string_view default_text;  ///< JSON text of the default; empty: required
    std::string_view help;          ///< one sentence, with the accepted values
};

struct Metric {
    std::string_view name;
    int version;  ///< goes up when any output changes
    Range range;
    Better better;
    Scale scale = Scale::mean;
    std::string_view summary;  ///< one sentence
    std::string_view source;   ///< paper, specification or reference tool with version
    bool needs_target = true;
    std::span<const OptionSpec> options = {};
    /// Each is null when the metric lacks that face. Errors: invalid_input naming the option. The
    /// options were checked against `options` for names and types, and defaults filled in.
    Result<std::unique_ptr<SampleScorer>> (*sample)(const JsonObject& options) = nullptr;
    Result<std::unique_ptr<CorpusScorer>> (*corpus)(const JsonObject& options) = nullptr;
    Result<std::unique_ptr<EpochScorer>> (*epochs)(const JsonObject& options) = nullptr;
};

}  // namespace assay::metrics
