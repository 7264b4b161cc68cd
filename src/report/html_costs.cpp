#include "report/html_costs.hpp"

#include "report/printing.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace assay::report {

std::string cost_section(const RunReport& report) {
    if (report.costs.size() < 2) return {};
    std::string out =
        "<h2>Costs</h2><p class=\"quiet small\">What the cache answered costs nothing.</p><div "
        "class=\"scroll\" tabindex=\"0\"><table><thead><tr>"
        "<th scope=\"col\">Evaluator</th><th scope=\"col\">Tier</th><th scope=\"col\">Model</th>"
        "<th scope=\"col\" class=\"number\">Calls</th><th scope=\"col\" class=\"number\">Tokens "
        "in</th><th scope=\"col\" class=\"number\">Tokens out</th><th scope=\"col\" "
        "class=\"number\">Cost</th><th scope=\"col\"><span class=\"quiet "
        "small\">share</span></th></tr></thead><tbody>";
    double most = 0;
    for (const CostRow& row : report.costs)
        most = std::max(most, row.cost.value_or(Usd{}).dollars());
    for (const CostRow& row : report.costs) {
        const double dollars = row.cost.value_or(Usd{}).dollars();
        out += fmt::format(
            "<tr><th scope=\"row\" class=\"narrow\">{}</th><td>{}</td><td class=\"model\">{}</td>"
            "<td class=\"number\">{}</td><td class=\"number\">{}</td><td class=\"number\">{}</td>"
            "<td class=\"number\">{}</td><td class=\"wide\"><span class=\"meter\" "
            "style=\"width:{:.1f}%\"></span></td></tr>",
            row.evaluator.empty() ? "answers" : escaped_markup(row.evaluator),
            escaped_markup(row.tier),
            escaped_markup(row.model),
            row.call_count,
            row.prompt_tokens,
            row.completion_tokens,
            row.cost ? to_string(*row.cost) : "unknown",
            most > 0 ? 100 * dollars / most : 0);
    }
    return out + "</tbody></table></div>";
}

std::string server_section(const RunReport& report) {
    std::string out;
    for (const ModelHealth& model : report.models)
        if (model.is_noteworthy())
            out += fmt::format("<li>{}</li>", escaped_markup(health_line(model)));
    if (out.empty()) return {};
    return "<h2>Servers</h2><ul class=\"notes\">" + out + "</ul>";
}

}  // namespace assay::report
