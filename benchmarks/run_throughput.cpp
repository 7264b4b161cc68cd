// `assay run` end to end against the mock provider, both on this machine: samples read, asked over
// HTTP, scored, journaled, cached, stored and reported.
//
//   run_throughput PROGRAM [CASE...]        PROGRAM: the assay binary; CASE: names of the table
//
// The mock runs in a process of its own, so that the CPU time shown is the program's alone.
#include "child_process.hpp"

#include "providers/mock/mock_server.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sys/wait.h>
#include <unistd.h>

namespace assay::benchmarks {
namespace {

struct Case {
    std::string_view name;
    std::size_t sample_count;
    std::size_t sample_bytes;
    double latency_ms;
    std::size_t connection_count;
};

constexpr std::array cases = {
    Case{"instant", 10'000, 150, 0, 100},
    Case{"latency", 10'000, 150, 100, 1000},
    Case{"long", 100'000, 150, 100, 1000},
    Case{"million", 1'000'000, 1000, 0, 100},
};

/// The mock provider in a forked process; killed with this object.
class Mock {
  public:
    explicit Mock(double latency_ms) {
        std::array<int, 2> ends{};
        if (::pipe(ends.data()) != 0) std::abort();
        process_ = ::fork();
        if (process_ == 0) serve(latency_ms, ends[1]);
        ::close(ends[1]);
        if (::read(ends[0], &port_, sizeof port_) != sizeof port_) std::abort();
        ::close(ends[0]);
    }
    ~Mock() {
        ::kill(process_, SIGKILL);
        ::waitpid(process_, nullptr, 0);
    }
    Mock(const Mock&) = delete;
    Mock& operator=(const Mock&) = delete;

    [[nodiscard]] std::uint16_t port() const { return port_; }

  private:
    [[noreturn]] static void serve(double latency_ms, int port_end) {
        const auto served = providers::mock::run_mock_server(
            {.latency_ms = latency_ms}, {}, [port_end](std::uint16_t port) {
                if (::write(port_end, &port, sizeof port) != sizeof port) std::_Exit(1);
            });
        if (!served) fmt::print(stderr, "{}\n", served.error().message);
        std::_Exit(1);
    }

    pid_t process_ = -1;
    std::uint16_t port_ = 0;
};

void write_inputs(const Case& measured, std::uint16_t port, const std::filesystem::path& folder) {
    std::ofstream samples(folder / "samples.jsonl");
    for (std::size_t i = 0; i < measured.sample_count; ++i) {
        std::string line =
            fmt::format(R"({{"id": "q{}", "question": "What is {} plus {}? )", i, i, 7 * i);
        const std::string end = fmt::format(R"(", "target": "{}"}})", 8 * i);
        const std::size_t used = line.size() + end.size();
        line.append(measured.sample_bytes > used ? measured.sample_bytes - used : 0, 'x');
        samples << line << end << '\n';
    }
    std::ofstream run(folder / "run.yaml");
    run << fmt::format(
        "dataset: {}\nmodel: openai/mock\nprovider: {{base_url: \"http://127.0.0.1:{}/v1\"}}\n"
        "prompt: \"{{{{ question }}}}\"\nevaluators: [exact_match]\nmax_connections: {}\n",
        (folder / "samples.jsonl").string(),
        port,
        measured.connection_count);
}

bool measure(const Case& measured, const std::string& program) {
    std::string name = (std::filesystem::temp_directory_path() / "assay-bench-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) return false;
    const std::filesystem::path folder = name;
    const Mock mock(measured.latency_ms);
    write_inputs(measured, mock.port(), folder);
    const Cost cost = run_to_end(
        {program, "run", (folder / "run.yaml").string(), "--quiet"},
        {fmt::format("ASSAY_HOME={}", (folder / "home").string()), "OPENAI_API_KEY=none"},
        folder / "report.txt");
    std::filesystem::remove_all(folder);
    if (cost.exit_code != 0) {
        fmt::print("{:<8} failed with exit code {}\n", measured.name, cost.exit_code);
        return false;
    }
    const auto count = static_cast<double>(measured.sample_count);
    const double ideal_s =
        measured.latency_ms / 1000 * count / static_cast<double>(measured.connection_count);
    fmt::print("{:<8} {:>9} {:>6} {:>6} {:>6} {:>8.2f} {:>9.0f} {:>7} {:>8.3f} {:>6.0f}\n",
               measured.name,
               measured.sample_count,
               measured.sample_bytes,
               measured.latency_ms,
               measured.connection_count,
               cost.wall_s,
               count / cost.wall_s,
               ideal_s > 0 ? fmt::format("{:.0f} %", 100 * ideal_s / cost.wall_s) : "",
               cost.cpu_s * 1000 / count,
               cost.peak_mb);
    std::fflush(stdout);
    return true;
}

}  // namespace
}  // namespace assay::benchmarks

int main(int argument_count, char** arguments) {
    using namespace assay::benchmarks;
    const std::vector<std::string> words(arguments + 1, arguments + argument_count);
    if (words.empty()) {
        fmt::print(stderr, "usage: run_throughput PROGRAM [CASE...]\n");
        return 1;
    }
    fmt::print("{:<8} {:>9} {:>6} {:>6} {:>6} {:>8} {:>9} {:>7} {:>8} {:>6}\n",
               "case",
               "samples",
               "bytes",
               "ms",
               "conns",
               "wall s",
               "samples/s",
               "ideal",
               "CPU ms",
               "MB");
    bool is_fine = true;
    for (const Case& measured : cases) {
        const bool is_chosen =
            words.size() == 1 || std::ranges::find(words, measured.name) != words.end();
        if (is_chosen) is_fine = measure(measured, words.front()) && is_fine;
    }
    return is_fine ? 0 : 1;
}
