#include "report/html_charts.hpp"

#include "report/printing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace assay::report {
namespace {

struct Axis {
    double low = 0;
    double high = 1;

    bool operator==(const Axis&) const = default;
    [[nodiscard]] double percent(double at) const {
        return std::clamp(100 * (at - low) / (high - low), 0.0, 100.0);
    }
};

/// The next 1, 2 or 5 times a power of ten; 1 for what is smaller.
double round_end(double size) {
    if (!std::isfinite(size) || size <= 1) return 1;
    const double power = std::pow(10, std::floor(std::log10(size)));
    for (const double step : {1.0, 2.0, 5.0}) {
        if (size <= step * power) return step * power;
    }
    return 10 * power;
}

/// From 0 to a round end, because a length on the page should mean a size. Values that are tiny
/// beside 1, such as a cost, get an axis of their own.
Axis axis_of(const stats::Estimate& estimate) {
    const double value = estimate.value.value_or(0);
    double low = value;
    double high = value;
    if (estimate.interval) {
        low = std::min(low, estimate.interval->low);
        high = std::max(high, estimate.interval->high);
    }
    if (low >= 0 && high > 0 && high < 0.01) return {0, high * 1.25};
    return {low < 0 ? -round_end(-low) : 0, high > 0 ? round_end(high) : 0};
}

std::string in_unit(std::string_view number, std::string_view unit) {
    return unit.empty() ? std::string(number) : fmt::format("{} {}", number, unit);
}

std::string track(const EvaluatorResult& result, const Axis& axis) {
    const auto& estimate = result.estimate;
    std::string out = fmt::format("<div class=\"track\" role=\"img\" aria-label=\"{}: {}\">",
                                  escaped_markup(result.evaluator.name),
                                  escaped_markup(estimate_text(estimate)));
    if (estimate.interval) {
        const double left = axis.percent(estimate.interval->low);
        out += fmt::format("<i class=\"whisker\" style=\"left:{:.2f}%;width:{:.2f}%\"></i>",
                           left,
                           axis.percent(estimate.interval->high) - left);
    }
    return out + fmt::format("<b class=\"dot\" style=\"left:{:.2f}%\"></b></div>",
                             axis.percent(*estimate.value));
}

std::string row(const EvaluatorResult& result, const Axis& axis) {
    const auto& estimate = result.estimate;
    std::string out =
        fmt::format("<div class=\"row\"><div class=\"label\"><strong>{}</strong>{}</div>",
                    escaped_markup(result.evaluator.name),
                    result.better == "higher"  ? " <span class=\"quiet small\">↑ better</span>"
                    : result.better == "lower" ? " <span class=\"quiet small\">↓ better</span>"
                                               : "");
    if (!estimate.value) {
        return out + fmt::format("<div class=\"quiet\">no value: {}</div><div>–</div></div>",
                                 to_string(estimate.status));
    }
    out += track(result, axis);
    out += fmt::format("<div class=\"value\"><strong>{}</strong> ",
                       in_unit(number_text(*estimate.value), unit_text(result.evaluator)));
    if (estimate.interval) {
        out += fmt::format("<span class=\"quiet\">[{}, {}]</span>",
                           number_text(estimate.interval->low),
                           number_text(estimate.interval->high));
    }
    return out + "</div></div>";
}

std::string ticks(const Axis& axis, std::string_view unit) {
    std::string out = "<div class=\"axis\" aria-hidden=\"true\"><div class=\"ticks\">";
    for (int tick = 0; tick <= 4; ++tick) {
        const double at = axis.low + (axis.high - axis.low) * tick / 4;
        out += fmt::format("<span>{}</span>",
                           in_unit(fmt::format("{:.3g}", at), tick == 4 ? unit : ""));
    }
    return out + "</div></div>";
}

}  // namespace

std::string_view unit_text(const Evaluator& evaluator) {
    if (evaluator.metric == "latency") return "ms";
    if (evaluator.metric == "cost") return "US$";
    return "";
}

std::string forest_chart(std::span<const EvaluatorResult> results) {
    std::vector<bool> is_done(results.size(), false);
    std::string out;
    for (std::size_t first = 0; first < results.size(); ++first) {
        if (is_done[first]) continue;
        const Axis axis = axis_of(results[first].estimate);
        const auto unit = unit_text(results[first].evaluator);
        out += "<div class=\"box\">";
        bool has_value = false;
        for (std::size_t index = first; index < results.size(); ++index) {
            const auto& result = results[index];
            // An undefined value has no axis; it joins whichever group is open.
            const bool has_own = result.estimate.value.has_value();
            if (is_done[index] || unit_text(result.evaluator) != unit ||
                (has_own && axis_of(result.estimate) != axis))
                continue;
            out += row(result, axis);
            has_value = has_value || has_own;
            is_done[index] = true;
        }
        if (has_value) out += ticks(axis, unit);
        out += "</div>";
    }
    return out;
}

std::string histogram_chart(const EvaluatorResult& result) {
    const auto& histogram = result.histogram;
    if (histogram.counts.empty()) return {};
    const auto count_max = std::max<std::uint64_t>(1, std::ranges::max(histogram.counts));
    const auto used = std::ranges::count_if(histogram.counts, [](auto count) { return count > 0; });
    const double step =
        (histogram.high - histogram.low) / static_cast<double>(histogram.counts.size());
    const auto unit = unit_text(result.evaluator);
    std::string out = fmt::format(
        "<div class=\"bars\" role=\"img\" aria-label=\"{} over samples, {} equal steps from {} to "
        "{}: {} samples\">",
        escaped_markup(result.evaluator.name),
        histogram.counts.size(),
        number_text(histogram.low),
        in_unit(number_text(histogram.high), unit),
        fmt::join(histogram.counts, ", "));
    double low = histogram.low;
    bool has_peak = false;
    for (const auto count : histogram.counts) {
        const double height = 80 * static_cast<double>(count) / static_cast<double>(count_max);
        const bool is_peak = count == count_max && !has_peak;
        const bool has_label = count > 0 && (used <= 4 || is_peak);
        has_peak = has_peak || is_peak;
        out += fmt::format(
            "<div title=\"{} to {}: {} samples\">{}{}</div>",
            number_text(low),
            in_unit(number_text(low + step), unit),
            count,
            has_label ? fmt::format("<b>{}</b>", count) : "",
            count == 0 ? "" : fmt::format("<i style=\"height:max({:.1f}%,2px)\"></i>", height));
        low += step;
    }
    return out + fmt::format(
                     "</div><div class=\"ends\"><span>{:.4g}</span><span>samples by {}</span>"
                     "<span>{}</span></div>",
                     histogram.low,
                     unit.empty() ? "value" : unit,
                     in_unit(fmt::format("{:.4g}", histogram.high), unit));
}

}  // namespace assay::report
