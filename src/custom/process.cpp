// An exchange is four coroutines that end together: one writes, one reads lines, one reads the
// standard error, so that the child never waits for us, and one watches the deadline. Whoever ends
// the exchange first cancels the others' waits.
#include "custom/process.hpp"

#include "custom/spawn.hpp"
#include "custom/wire.hpp"

#include "async/task_group.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <array>
#include <cerrno>
#include <optional>
#include <unistd.h>

namespace assay::custom {
namespace {

using Descriptor = boost::asio::posix::stream_descriptor;
using Timer = boost::asio::steady_timer;
constexpr auto quietly = boost::asio::as_tuple(boost::asio::use_awaitable);

constexpr std::size_t last_words_bytes_max = 2000;
constexpr std::size_t read_bytes = 1U << 16U;
/// A process that closed its output is usually about to end.
constexpr std::chrono::milliseconds end_grace{200};

/// Bytes that are there, up to the buffer's size; 0 at the end; nothing when there are none yet.
std::optional<std::size_t> read_some(Descriptor& from, std::array<char, read_bytes>& buffer) {
    while (true) {
        const ssize_t count = ::read(from.native_handle(), buffer.data(), buffer.size());
        if (count >= 0) return static_cast<std::size_t>(count);
        if (errno == EAGAIN) return std::nullopt;
        if (errno != EINTR) return 0;
    }
}

async::Task<void> wait_readable(Descriptor& descriptor) {
    co_await descriptor.async_wait(Descriptor::wait_read, quietly);
    co_return Result<void>{};
}

}  // namespace

struct Process::State {
    State(const boost::asio::any_io_executor& executor, const Child& child)
        : pid(child.pid),
          input(executor, child.input),
          output(executor, child.output),
          errors(executor, child.errors),
          exit(executor, child.exit) {}

    /// Its exit status; kills it first if need be.
    int reap() {
        if (pid > 0) status = kill_and_reap(std::exchange(pid, -1));
        return status;
    }
    void keep_last_words(std::string_view text) {
        last_words.append(text);
        if (last_words.size() > 2 * last_words_bytes_max)
            last_words.erase(0, last_words.size() - last_words_bytes_max);
    }

    pid_t pid;  ///< -1 once it was reaped
    int status = 0;
    Descriptor input;
    Descriptor output;
    Descriptor errors;
    Descriptor exit;
    std::string unread;  ///< start of a line of its output
    std::string last_words;
};

struct Process::Exchange {
    State& state;
    Timer timer;
    std::string input;
    OnLine on_line;
    std::optional<Error> error;
    bool is_over = false;
    bool has_ended_output = false;

    void end(std::optional<Error> why = {}) {
        if (is_over) return;
        is_over = true;
        error = std::move(why);
        timer.cancel();
        state.input.cancel();
        state.output.cancel();
        state.errors.cancel();
    }

