#include "report/html_judges.hpp"

#include "report/printing.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace assay::report {
namespace {

/// A bar as wide as the tier's share of all samples, at least a hair.
std::string bar(std::uint64_t count, std::uint64_t total) {
    const double percent =
        total == 0 ? 0 : 100 * static_cast<double>(count) / static_cast<double>(total);
    return fmt::format(
        "<div class=\"funnel\"><i style=\"width:{:.2f}%\"></i></div><span class=\"quiet "
        "small\">{} of {} ({:.3g} %)</span>",
        std::max(percent, 0.3),
        count,
        total,
        percent);
}

std::string notes_of(const TierResult& tier) {
    std::string notes;
    const auto add = [&notes](std::uint64_t count, std::string_view what) {
        if (count > 0) notes += fmt::format("{}{} {}", notes.empty() ? "" : ", ", count, what);
    };
    add(tier.unscored_count, "unscored");
    add(tier.deferred_count, "deferred");
    add(tier.pending_count, "wait for a person");
    for (const auto& [flag, count] : tier.flag_counts)
        if (flag != "deferred" && flag != "pending") add(count, flag);
    return notes;
}

std::string cost_of(const TierResult& tier) {
    if (tier.call_count == 0) return "–";
    if (!tier.cost) return "unknown";
    return tier.cost->nanos == 0 ? "nothing new" : to_string(*tier.cost);
}

void append_tier(std::string& out, const TierResult& tier, std::uint64_t total) {
    const std::string who = tier.model.empty() ? "people" : tier.model;
    out += fmt::format(
        "<tr><th scope=\"row\" class=\"narrow\">{}</th><td class=\"model\">{}<p class=\"quiet "
        "small\">{}</p></td>"
        "<td class=\"wide\">{}<p class=\"quiet small\">{}</p></td><td class=\"number\">{}</td><td "
        "class=\"number\">{}</td></tr>",
        escaped_markup(tier.tier),
        escaped_markup(who),
        tier.mode.empty() ? "" : "by " + escaped_markup(tier.mode),
        bar(tier.drawn_count, total),
        escaped_markup(notes_of(tier)),
        number_text(tier.mean),
        cost_of(tier));
}

void append_judge(std::string& out, const EvaluatorResult& result, std::uint64_t total) {
    const JudgeResult& judge = *result.judge;
    out += fmt::format(
        "<div class=\"judge\"><h3>{} {}</h3><div class=\"scroll\" "
        "tabindex=\"0\"><table><thead><tr><th "
        "scope=\"col\">Tier</th><th scope=\"col\">Model</th><th "
        "scope=\"col\">Samples drawn</th><th scope=\"col\" class=\"number\">Mean as "
        "judged</th><th scope=\"col\" class=\"number\">Cost</th></tr></thead><tbody>",
        escaped_markup(result.evaluator.name),
        judge.calibration.empty() ? "<span class=\"badge care\">not calibrated</span>"
                                  : fmt::format("<span class=\"quiet small\">calibrated: {}</span>",
                                                escaped_markup(judge.calibration)));
    if (judge.metric_mean) {
        out += fmt::format(
            "<tr><th scope=\"row\" class=\"narrow\">metrics</th><td "
            "class=\"model\">programmatic</td><td "
            "class=\"wide\">{}</td><td class=\"number\">{}</td><td class=\"number\">–</td></tr>",
            bar(total, total),
            number_text(judge.metric_mean));
    }
    for (const TierResult& tier : judge.tiers) append_tier(out, tier, total);
    out += "</tbody></table></div><p>";
    out += fmt::format("Estimate for the full tier on every sample: <b>{}</b>.",
                       escaped_markup(estimate_text(result.estimate)));
    if (const std::string cost = coverage_line(judge); !cost.empty())
        out += " Cost: " + escaped_markup(cost) + ".";
    if (judge.effective_gain && *judge.effective_gain > 1)
        out += fmt::format(" The tiers below are worth {} times the full tier's judgements.",
                           number_text(judge.effective_gain));
    out += "</p></div>";
}

}  // namespace

std::string judge_sections(const RunReport& report) {
    const bool has_judge = std::ranges::any_of(
        report.evaluators, [](const auto& result) { return result.judge.has_value(); });
    if (!has_judge) return {};
    std::string out =
        "<h2>Judges</h2><p class=\"quiet small\">Each tier sees a random part of the one above it. "
        "The means are as judged, with the bias of who was drawn; the estimate weighs it out.</p>";
    for (const EvaluatorResult& result : report.evaluators)
        if (result.judge) append_judge(out, result, report.samples.answered);
    return out;
}

}  // namespace assay::report
