// What one request costs this process: the CPU time of the provider and its HTTP client against the
// mock server, which runs in a child process so that its time does not count.
#include "async/event_loop.hpp"
#include "async/task_group.hpp"
#include "net/http_client.hpp"
#include "providers/factory.hpp"
#include "providers/mock/mock_server.hpp"

#include <benchmark/benchmark.h>

#include <signal.h>
#include <string>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace assay::providers {
namespace {

/// The mock server in a child process.
class MockProcess {
  public:
    explicit MockProcess(const mock::MockOptions& options) {
        int ends[2] = {-1, -1};
        ASSAY_ASSERT(pipe(ends) == 0, "a pipe can be made");
        child_ = fork();
        if (child_ == 0) {
            const auto tell = [&](std::uint16_t port) {
                const auto written = write(ends[1], &port, sizeof port);
                ASSAY_ASSERT(written == sizeof port, "the parent reads the port");
            };
            const auto result = mock::run_mock_server(options, {}, tell);
            _exit(result ? 0 : 1);
        }
        const auto count = read(ends[0], &port_, sizeof port_);
        ASSAY_ASSERT(count == sizeof port_, "the child tells its port");
        close(ends[0]);
        close(ends[1]);
    }
    ~MockProcess() {
        kill(child_, SIGKILL);
        waitpid(child_, nullptr, 0);
    }
    MockProcess(const MockProcess&) = delete;
    MockProcess& operator=(const MockProcess&) = delete;

    [[nodiscard]] std::string base_url() const {
        return fmt::format("http://127.0.0.1:{}/v1", port_);
    }

  private:
    pid_t child_ = -1;
    std::uint16_t port_ = 0;
};

double cpu_seconds() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

async::Task<void> ask(Provider& provider) {
    Request request{
        .model = "mock",
        .messages = {{.role = Role::system, .content = "Answer briefly."},
                     {.role = Role::user,
                      .content = "What is the capital of the country whose flag shows a maple "
                                 "leaf, and since when has it been the capital?"}}};
    CO_TRY(const Completion completion, co_await provider.complete(std::move(request)));
    if (completion.text.empty()) co_return fail(ErrorKind::internal, "an empty answer");
    co_return Result<void>{};
}

void ask_many(benchmark::State& state,
              std::size_t request_count,
              std::size_t connection_count,
              double latency_ms) {
    const MockProcess server({.latency_ms = latency_ms});
    async::EventLoop loop;
    net::HttpClient client(
        {.connection_count_max = connection_count, .host_connection_count_max = connection_count});
    auto provider =
        make_provider("openai",
                      {.base_url = server.base_url(), .connection_count_max = connection_count},
                      client);
    ASSAY_ASSERT(provider.has_value(), "a provider on loopback");
    const auto fn = [&](std::size_t) { return ask(**provider); };
    // Connections are opened before the clock starts.
    auto warm = loop.run(async::for_each_bounded(connection_count, connection_count, fn));
    double cpu = 0;
    for (auto _ : state) {
        const double before = cpu_seconds();
        auto result = loop.run(async::for_each_bounded(request_count, connection_count, fn));
        if (!warm || !result) {
            state.SkipWithError("a request failed");
            return;
        }
        cpu += cpu_seconds() - before;
    }
    const auto done = static_cast<double>(state.iterations()) * static_cast<double>(request_count);
    state.SetItemsProcessed(static_cast<std::int64_t>(done));
    state.counters["cpu_us_per_request"] = cpu * 1e6 / done;
}

BENCHMARK_CAPTURE(ask_many, smallest, 100, 10, 0)->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(ask_many, 20k_on_64_connections, 20'000, 64, 0)
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(ask_many, 20k_on_1000_connections, 20'000, 1000, 0)
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(ask_many, 50k_on_1000_connections_100ms, 50'000, 1000, 100)
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace assay::providers
