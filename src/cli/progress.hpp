#pragma once
// Progress on stderr: a line that rewrites itself on a terminal, a line every few seconds into a
// pipe. One thread.

#include "engine/progress.hpp"

#include <string>

namespace assay::cli {

/// `4,000 answered, 812 of 1,000 judged, 40/s, about 5 s left, fast 812 for $0.012, full 31 for
/// $0.2, $0.212 of $5.00 spent, about $0.26 at the end`: what there is of it.
std::string progress_text(const engine::Progress& progress);

class ProgressLine {
  public:
    explicit ProgressLine(bool is_quiet);
    void update(const engine::Progress& progress);
    /// Clears the line, so that the report starts clean.
    void finish();

  private:
    bool is_quiet_;
    bool is_terminal_;
    bool is_shown_ = false;
    double printed_at_s_ = 0;
};

}  // namespace assay::cli
