#pragma once
// Which samples go up to which tier: by lot, with probabilities that are known, and more often
// where the tier below gives a reason. The same seed and sample, the same lot, on any machine and
// in any order; so a resumed run draws what the first one drew. Pure functions.

#include "domain/sample_result.hpp"
#include "engine/judging_spec.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace assay::engine {

/// How a sample fares in one draw.
struct Lot {
    double inclusion_ratio;  ///< probability to be drawn
    /// Uniform in 0 … 1 divided by it: drawn when below 1. Samples are judged in this order, so
    /// that wherever a budget ends the work, what was judged is a random sample: those with an
    /// order below the end, each drawn with min(1, end) times its probability.
    double order;

    [[nodiscard]] bool is_drawn() const { return order < 1; }
};

/// A gate's threshold on a judge's score.
struct GateThreshold {
    std::string evaluator;
    double value;
};

class Tiering {
  public:
    /// `cheap_evaluators`: positions in SampleResult::scores whose values lie in 0 … 1, the more
    /// the better; `rates`: those of them that are 0 or 1.
    Tiering(const JudgingSpec& spec,
            std::uint64_t seed,
            std::vector<std::size_t> cheap_evaluators,
            std::vector<std::size_t> rates,
            std::vector<GateThreshold> thresholds);

    /// Into the first judged tier: the fast one, or the full one when there is no other.
    [[nodiscard]] Lot first(const SampleResult& result) const;
    /// Into the full tier, given what the fast judge said.
    [[nodiscard]] Lot full(const SampleResult& result, const Judgement& fast) const;
    /// Into the human tier, of what the full tier judged.
    [[nodiscard]] Lot human(const SampleResult& result, const Judgement& full) const;

    /// Whether the full tier would have drawn the sample if nothing had been escalated: these are
    /// a sample of equal probabilities. `fast`: what the fast judge said, or null.
    [[nodiscard]] bool is_drawn_by_share(const SampleResult& result, const Judgement* fast) const;

    /// Mean of the metrics that lie in 0 … 1: what the programmatic tier says; nothing without one.
    [[nodiscard]] std::optional<double> cheap_score(const SampleResult& result) const;

  private:
    [[nodiscard]] bool has_failed(const SampleResult& result) const;
    /// `below`: what the judge of the tier below said, or null when there is none.
    [[nodiscard]] bool is_escalated(const Escalation& escalation,
                                    const SampleResult& result,
                                    const Judgement* below) const;
    [[nodiscard]] bool is_escalated_by(const Escalation& escalation,
                                       const SampleResult& result,
                                       const Judgement& below) const;
    [[nodiscard]] Lot draw(std::string_view tier, const SampleResult& result, double ratio) const;

    const JudgingSpec& spec_;
    std::uint64_t seed_;
    std::vector<std::size_t> cheap_evaluators_;
    std::vector<std::size_t> rates_;
    std::vector<GateThreshold> thresholds_;
};

}  // namespace assay::engine
