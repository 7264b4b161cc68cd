#include "custom/spawn.hpp"

#include "core/file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <ctime>
#include <fcntl.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace assay::custom {
namespace {

/// A file that is closed unless it is released.
class OwnedFile {
  public:
    explicit OwnedFile(int file = -1) : file_(file) {}
    ~OwnedFile() {
        if (file_ >= 0) ::close(file_);
    }
    OwnedFile(OwnedFile&& other) noexcept : file_(other.release()) {}
    OwnedFile& operator=(OwnedFile&& other) noexcept {
        std::swap(file_, other.file_);
        return *this;
    }

    [[nodiscard]] int get() const { return file_; }
    [[nodiscard]] int release() { return std::exchange(file_, -1); }

  private:
    int file_;
};

struct Pipe {
    OwnedFile reading;
    OwnedFile writing;
};

/// A number above those that the child gives a meaning, should one of ours be closed.
Result<OwnedFile> above_standard_files(OwnedFile file) {
    if (file.get() > STDERR_FILENO) return file;
    OwnedFile moved(fcntl(file.get(), F_DUPFD_CLOEXEC, STDERR_FILENO + 1));
    if (moved.get() < 0) return system_error(errno, "duplicate", "a pipe");
    return moved;
}

Result<Pipe> make_pipe() {
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) return system_error(errno, "open", "a pipe");
    Pipe pipe{.reading = OwnedFile(ends[0]), .writing = OwnedFile(ends[1])};
    TRY(pipe.reading, above_standard_files(std::move(pipe.reading)));
    TRY(pipe.writing, above_standard_files(std::move(pipe.writing)));
    return pipe;
}

void stop_blocking(const OwnedFile& file) {
    fcntl(file.get(), F_SETFL, fcntl(file.get(), F_GETFL) | O_NONBLOCK);
}

std::vector<char*> pointers_to(const std::vector<std::string>& texts) {
    std::vector<char*> pointers;
    for (const std::string& text : texts) pointers.push_back(const_cast<char*>(text.c_str()));
    pointers.push_back(nullptr);
    return pointers;
}

class SpawnOptions {
  public:
    SpawnOptions(int input, int output, int errors) {
        posix_spawn_file_actions_init(&files_);
        posix_spawn_file_actions_adddup2(&files_, input, STDIN_FILENO);
        posix_spawn_file_actions_adddup2(&files_, output, STDOUT_FILENO);
        posix_spawn_file_actions_adddup2(&files_, errors, STDERR_FILENO);
        // Files of libraries that forgot the close-on-exec flag stay ours too.
        posix_spawn_file_actions_addclosefrom_np(&files_, STDERR_FILENO + 1);
        posix_spawnattr_init(&attributes_);
        sigset_t none;
        sigset_t all;
        sigemptyset(&none);
        sigfillset(&all);
        posix_spawnattr_setsigmask(&attributes_, &none);
        posix_spawnattr_setsigdefault(&attributes_, &all);
        posix_spawnattr_setpgroup(&attributes_, 0);
        posix_spawnattr_setflags(
            &attributes_, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    }
    ~SpawnOptions() {
        posix_spawn_file_actions_destroy(&files_);
        posix_spawnattr_destroy(&attributes_);
    }
    SpawnOptions(const SpawnOptions&) = delete;
    SpawnOptions& operator=(const SpawnOptions&) = delete;

    [[nodiscard]] const posix_spawn_file_actions_t* files() const { return &files_; }
    [[nodiscard]] const posix_spawnattr_t* attributes() const { return &attributes_; }

  private:
    posix_spawn_file_actions_t files_{};
    posix_spawnattr_t attributes_{};
};

}  // namespace

Result<Child> spawn(const Command& command) {
    TRY(Pipe input, make_pipe());
    TRY(Pipe output, make_pipe());
    TRY(Pipe errors, make_pipe());
    stop_blocking(input.writing);
    stop_blocking(output.reading);
    stop_blocking(errors.reading);
    const SpawnOptions options(input.reading.get(), output.writing.get(), errors.writing.get());
    const auto arguments = pointers_to(command.arguments);
    const auto environment = pointers_to(command.environment);
    pid_t pid = -1;
    const int code = posix_spawnp(&pid,
                                  arguments[0],
                                  options.files(),
                                  options.attributes(),
                                  arguments.data(),
                                  environment.data());
    if (code != 0) return system_error(code, "start", command.arguments[0]);
    // The header of the wrapper function lacks its C linkage.
    OwnedFile exit(static_cast<int>(syscall(SYS_pidfd_open, pid, 0)));
    if (exit.get() < 0) {
        const Error error = system_error(errno, "watch", command.arguments[0]);
        kill_and_reap(pid);
        return error;
    }
    return Child{.pid = pid,
                 .input = input.writing.release(),
                 .output = output.reading.release(),
                 .errors = errors.reading.release(),
                 .exit = exit.release()};
}

ssize_t write_without_signal(int file, std::string_view bytes) {
    // The signal of a failed write goes to the thread that wrote: it is held back there and taken.
    sigset_t broken_pipe;
    sigset_t pending;
    sigset_t before;
    sigemptyset(&broken_pipe);
    sigaddset(&broken_pipe, SIGPIPE);
    sigpending(&pending);
    pthread_sigmask(SIG_BLOCK, &broken_pipe, &before);
    const ssize_t written = ::write(file, bytes.data(), bytes.size());
    const int error_number = errno;
    if (written < 0 && error_number == EPIPE && sigismember(&pending, SIGPIPE) == 0) {
        const timespec at_once{};
        while (sigtimedwait(&broken_pipe, nullptr, &at_once) < 0 && errno == EINTR) {
        }
    }
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
    errno = error_number;
    return written;
}

int kill_and_reap(pid_t pid) {
    // Until it is waited for, an ended child keeps its number and with it that of the group.
    ::kill(-pid, SIGKILL);
    int status = 0;
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    return status;
}

std::string describe_status(int status) {
    if (WIFSIGNALED(status))
        return fmt::format(
            "was killed by signal {} ({})", WTERMSIG(status), strsignal(WTERMSIG(status)));
    return fmt::format("exited with status {}", WEXITSTATUS(status));
}

}  // namespace assay::custom
