#include "report/html_samples.hpp"

#include "report/judge_report.hpp"
#include "report/printing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

namespace assay::report {
namespace {

constexpr std::size_t summary_length_max = 160;

enum class Standing { error, unscored, below, rest };

/// The evaluator whose values sort the list: the first of the run that has a better end.
const EvaluatorResult* leading(const RunReport& report) {
    const auto found = std::ranges::find_if(
        report.evaluators, [](const auto& result) { return result.better != "neither"; });
    return found == report.evaluators.end() ? nullptr : &*found;
}

const Score* score_of(const SampleResult& sample, const EvaluatorResult* evaluator) {
    if (evaluator == nullptr) return nullptr;
    const auto found =
        std::ranges::find(sample.scores, evaluator->evaluator.name, &Score::evaluator);
    return found == sample.scores.end() ? nullptr : &*found;
}

Standing standing_of(const SampleResult& sample, const EvaluatorResult* lead) {
    if (sample.error) return Standing::error;
    if (std::ranges::any_of(sample.scores, [](const Score& score) { return !score.value; }))
        return Standing::unscored;
    const Score* score = score_of(sample, lead);
    if (score == nullptr) return Standing::rest;
    const bool is_perfect = lead->better == "higher" ? *score->value >= 1 : *score->value <= 0;
    return is_perfect ? Standing::rest : Standing::below;
}

std::string title_of(Standing standing, const EvaluatorResult* lead) {
    switch (standing) {
        case Standing::error:
            return "Not answered: errors of the infrastructure, not wrong answers";
        case Standing::unscored:
            return "Unscored by some evaluator";
        case Standing::below:
            return fmt::format("{} {}, worst first",
                               escaped_markup(lead->evaluator.name),
                               lead->better == "higher" ? "below 1" : "above 0");
        case Standing::rest:
            break;
    }
    return lead == nullptr ? "All scored" : "The rest";
}

std::string chips(const SampleResult& sample) {
    if (sample.error)
        return fmt::format("<span class=\"chip bad\">{}</span>", to_string(sample.error->kind));
    std::string out;
    for (const Score& score : sample.scores) {
        out += fmt::format("<span class=\"chip{}\">{} {}</span>",
                           score.value ? "" : " care",
                           escaped_markup(score.evaluator),
                           score.value ? fmt::format("{:.4g}", *score.value) : "unscored");
    }
    for (const Judgement& judgement : sample.judgements) {
        out += fmt::format(
            "<span class=\"chip{}\">{} ({}) {}</span>",
            judgement.value && judgement.flags.empty() ? "" : " care",
            escaped_markup(judgement.evaluator),
            escaped_markup(judgement.tier),
            judgement.value ? fmt::format("{:.4g}", *judgement.value) : std::string("unscored"));
    }
    return out;
}

void append_block(std::string& out, std::string_view label, std::string_view text) {
    out += fmt::format("<span class=\"small quiet\">{}</span><pre>{}</pre>",
                       label,
                       text.empty() ? "(empty)" : escaped_markup(text));
}

std::string summary_text(std::string_view text) {
    const std::string line = one_line(text, summary_length_max);
    return line.empty() ? "<span class=\"quiet\">(empty answer)</span>" : escaped_markup(line);
}

void append_sample(std::string& out, const SampleResult& sample) {
    out += fmt::format(
        "<details class=\"sample\"><summary><span class=\"quiet small\">{}{}</span>"
        "<span>{}",
        escaped_markup(sample.sample_id.view()),
        sample.epoch > 0 ? fmt::format(" · epoch {}", sample.epoch) : "",
        summary_text(sample.error ? sample.error->message : sample.answer));
    if (!sample.targets.empty()) {
        out += fmt::format(
            "<br><span class=\"quiet small\">target: {}{}</span>",
            escaped_markup(one_line(sample.targets.front(), summary_length_max)),
            sample.targets.size() > 1 ? fmt::format(" (+{})", sample.targets.size() - 1) : "");
    }
    out += fmt::format("</span><span class=\"chips\">{}</span></summary><div class=\"body\">",
                       chips(sample));
    if (!sample.input.empty()) append_block(out, "Input", sample.input);
    for (const auto& target : sample.targets) append_block(out, "Target", target);
    if (sample.error) {
        append_block(out, "Error", sample.error->message);
    } else {
        append_block(out, "Answer", sample.answer);
    }
    if (sample.completion && sample.completion->text != sample.answer)
        append_block(out, "Output before the filters", sample.completion->text);
    for (const Score& score : sample.scores) {
        if (!score.reason.empty())
            out += fmt::format("<p class=\"small\">{}: {}</p>",
                               escaped_markup(score.evaluator),
                               escaped_markup(score.reason));
    }
    for (const Judgement& judgement : sample.judgements)
        out += fmt::format("<p class=\"small\">{}</p>", escaped_markup(judgement_line(judgement)));
    out += "</div></details>";
}

}  // namespace

std::string sample_list(const RunReport& report, std::span<const SampleResult> samples) {
    if (samples.empty()) return {};
    const EvaluatorResult* lead = leading(report);
    std::array<std::vector<const SampleResult*>, 4> groups;
    for (const auto& sample : samples)
        groups[static_cast<std::size_t>(standing_of(sample, lead))].push_back(&sample);
    // Equal values keep the order of the file: the position in the span decides.
    const auto worse = [lead](const SampleResult* left, const SampleResult* right) {
        const double ours = *score_of(*left, lead)->value;
        const double theirs = *score_of(*right, lead)->value;
        if (ours == theirs) return left < right;
        return lead->better == "higher" ? ours < theirs : ours > theirs;
    };
    std::ranges::sort(groups[static_cast<std::size_t>(Standing::below)], worse);
    std::string out =
        fmt::format("<h2>Samples</h2><p class=\"quiet small\">{} of {} results{}.</p>",
                    samples.size(),
                    std::max<std::uint64_t>(report.samples.total, samples.size()),
                    samples.size() < report.samples.total ? ", failures first" : "");
    bool is_open = true;
    for (std::size_t index = 0; index < groups.size(); ++index) {
        const auto& group = groups[index];
        if (group.empty()) continue;
        out += fmt::format(
            "<details class=\"group\"{}><summary>{} <span class=\"badge\">{}</span></summary>"
            "<div class=\"box list\">",
            is_open ? " open" : "",
            title_of(static_cast<Standing>(index), lead),
            group.size());
        for (const SampleResult* sample : group) append_sample(out, *sample);
        out += "</div></details>";
        is_open = false;
    }
    return out;
}

}  // namespace assay::report
