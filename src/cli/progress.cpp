#include "cli/progress.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <unistd.h>

namespace assay::cli {
namespace {

constexpr double pipe_interval_s = 5;

std::string with_commas(std::uint64_t count) {
    std::string text = std::to_string(count);
    for (std::size_t at = text.size(); at > 3;) text.insert(at -= 3, ",");
    return text;
}

std::string describe(const engine::Progress& progress) {
    const std::uint64_t count = progress.is_judging ? progress.judged_count : progress.done_count;
    const double rate =
        progress.elapsed_s > 0 ? static_cast<double>(count) / progress.elapsed_s : 0;
    std::string text =
        progress.is_judging
            ? fmt::format("{} answered, {} of {} judged, {:.0f}/s",
                          progress.done_count + progress.earlier_count,
                          progress.judged_count,
                          progress.due_count,
                          rate)
            : fmt::format("{} done, {:.0f}/s", progress.done_count + progress.earlier_count, rate);
    if (!progress.is_judging && progress.read_ratio > 0 && progress.read_ratio < 1)
        text += fmt::format(", about {:.0f} % read, {:.0f} s left",
                            100 * progress.read_ratio,
                            progress.elapsed_s * (1 / progress.read_ratio - 1));
    if (progress.batch) {
        // Before the rest, which does not move meanwhile.
        text = fmt::format("batch {}: {} of {} done, polling; {}",
                           progress.batch->id,
                           with_commas(progress.batch->done_count),
                           with_commas(progress.batch->request_count),
                           text);
    }
    if (progress.error_count > 0) text += fmt::format(", {} errors", progress.error_count);
    if (progress.cached_count > 0) text += fmt::format(", {} cached", progress.cached_count);
    if (progress.budget) {
        text +=
            fmt::format(", {} of {} spent", to_string(progress.cost), to_string(*progress.budget));
    } else if (progress.cost.nanos > 0) {
        text += ", " + to_string(progress.cost);
    }
    return text;
}

}  // namespace

ProgressLine::ProgressLine(bool is_quiet)
    : is_quiet_(is_quiet), is_terminal_(isatty(STDERR_FILENO) == 1) {}

void ProgressLine::update(const engine::Progress& progress) {
    if (is_quiet_) return;
    if (is_terminal_) {
        std::fprintf(stderr, "\r\033[K%s", describe(progress).c_str());
        is_shown_ = true;
    } else if (progress.elapsed_s - printed_at_s_ >= pipe_interval_s) {
        printed_at_s_ = progress.elapsed_s;
        std::fprintf(stderr, "%s\n", describe(progress).c_str());
    }
}

void ProgressLine::finish() {
    if (is_shown_) std::fputs("\r\033[K", stderr);
    is_shown_ = false;
}

}  // namespace assay::cli
