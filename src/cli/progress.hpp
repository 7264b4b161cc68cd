#pragma once
// Progress on stderr: a line that rewrites itself on a terminal, a line every few seconds into a
// pipe. One thread.

#include "engine/run.hpp"

namespace assay::cli {

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
