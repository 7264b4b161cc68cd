#include "cli/progress.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <optional>
#include <unistd.h>

namespace assay::cli {
namespace {

constexpr double pipe_interval_s = 5;

std::string with_commas(std::uint64_t count) {
    std::string text = std::to_string(count);
    for (std::size_t at = text.size(); at > 3;) text.insert(at -= 3, ",");
    return text;
}

std::string counts_of(const engine::Progress& progress) {
    const std::uint64_t answered_count = progress.done_count + progress.earlier_count;
    const std::uint64_t count = progress.is_judging ? progress.judged_count : progress.done_count;
    const double rate =
        progress.elapsed_s > 0 ? static_cast<double>(count) / progress.elapsed_s : 0;
    if (!progress.is_judging) return fmt::format("{} done, {:.0f}/s", answered_count, rate);
    return fmt::format("{} answered, {} of {} judged, {:.0f}/s",
                       answered_count,
                       progress.judged_count,
                       progress.due_count,
                       rate);
}

/// Seconds until the part of the run that is under way ends; nothing when it cannot be told.
std::optional<double> seconds_left(const engine::Progress& progress) {
    if (!progress.is_judging) {
        if (progress.read_ratio <= 0 || progress.read_ratio >= 1) return std::nullopt;
        return progress.elapsed_s * (1 / progress.read_ratio - 1);
    }
    if (progress.judged_count == 0 || progress.judged_count >= progress.due_count)
        return std::nullopt;
    return progress.elapsed_s *
           (static_cast<double>(progress.due_count) / static_cast<double>(progress.judged_count) -
            1);
}

/// `fast 812 for $0.012, full 31 for $0.2`.
std::string tiers_of(const engine::Progress& progress) {
    std::string text;
    for (const engine::TierProgress& tier : progress.tiers)
        text += fmt::format("{}{} {} for {}",
                            text.empty() ? "" : ", ",
                            tier.tier,
                            with_commas(tier.judged_count),
                            to_string(tier.cost));
    return text;
}

/// `$0.21 of $5.00 spent, about $0.26 at the end`.
std::string money_of(const engine::Progress& progress) {
    std::string text;
    if (progress.budget) {
        text = fmt::format("{} of {} spent", to_string(progress.cost), to_string(*progress.budget));
    } else if (progress.cost.nanos > 0) {
        text = fmt::format("{} spent", to_string(progress.cost));
    }
    const auto at_end = progress.cost_at_end();
    if (text.empty() || !at_end) return text;
    if (!progress.budget || *at_end <= *progress.budget)
        return text + fmt::format(", about {} at the end", to_string(*at_end));
    const double left = progress.budget->dollars() - progress.cost_before_judging.dollars();
    const double needed = at_end->dollars() - progress.cost_before_judging.dollars();
    return text + fmt::format(", enough for about {:.0f} % of the judging",
                              100 * std::max(0.0, left) / needed);
}

/// What keeps the calls from running freely; empty when nothing does.
std::string trouble_of(const engine::Progress& progress) {
    std::string text;
    for (const report::ModelHealth& model : progress.models) {
        const std::string_view gap = text.empty() ? "" : ", ";
        if (model.breaker != "closed") {
            text +=
                fmt::format("{}{} does not answer (circuit {})", gap, model.model, model.breaker);
        } else if (model.concurrency < model.concurrency_max) {
            text += fmt::format("{}{} bears {} of {} calls at a time",
                                gap,
                                model.model,
                                *model.concurrency,
                                *model.concurrency_max);
        }
    }
    return text;
}

}  // namespace

std::string progress_text(const engine::Progress& progress) {
    std::string text = counts_of(progress);
    if (progress.batch) {
        // Before the rest, which does not move meanwhile.
        text = fmt::format("batch {}: {} of {} done, polling; {}",
                           progress.batch->id,
                           with_commas(progress.batch->done_count),
                           with_commas(progress.batch->request_count),
                           text);
    }
    const auto add = [&text](const std::string& part) {
        if (!part.empty()) text += ", " + part;
    };
    if (const auto left_s = seconds_left(progress))
        add(*left_s < 120 ? fmt::format("about {:.0f} s left", *left_s)
                          : fmt::format("about {:.0f} min left", *left_s / 60));
    if (progress.error_count > 0) add(fmt::format("{} errors", progress.error_count));
    if (progress.cached_count > 0) add(fmt::format("{} cached", progress.cached_count));
    add(tiers_of(progress));
    add(money_of(progress));
    add(trouble_of(progress));
    return text;
}

ProgressLine::ProgressLine(bool is_quiet)
    : is_quiet_(is_quiet), is_terminal_(isatty(STDERR_FILENO) == 1) {}

void ProgressLine::update(const engine::Progress& progress) {
    if (is_quiet_) return;
    if (is_terminal_) {
        std::fprintf(stderr, "\r\033[K%s", progress_text(progress).c_str());
        is_shown_ = true;
    } else if (progress.elapsed_s - printed_at_s_ >= pipe_interval_s) {
        printed_at_s_ = progress.elapsed_s;
        std::fprintf(stderr, "%s\n", progress_text(progress).c_str());
    }
}

void ProgressLine::finish() {
    if (is_shown_) std::fputs("\r\033[K", stderr);
    is_shown_ = false;
}

}  // namespace assay::cli
