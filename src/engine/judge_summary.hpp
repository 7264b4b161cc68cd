#pragma once
// From the judgements of a run to one estimate per judge: what the full tier would have said on
// every answered sample (stats/difference_estimator.hpp), whatever share of them it saw.

#include "engine/distilled_watch.hpp"
#include "engine/run_spec.hpp"
#include "engine/tiering.hpp"
#include "report/run_report.hpp"

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace assay::engine {

/// Feeds on the results in order of the samples. Memory: some 80 bytes a sample and judge.
class JudgeSummary {
  public:
    /// All must outlive it. `distilled`: watched for drift; null: no such tier.
    JudgeSummary(const RunSpec& spec, const Tiering& tiering, const DistilledTier* distilled);

    /// An answered sample.
    void add(const SampleResult& result);
    /// One result per judge, in their order, and what judging took. Errors: invalid_input.
    Result<std::vector<report::EvaluatorResult>> finish();
    [[nodiscard]] std::optional<report::SpendingResult> spending() const;

  private:
    /// Columns of one judge, a row a sample.
    struct Columns {
        std::vector<std::optional<double>> distilled;  ///< empty for a judge without such a tier
        std::vector<std::optional<double>> fast;
        std::vector<std::optional<double>> full;
        std::vector<std::uint8_t> phase;
        std::vector<double> first_ratio;
        std::vector<double> full_ratio;
        std::vector<double> order;  ///< of the first lot
        double end = 1;             ///< orders below it were all judged
        report::TierResult distilled_tier;
        report::TierResult fast_tier;
        report::TierResult full_tier;
        report::TierResult human_tier;
        double distilled_sum = 0;
        double fast_sum = 0;
        double full_sum = 0;
        std::vector<std::uint64_t> histogram;
    };

    void add_row(const SampleResult& result, const JudgeRequest& request, Columns& columns);
    void add_distilled(const SampleResult& result, const JudgeRequest& request, Columns& columns);
    std::uint32_t cluster_of(const SampleResult& result);
    Result<report::EvaluatorResult> finish(const JudgeRequest& request, Columns& columns);
    report::JudgeResult judge_result(const JudgeRequest& request, Columns& columns) const;

    const RunSpec& spec_;
    const Tiering& tiering_;
    std::vector<std::optional<double>> cheap_;
    std::string distilled_name_;  ///< judge that is imitated; empty: none
    std::optional<DistilledWatch> watch_;
    std::vector<std::uint32_t> clusters_;
    std::unordered_map<std::string, std::uint32_t> cluster_numbers_;
    bool has_repeated_cluster_ = false;
    std::vector<Columns> columns_;
};

}  // namespace assay::engine