    static async::Task<void> write(Exchange& exchange);
    static async::Task<void> read(Exchange& exchange);
    static async::Task<void> read_errors(Exchange& exchange);
    static async::Task<void> watch(Exchange& exchange);
    void take_lines();
};

async::Task<void> Process::Exchange::write(Exchange& exchange) {
    std::string_view rest = exchange.input;
    while (!rest.empty() && !exchange.is_over) {
        const ssize_t count = write_without_signal(exchange.state.input.native_handle(), rest);
        if (count >= 0) {
            rest.remove_prefix(static_cast<std::size_t>(count));
        } else if (errno == EAGAIN) {
            co_await exchange.state.input.async_wait(Descriptor::wait_write, quietly);
        } else if (errno != EINTR) {
            break;  // It may still answer what it has read; if not, its output ends.
        }
    }
    co_return Result<void>{};
}

void Process::Exchange::take_lines() {
    std::size_t begin = 0;
    while (!is_over) {
        const std::size_t end_of_line = state.unread.find('\n', begin);
        if (end_of_line == std::string::npos) break;
        std::string_view line(state.unread.data() + begin, end_of_line - begin);
        if (line.ends_with('\r')) line.remove_suffix(1);
        begin = end_of_line + 1;
        if (line.empty()) continue;
        const auto is_last = on_line(line);
        if (!is_last)
            end(is_last.error());
        else if (*is_last)
            end();
    }
    state.unread.erase(0, begin);
    if (state.unread.size() > line_bytes_max)
        end(make_error(
            ErrorKind::corrupt, "a line of its output is longer than {} bytes", line_bytes_max));
}

async::Task<void> Process::Exchange::read(Exchange& exchange) {
    auto buffer = std::make_unique<std::array<char, read_bytes>>();
    exchange.take_lines();
    while (!exchange.is_over) {
        // One read a turn: a child that never stops talking must not keep the deadline waiting.
        CO_CHECK_OK(co_await wait_readable(exchange.state.output));
        if (exchange.is_over) break;
        const auto count = read_some(exchange.state.output, *buffer);
        if (!count) continue;
        if (*count == 0) {
            exchange.has_ended_output = true;
            exchange.end();
        } else {
            exchange.state.unread.append(buffer->data(), *count);
            exchange.take_lines();
        }
    }
    co_return Result<void>{};
}

async::Task<void> Process::Exchange::read_errors(Exchange& exchange) {
    auto buffer = std::make_unique<std::array<char, read_bytes>>();
    while (!exchange.is_over) {
        CO_CHECK_OK(co_await wait_readable(exchange.state.errors));
        const auto count = read_some(exchange.state.errors, *buffer);
        if (count && *count == 0) break;
        if (count) exchange.state.keep_last_words({buffer->data(), *count});
    }
    co_return Result<void>{};
}

async::Task<void> Process::Exchange::watch(Exchange& exchange) {
    if (!exchange.is_over) co_await exchange.timer.async_wait(quietly);
    exchange.end(make_error(ErrorKind::timed_out, "it has not answered a batch in time"));
    co_return Result<void>{};
}

Process::Process(std::unique_ptr<State> state) : state_(std::move(state)) {}

Process::~Process() { state_->reap(); }

async::Task<std::unique_ptr<Process>> Process::start(Command command) {
    CO_TRY(const Child child, spawn(command));
    const auto executor = co_await boost::asio::this_coro::executor;
    co_return std::unique_ptr<Process>(new Process(std::make_unique<State>(executor, child)));
}

async::Task<void> Process::exchange(std::string input, OnLine on_line, async::Deadline deadline) {
    const auto executor = co_await boost::asio::this_coro::executor;
    Exchange exchange{.state = *state_,
                      .timer = Timer(executor, deadline.time()),
                      .input = std::move(input),
                      .on_line = std::move(on_line),
                      .error = {}};
    async::TaskGroup group;
    CO_CHECK_OK(co_await group.start(Exchange::read_errors(exchange)));
    CO_CHECK_OK(co_await group.start(Exchange::watch(exchange)));
    CO_CHECK_OK(co_await group.start(Exchange::write(exchange)));
    CO_CHECK_OK(co_await group.start(Exchange::read(exchange)));
    CO_CHECK_OK(co_await group.join());
    if (exchange.error) co_return *std::move(exchange.error);
    if (exchange.has_ended_output) {
        CO_TRY(const bool has_ended, co_await wait_for_end(end_grace));
        const int status = state_->reap();
        co_return make_error(ErrorKind::unavailable,
                             "it {}",
                             has_ended ? describe_status(status) : "closed its output");
    }
    co_return Result<void>{};
}

async::Task<void> Process::close(std::chrono::milliseconds grace) {
    state_->input.close();
    CO_TRY([[maybe_unused]] const bool has_ended, co_await wait_for_end(grace));
    co_return Result<void>{};
}

namespace {

async::Task<void> cancel_later(Timer& timer, Descriptor& descriptor) {
    const auto [error] = co_await timer.async_wait(quietly);
    if (!error) descriptor.cancel();
    co_return Result<void>{};
}

}  // namespace

/// Whether it has ended by itself within this time.
async::Task<bool> Process::wait_for_end(std::chrono::milliseconds time) {
    if (state_->pid < 0) co_return true;
    Timer timer(co_await boost::asio::this_coro::executor, time);
    async::TaskGroup group;
    CO_CHECK_OK(co_await group.start(cancel_later(timer, state_->exit)));
    const auto [error] = co_await state_->exit.async_wait(Descriptor::wait_read, quietly);
    timer.cancel();
    CO_CHECK_OK(co_await group.join());
    co_return !error;
}

std::string Process::last_words() {
    auto buffer = std::make_unique<std::array<char, read_bytes>>();
    // Bounded, as it may still be writing.
    for (int turn = 0; turn < 16; ++turn) {
        const auto count = read_some(state_->errors, *buffer);
        if (!count || *count == 0) break;
        state_->keep_last_words({buffer->data(), *count});
    }
    std::string_view words = state_->last_words;
    if (words.size() > last_words_bytes_max)
        words.remove_prefix(words.size() - last_words_bytes_max);
    while (words.ends_with('\n')) words.remove_suffix(1);
    return quotable(words, last_words_bytes_max);
}

}  // namespace assay::custom
