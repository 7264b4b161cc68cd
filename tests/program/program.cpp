#include "program.hpp"

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <poll.h>
#include <stdexcept>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace assay::program_tests {
namespace {

std::string slurp(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

/// In the forked child: only calls that are safe there.
[[noreturn]] void become(const char* folder,
                         const std::array<int, 3>& streams,
                         std::vector<char*>& words,
                         std::vector<char*>& environment,
                         const ProgramOptions& options) {
    for (int i = 0; i < 3; ++i) ::dup2(streams[static_cast<std::size_t>(i)], i);
    if (options.file_bytes_max) {
        const rlimit limit{.rlim_cur = *options.file_bytes_max,
                           .rlim_max = *options.file_bytes_max};
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    if (::chdir(folder) == 0) ::execve(words.front(), words.data(), environment.data());
    ::_exit(127);
}

}  // namespace

Program::Program(const std::filesystem::path& folder,
                 const std::vector<std::string>& arguments,
                 const ProgramOptions& options)
    : out_(folder / ".stdout"), err_(folder / ".stderr") {
    std::vector<std::string> texts = {ASSAY_PROGRAM};
    texts.insert(texts.end(), arguments.begin(), arguments.end());
    std::vector<std::string> variables = options.environment;
    for (char** variable = environ; *variable != nullptr; ++variable)
        variables.emplace_back(*variable);
    std::vector<char*> words;
    for (std::string& text : texts) words.push_back(text.data());
    words.push_back(nullptr);
    std::vector<char*> environment;
    for (std::string& variable : variables) environment.push_back(variable.data());
    environment.push_back(nullptr);
    const std::array streams = {
        ::open("/dev/null", O_RDONLY | O_CLOEXEC),
        ::open(out_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600),
        ::open(err_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600)};
    process_ = ::fork();
    if (process_ == 0) become(folder.c_str(), streams, words, environment, options);
    for (const int stream : streams) ::close(stream);
    if (process_ > 0) process_handle_ = static_cast<int>(::syscall(SYS_pidfd_open, process_, 0));
    if (process_handle_ < 0) throw std::runtime_error("the program cannot be started");
}

Program::~Program() {
    if (process_ > 0) {
        ::kill(process_, SIGKILL);
        ::waitpid(process_, nullptr, 0);
    }
    ::close(process_handle_);
}

bool Program::ends_within(double seconds) {
    pollfd ended{.fd = process_handle_, .events = POLLIN, .revents = 0};
    return ::poll(&ended, 1, static_cast<int>(seconds * 1000)) == 1;
}

void Program::send(int signal) { ::kill(process_, signal); }

Outcome Program::wait() {
    if (!ends_within(120)) send(SIGKILL);
    int status = 0;
    ::waitpid(process_, &status, 0);
    process_ = -1;
    return {.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1,
            .signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0,
            .out = slurp(out_),
            .err = slurp(err_)};
}

Workplace::Workplace() {
    std::string name = (std::filesystem::temp_directory_path() / "assay-test-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
    folder_ = name;
}

Workplace::~Workplace() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

std::string Workplace::write(const std::string& name, const std::string& content) {
    std::ofstream(folder_ / name, std::ios::binary) << content;
    return name;
}

std::string Workplace::read(const std::string& name) const { return slurp(folder_ / name); }

Program Workplace::start(const std::vector<std::string>& arguments, ProgramOptions options) {
    // The first of two variables of one name counts.
    options.environment.push_back("ASSAY_HOME=" + home().string());
    options.environment.emplace_back("OPENAI_API_KEY=test-key");
    return {folder_, arguments, options};
}

Outcome Workplace::assay(const std::vector<std::string>& arguments, ProgramOptions options) {
    return start(arguments, std::move(options)).wait();
}

}  // namespace assay::program_tests
