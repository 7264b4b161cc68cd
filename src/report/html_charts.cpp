#include "report/html_charts.hpp"

#include "report/printing.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace assay::report {

std::string interval_chart(const EvaluatorResult& result) {
    const auto& estimate = result.estimate;
    if (!estimate.value) return {};
    const double value = *estimate.value;
    const double low = estimate.interval ? estimate.interval->low : value;
    const double high = estimate.interval ? estimate.interval->high : value;
    double left = 0;
    double right = 1;
    if (std::min(low, value) < 0 || std::max(high, value) > 1) {
        const double margin = high > low ? (high - low) / 2 : 1;
        left = std::min(low, value) - margin;
        right = std::max(high, value) + margin;
    }
    const auto place = [&](double at) { return 10 + 380 * (at - left) / (right - left); };
    std::string out = fmt::format(
        "<svg class=\"chart\" viewBox=\"0 0 400 52\" role=\"img\" aria-label=\"{}: {}\">"
        "<line class=\"axis\" x1=\"10\" y1=\"18\" x2=\"390\" y2=\"18\"/>",
        escaped_markup(result.evaluator.name),
        escaped_markup(estimate_text(estimate)));
    for (int tick = 0; tick <= 4; ++tick) {
        const double at = left + (right - left) * tick / 4;
        out += fmt::format(
            "<line class=\"axis\" x1=\"{0:.1f}\" y1=\"28\" x2=\"{0:.1f}\" y2=\"32\"/>"
            "<text x=\"{0:.1f}\" y=\"47\" text-anchor=\"{1}\">{2:.3g}</text>",
            place(at),
            tick == 0   ? "start"
            : tick == 4 ? "end"
                        : "middle",
            at);
    }
    if (estimate.interval) {
        out += fmt::format(
            "<path class=\"error-bar\" d=\"M{0:.1f} 18H{1:.1f}M{0:.1f} 10V26M{1:.1f} 10V26\"/>",
            place(low),
            place(high));
    }
    return out + fmt::format("<circle class=\"dot\" cx=\"{:.1f}\" cy=\"18\" r=\"6\"/></svg>",
                             place(value));
}

std::string histogram_chart(const EvaluatorResult& result) {
    const auto& histogram = result.histogram;
    if (histogram.counts.empty()) return {};
    const auto count_max = std::max<std::uint64_t>(1, std::ranges::max(histogram.counts));
    const double step = 380.0 / static_cast<double>(histogram.counts.size());
    std::string out = fmt::format(
        "<svg class=\"chart\" viewBox=\"0 0 400 96\" role=\"img\" aria-label=\"Distribution of {} "
        "over samples, from {} to {}\">",
        escaped_markup(result.evaluator.name),
        number_text(histogram.low),
        number_text(histogram.high));
    double left = 10;
    for (const auto count : histogram.counts) {
        const double height = 70 * static_cast<double>(count) / static_cast<double>(count_max);
        out += fmt::format(
            "<rect class=\"bar\" x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" "
            "height=\"{:.1f}\"><title>{} samples</title></rect>",
            left + step * 0.06,
            76 - height,
            step * 0.88,
            height,
            count);
        left += step;
    }
    return out + fmt::format(
                     "<line class=\"axis\" x1=\"10\" y1=\"76\" x2=\"390\" y2=\"76\"/>"
                     "<text x=\"10\" y=\"92\">{:.3g}</text>"
                     "<text x=\"390\" y=\"92\" text-anchor=\"end\">{:.3g}</text></svg>",
                     histogram.low,
                     histogram.high);
}

}  // namespace assay::report
