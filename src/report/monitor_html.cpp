#include "report/html_page.hpp"
#include "report/monitor_report.hpp"
#include "report/printing.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace assay::report {
namespace {

using experiment::MonitorAlarm;
using experiment::StreamBucket;
using experiment::StreamReport;

constexpr std::size_t chart_stream_count_max = 60;
constexpr double chart_height = 140;
constexpr double chart_width = 1000;

constexpr std::string_view chart_style =
    "<style>.chart{display:block;width:100%;height:140px;margin:10px 0 2px;overflow:visible}"
    ".chart path{fill:none;stroke:var(--accent);stroke-width:2;vector-effect:non-scaling-stroke;"
    "stroke-linejoin:round}.chart line{stroke:var(--quiet);stroke-width:1;stroke-dasharray:4 4;"
    "vector-effect:non-scaling-stroke}.chart rect{fill:var(--bad-soft)}.chart "
    "line.alarm{stroke:var(--bad);stroke-width:2;stroke-dasharray:none}</style>";

/// From the change of the first alarm in time, if any, on.
const MonitorAlarm* earliest(const StreamReport& stream) {
    const auto found = std::ranges::min_element(stream.alarms, {}, &MonitorAlarm::number);
    return found == stream.alarms.end() ? nullptr : &*found;
}

std::string chart(const StreamReport& stream) {
    if (stream.buckets.size() < 2) return {};
    double low = stream.reference_count > 0 ? stream.reference_mean : stream.buckets[0].mean;
    double high = low;
    for (const StreamBucket& bucket : stream.buckets) {
        low = std::min(low, bucket.mean);
        high = std::max(high, bucket.mean);
    }
    const double margin = high > low ? 0.05 * (high - low) : 0.5;
    low -= margin;
    high += margin;
    const auto count = static_cast<double>(stream.count);
    const auto x = [&](double number) { return chart_width * std::min(number, count) / count; };
    const auto y = [&](double value) { return chart_height * (high - value) / (high - low); };
    std::string out = fmt::format(
        "<svg class=\"chart\" viewBox=\"0 0 {:.0f} {:.0f}\" preserveAspectRatio=\"none\" "
        "role=\"img\" aria-label=\"{}: means of {} values each, from {} to {}\">",
        chart_width,
        chart_height,
        escaped_markup(stream.stream),
        stream.bucket_width,
        number_text(low + margin),
        number_text(high - margin));
    if (const MonitorAlarm* alarm = earliest(stream)) {
        const double from = x(static_cast<double>(alarm->since_number) - 1);
        const double at = x(static_cast<double>(alarm->number));
        out += fmt::format(
            "<rect x=\"{:.1f}\" y=\"0\" width=\"{:.1f}\" height=\"{:.0f}\"/><line class=\"alarm\" "
            "x1=\"{:.1f}\" x2=\"{:.1f}\" y1=\"0\" y2=\"{:.0f}\"/>",
            from,
            std::max(at - from, 1.0),
            chart_height,
            at,
            at,
            chart_height);
    }
    if (stream.reference_count > 0)
        out += fmt::format("<line x1=\"0\" x2=\"{:.0f}\" y1=\"{:.2f}\" y2=\"{:.2f}\"/>",
                           chart_width,
                           y(stream.reference_mean),
                           y(stream.reference_mean));
    out += "<path d=\"";
    double before = 0;
    for (const StreamBucket& bucket : stream.buckets) {
        const double middle = before + static_cast<double>(bucket.count) / 2;
        before += static_cast<double>(bucket.count);
        out += fmt::format(
            "{}{:.1f} {:.2f}", out.back() == '"' ? "M" : "L", x(middle), y(bucket.mean));
    }
    return out +
           fmt::format(
               "\"/></svg><div class=\"ends\"><span>value 1</span><span>{} to {}, means of {} "
               "values</span><span>value {}</span></div>",
               number_text(low + margin),
               number_text(high - margin),
               stream.bucket_width,
               stream.count);
}

std::string badge(const StreamReport& stream) {
    if (stream.status != stats::Status::ok)
        return fmt::format("<span class=\"badge care\">{}</span>", to_string(stream.status));
    return stream.alarms.empty() ? "<span class=\"badge good\">in control</span>"
                                 : "<span class=\"badge bad\">alarm</span>";
}

void append_stream(std::string& out, const StreamReport& stream) {
    out += fmt::format("<section class=\"box\"><h3>{} {}</h3><p class=\"quiet small\">mean {}",
                       escaped_markup(stream.stream),
                       badge(stream),
                       escaped_markup(estimate_text(stream.mean)));
    if (stream.reference_count > 0)
        out += fmt::format(", reference {} from {} values",
                           number_text(stream.reference_mean),
                           stream.reference_count);
    out += "</p>" + chart(stream);
    for (const MonitorAlarm& alarm : stream.alarms)
        out += fmt::format("<p>{}</p>", escaped_markup(alarm_text(alarm)));
    for (const std::string& warning : stream.warnings)
        out += fmt::format("<p class=\"quiet\">{}</p>", escaped_markup(warning));
    out += "</section>";
}

}  // namespace

std::string to_html(const MonitorPage& page) {
    std::vector<const StreamReport*> streams;
    for (const bool has_alarm : {true, false})
        for (const StreamReport& stream : page.streams)
            if (stream.alarms.empty() != has_alarm) streams.push_back(&stream);
    const auto alarm_count = std::ranges::count_if(
        page.streams, [](const StreamReport& stream) { return !stream.alarms.empty(); });
    std::string out = page_start("Monitor: " + page.metric) + std::string(chart_style);
    out += fmt::format(
        "<h1>{}</h1><p class=\"quiet\">{}</p><p><span class=\"badge {}\">{} of {} streams with an "
        "alarm</span></p><h2>Streams</h2><p class=\"quiet small\">The line is the mean of equally "
        "many values in order, the dashed one the reference. Shaded: from the likely change to the "
        "alarm.</p>",
        escaped_markup(page.metric),
        escaped_markup(page.source),
        alarm_count == 0 ? "good" : "bad",
        alarm_count,
        streams.size());
    const std::size_t shown = std::min(streams.size(), chart_stream_count_max);
    for (std::size_t i = 0; i < shown; ++i) append_stream(out, *streams[i]);
    if (streams.size() > shown)
        out += fmt::format(
            "<p class=\"quiet\">{} more streams are in the JSON; those with alarms come first.</p>",
            streams.size() - shown);
    out += fmt::format(
        "<h2>How this was watched</h2><div class=\"box\"><p>Each of CUSUM and Page-Hinkley raises "
        "a "
        "false alarm every {:.0f} values of a stream or more, the confidence sequence in {:.3g} % "
        "of "
        "streams, ever. Shifts have {:.3g} % intervals.</p>",
        page.options.false_alarm_every,
        100 * page.options.alpha,
        100 * page.options.confidence_ratio);
    if (page.unscored_count > 0)
        out += fmt::format("<p>{} rows without a score were left out.</p>", page.unscored_count);
    return out + "</div>" + std::string(page_end);
}

}  // namespace assay::report
