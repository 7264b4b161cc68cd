#include "distill/drift_monitor.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace assay::distill {
namespace {

/// A judge that was repeated exactly would alarm at the first rounding.
double unit(double sd) { return std::max(sd, 0.01); }

}  // namespace

DriftMonitor::DriftMonitor(const Quality& quality, const DriftOptions& options)
    : bias_({.target = quality.residual_mean,
             .allowance = options.allowance_sds * unit(quality.residual_sd),
             .threshold = options.threshold_sds * unit(quality.residual_sd)}),
      error_target_(quality.mean_absolute_error),
      error_allowance_(options.allowance_sds * unit(quality.absolute_error_sd)),
      error_threshold_(options.threshold_sds * unit(quality.absolute_error_sd)) {}

void DriftMonitor::add(double predicted, double judged) {
    const double residual = judged - predicted;
    bias_.add(residual);
    if (std::isfinite(residual)) add_error(std::abs(residual));
    ++count_;
}

void DriftMonitor::add_error(double error) {
    error_sum_.add(error - error_target_ - error_allowance_);
    if (error_alarm_ || error_sum_.sum() <= error_threshold_) return;
    const auto length = static_cast<double>(error_sum_.run_length());
    error_alarm_ = {.direction = stats::DriftDirection::up,
                    .index = count_,
                    .since_index = count_ + 1 - error_sum_.run_length(),
                    .shift = error_allowance_ + error_sum_.sum() / length};
}

std::optional<RetrainAdvice> DriftMonitor::advice() const {
    const auto& bias = bias_.alarm();
    if (bias && (!error_alarm_ || bias->index <= error_alarm_->index))
        return RetrainAdvice{
            .kind = DriftKind::bias,
            .alarm = *bias,
            .reason = fmt::format("Since example {} the judge gives about {:.2f} {} than the "
                                  "distilled judge predicts.",
                                  bias->since_index,
                                  std::abs(bias->shift),
                                  bias->shift > 0 ? "more" : "less")};
    if (error_alarm_)
        return RetrainAdvice{
            .kind = DriftKind::error,
            .alarm = *error_alarm_,
            .reason = fmt::format("Since example {} predictions of the distilled judge are off by "
                                  "about {:.2f} more than in training.",
                                  error_alarm_->since_index,
                                  error_alarm_->shift)};
    return std::nullopt;
}

}  // namespace assay::distill
