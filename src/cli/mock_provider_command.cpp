#include "cli/command.hpp"
#include "providers/mock/mock_server.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <memory>
#include <thread>

namespace assay::cli {
namespace {

std::atomic<bool> stop_requested{false};

Result<int> serve(const providers::mock::MockOptions& options) {
    std::signal(SIGINT, [](int) { stop_requested = true; });
    std::signal(SIGTERM, [](int) { stop_requested = true; });
    std::stop_source stop;
    const std::jthread watcher([&stop](std::stop_token ended) {
        while (!stop_requested && !ended.stop_requested())
            std::this_thread::sleep_for(std::chrono::milliseconds{50});
        stop.request_stop();
    });
    CHECK_OK(providers::mock::run_mock_server(options, stop.get_token(), [](std::uint16_t port) {
        fmt::print(
            "mock provider on http://127.0.0.1:{}/v1 (it simulates the interface, not a model)\n",
            port);
        std::fflush(stdout);
    }));
    return exit_ok;
}

Action prepare(CLI::App& app, const Context&) {
    auto options = std::make_shared<providers::mock::MockOptions>();
    const auto rate = CLI::Range(0.0, 1.0);
    app.add_option("--port", options->port, "Port on 127.0.0.1; 0: any free one")
        ->capture_default_str();
    app.add_option("--latency-ms", options->latency_ms, "Time to answer")
        ->capture_default_str()
        ->check(CLI::NonNegativeNumber);
    app.add_option("--jitter-ms", options->jitter_ms, "Added to the latency, uniform")
        ->capture_default_str()
        ->check(CLI::NonNegativeNumber);
    app.add_option("--error-rate", options->error_rate, "Share of requests that get status 500")
        ->capture_default_str()
        ->check(rate);
    app.add_option("--rate-429", options->rate_429, "Share of requests that get status 429")
        ->capture_default_str()
        ->check(rate);
    app.add_option("--truncate-rate", options->truncate_rate, "Share of answers that break off")
        ->capture_default_str()
        ->check(rate);
    app.add_option("--garbage-rate", options->garbage_rate, "Share of answers that are no JSON")
        ->capture_default_str()
        ->check(rate);
    app.add_option("--stall-rate", options->stall_rate, "Share of answers that stop half-way")
        ->capture_default_str()
        ->check(rate);
    app.add_option(
        "--requests-per-minute", options->requests_per_minute, "Beyond them: status 429");
    app.add_option("--required-key", options->required_key, "Other keys get status 401");
    app.add_option("--known-model", options->known_model, "Other models get status 404");
    app.add_option("--answer", options->answer, "Fixed answer; default: the last user message");
    app.add_option("--rules", options->rules_file, "File of answer rules (docs/providers.md)");
    app.add_option("--batch-ms", options->batch_ms, "How long a batch takes")
        ->capture_default_str()
        ->check(CLI::NonNegativeNumber);
    app.add_option("--batch-expire-rate",
                   options->batch_expire_rate,
                   "Share of a batch's requests that expire unanswered")
        ->capture_default_str()
        ->check(rate);
    app.add_flag("--fail-batches", options->fails_batches, "Refuse every batch as a whole");
    app.add_option("--seed", options->seed, "Seed of faults and jitter")->capture_default_str();
    return [options] { return serve(*options); };
}

}  // namespace

extern const Command mock_provider_command;
const Command mock_provider_command{.name = "mock-provider",
                                    .summary = "Serve a simulated model API on loopback",
                                    .prepare = prepare};

}  // namespace assay::cli
