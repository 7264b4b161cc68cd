#include "child_process.hpp"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace assay::benchmarks {
namespace {

double seconds(const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
}

[[noreturn]] void become(std::vector<std::string> arguments,
                         const std::vector<std::string>& environment,
                         const std::filesystem::path& output) {
    for (const std::string& variable : environment) {
        const std::size_t equals = variable.find('=');
        ::setenv(variable.substr(0, equals).c_str(), variable.substr(equals + 1).c_str(), 1);
    }
    const int file = ::open(output.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0644);
    if (file < 0 || ::dup2(file, STDOUT_FILENO) < 0) std::_Exit(127);
    std::vector<char*> words;
    for (std::string& argument : arguments) words.push_back(argument.data());
    words.push_back(nullptr);
    ::execv(words.front(), words.data());
    std::perror(words.front());
    std::_Exit(127);
}

}  // namespace

Cost run_to_end(const std::vector<std::string>& arguments,
                const std::vector<std::string>& environment,
                const std::filesystem::path& output) {
    const auto started_at = std::chrono::steady_clock::now();
    const pid_t child = ::fork();
    if (child == 0) become(arguments, environment, output);
    Cost cost;
    int status = 0;
    rusage usage{};
    if (child < 0 || ::wait4(child, &status, 0, &usage) != child) return cost;
    const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - started_at;
    if (WIFEXITED(status)) cost.exit_code = WEXITSTATUS(status);
    cost.wall_s = wall.count();
    cost.cpu_s = seconds(usage.ru_utime) + seconds(usage.ru_stime);
    cost.peak_mb = static_cast<double>(usage.ru_maxrss) / 1024;
    return cost;
}

}  // namespace assay::benchmarks
