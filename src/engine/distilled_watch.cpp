#include "engine/distilled_watch.hpp"

#include "distill/drift_monitor.hpp"

#include "engine/judging.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace assay::engine {

DistilledWatch::DistilledWatch(const DistilledTier& tier, const Tiering& tiering)
    : tier_(tier), tiering_(tiering), inputs_(tier.judge().model) {}

void DistilledWatch::add(const SampleResult& result) {
    const std::string& name = tier_.judge_name();
    const Lot lot = tiering_.first(result);
    if (const auto example = tier_.example(result))
        inputs_.add(*example, lot.order * lot.inclusion_ratio);
    const Judgement* predicted = find_judgement(result, name, distilled_tier);
    const Judgement* judged = find_judgement(result, name, tier_.judge().tier);
    if (predicted == nullptr || judged == nullptr || !predicted->value || !judged->value) return;
    const Judgement* fast = find_judgement(result, name, fast_tier);
    if (!tiering_.is_drawn_by_share(result, fast)) return;
    audits_.push_back(
        {.order = lot.order, .predicted = *predicted->value, .judged = *judged->value});
}

std::vector<std::string> DistilledWatch::warnings() {
    // In the order of their lots, in which they were judged.
    std::ranges::sort(audits_, {}, &Audit::order);
    distill::DriftMonitor monitor(tier_.judge().model.quality());
    for (const Audit& audit : audits_) monitor.add(audit.predicted, audit.judged);
    constexpr std::string_view remedy =
        "The estimate holds, but it may be wider than it need be; learn from newer runs with "
        "'assay judge distill'.";
    std::vector<std::string> warnings;
    const auto warn = [&](const std::string& reason) {
        warnings.push_back(fmt::format(
            "The distilled judge '{}' no longer fits: {} {}", tier_.judge().name, reason, remedy));
    };
    if (const auto advice = monitor.advice()) warn(advice->reason);
    if (const auto shift = inputs_.shift()) warn(shift->reason);
    return warnings;
}

}  // namespace assay::engine
