#pragma once
// Is a distilled judge still as good as when it was trained? Fed with examples that it predicted
// and a judge scored too. One stream an object; not for concurrent use.
//
// Give it examples drawn at random (audits), not those that were escalated: these are the hard
// ones, and would alarm at once.

#include "distill/trained_judge.hpp"

#include "stats/drift.hpp"

#include <cstddef>
#include <optional>
#include <string>

namespace assay::distill {

struct DriftOptions {
    /// Half of the shift to be found soon, in standard deviations of the training residuals.
    double allowance_sds = 0.5;
    /// With 0.5 and normal residuals, 8 alarms falsely about once in 10,000 examples, and finds a
    /// shift of one standard deviation after some 17.
    double threshold_sds = 8;
};

/// What moved.
enum class DriftKind {
    bias,   ///< the judge is stricter or milder than predicted
    error,  ///< predictions are further off than in training
};

struct RetrainAdvice {
    DriftKind kind;
    stats::DriftAlarm alarm;
    std::string reason;  ///< a whole sentence

    bool operator==(const RetrainAdvice&) const = default;
};

class DriftMonitor {
  public:
    /// Expects residuals as `quality` has them.
    explicit DriftMonitor(const Quality& quality, const DriftOptions& options = {});

    /// Scores 0..1; what is no number is counted and otherwise ignored.
    void add(double predicted, double judged);

    [[nodiscard]] std::size_t count() const { return count_; }
    /// The first alarm, which later examples do not take back; nothing while all is well.
    [[nodiscard]] std::optional<RetrainAdvice> advice() const;

  private:
    void add_error(double error);

    stats::Cusum bias_;
    double error_target_;
    double error_allowance_;
    double error_threshold_;
    /// One side only: predictions that became better are no reason to train again.
    stats::OneSidedSum error_sum_;
    std::optional<stats::DriftAlarm> error_alarm_;
    std::size_t count_ = 0;
};

}  // namespace assay::distill
