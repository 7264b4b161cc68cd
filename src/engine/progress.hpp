#pragma once
// What a run tells while it works. Value types.

#include "core/usd.hpp"
#include "engine/batch_progress.hpp"
#include "report/run_report.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace assay::engine {

/// One tier of the judges, all of them together.
struct TierProgress {
    std::string tier;
    std::uint64_t judged_count = 0;  ///< judgements in this process
    Usd cost;                        ///< of the run so far, as far as prices are known
};

struct Progress {
    std::uint64_t done_count = 0;  ///< results of this process, errors included
    std::uint64_t error_count = 0;
    std::uint64_t cached_count = 0;
    std::uint64_t earlier_count = 0;  ///< results that a resumed run already had
    Usd cost;                         ///< of the run so far, as far as prices are known
    std::optional<Usd> budget;
    bool is_judging = false;         ///< all samples are answered; judges are at work
    Usd cost_before_judging;         ///< what was spent when the judges of this process began
    std::uint64_t due_count = 0;     ///< samples that wait for judges when judging begins
    std::uint64_t judged_count = 0;  ///< samples judged in this process
    std::vector<TierProgress> tiers;
    std::vector<report::ModelHealth> models;
    double read_ratio = 0;  ///< share of the dataset file read ahead, 0 … 1; 0 when unknown
    double elapsed_s = 0;
    std::optional<BatchProgress> batch;  ///< what the run waits for

    /// What the run will have cost when all are judged, if the rest costs like what was judged;
    /// nothing before there is something to go by.
    [[nodiscard]] std::optional<Usd> cost_at_end() const {
        if (!is_judging || judged_count == 0) return std::nullopt;
        const double spent = (cost.dollars() - cost_before_judging.dollars());
        return Usd::from_dollars(cost_before_judging.dollars() +
                                 spent * static_cast<double>(due_count) /
                                     static_cast<double>(judged_count));
    }
};

}  // namespace assay::engine
