#pragma once
// A child process that answers lines with lines. It has a process group of its own, which dies with
// this object; of our files it sees its three pipes and nothing else. One event loop.

#include "async/deadline.hpp"
#include "async/task.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace assay::custom {

struct Command {
    std::vector<std::string> arguments;    ///< the program first, looked up in PATH
    std::vector<std::string> environment;  ///< NAME=value; all that it gets
};

class Process {
  public:
    /// Longest line of its output.
    static constexpr std::size_t line_bytes_max = 1U << 20U;

    /// Errors: not_found, denied (the program), exhausted (processes, files).
    static async::Task<std::unique_ptr<Process>> start(Command command);
    /// Kills the group at once and waits for the process.
    ~Process();
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;

    /// Takes a line without its end; true: that was the last one expected.
    using OnLine = std::function<Result<bool>(std::string_view)>;

    /// Writes `input` while it reads lines, until on_line has enough. Errors: timed_out,
    /// unavailable (it ended, or closed its output), corrupt (a line is too long), those of
    /// on_line. After an error the process is of no use.
    async::Task<void> exchange(std::string input, OnLine on_line, async::Deadline deadline);

    /// Closes its input and gives it time to end by itself.
    async::Task<void> close(std::chrono::milliseconds grace);

    /// The end of what it wrote to its standard error so far, for a message; may be empty.
    [[nodiscard]] std::string last_words();

  private:
    struct State;
    struct Exchange;
    explicit Process(std::unique_ptr<State> state);

    async::Task<bool> wait_for_end(std::chrono::milliseconds time);

    std::unique_ptr<State> state_;
};

}  // namespace assay::custom
