// A batch goes to an idle process. When the process fails (it dies, is late or talks nonsense) it
// is killed, and what it left unanswered is asked once more, one item at a time of a fresh process,
// so that one item that breaks the program does not take its neighbours with it. What fails again
// has no verdict, only the error. Many failures in a row end it: nothing is started any more.
#include "custom/option_values.hpp"
#include "custom/process.hpp"
#include "custom/scorer.hpp"
#include "custom/wire.hpp"

#include "async/task_group.hpp"
#include "net/retry.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>

namespace assay::custom {
namespace {

/// Of every process; failures in a row without an answer in between.
constexpr std::size_t failure_count_max = 5;
constexpr net::RetryPolicy restarts{.attempt_count_max = 1'000,
                                    .base_delay = std::chrono::milliseconds(200),
                                    .delay_max = std::chrono::milliseconds(5'000),
                                    .total_wait_max = std::chrono::hours(1)};
constexpr std::chrono::milliseconds close_grace{2'000};
constexpr std::array<std::string_view, 3> inherited = {"PATH", "HOME", "LANG"};

class ExecScorer final : public Scorer {
  public:
    ExecScorer(ScorerSettings settings, Command command)
        : settings_(std::move(settings)),
          command_(std::move(command)),
          timeline_(settings_.timeline != nullptr ? *settings_.timeline : net::real_timeline()),
          backoff_(restarts, 0) {}

    async::Task<std::vector<Verdict>> score(std::vector<Item> items) override;
    async::Task<void> close() override;

  private:
    async::Task<void> attempt(const std::vector<Item>& items, PendingBatch& batch);
    async::Task<std::unique_ptr<Process>> take_process();
    Error note_failure(const Error& error, Process& process);

    const ScorerSettings settings_;
    const Command command_;
    net::Timeline& timeline_;
    net::Backoff backoff_;
    std::vector<std::unique_ptr<Process>> idle_;
    std::size_t failure_count_ = 0;  ///< in a row
    std::optional<Error> gave_up_;
};

/// What every later call would meet as well: the program cannot be started.
bool is_final(ErrorKind kind) {
    return kind == ErrorKind::not_found || kind == ErrorKind::denied ||
           kind == ErrorKind::invalid_input;
}

async::Task<std::vector<Verdict>> ExecScorer::score(std::vector<Item> items) {
    PendingBatch batch(items);
    auto first = co_await attempt(items, batch);
    if (!first && is_final(first.error().kind)) co_return std::move(first).error();
    std::vector<Verdict> verdicts;
    for (std::size_t i = 0; i < items.size(); ++i) {
        std::optional<Verdict>& known = batch.verdicts()[i];
        if (!known) {
            std::vector<Item> alone{std::move(items[i])};
            PendingBatch again(alone);
            auto second = co_await attempt(alone, again);
            if (!second && is_final(second.error().kind)) co_return std::move(second).error();
            known = second ? std::move(again.verdicts().front())
                           : Verdict{.score = {}, .reason = {}, .error = second.error()};
        }
        verdicts.push_back(*std::move(known));
    }
    co_return verdicts;
}

async::Task<void> ExecScorer::attempt(const std::vector<Item>& items, PendingBatch& batch) {
    if (gave_up_) co_return *gave_up_;
    CO_TRY(std::unique_ptr<Process> process, co_await take_process());
    std::string text;
    for (const Item& item : items) text += item_text(item) + '\n';
    const auto on_line = [this, &batch](std::string_view line) -> Result<bool> {
        TRY(Reply reply, read_reply(line, settings_.range));
        CHECK_OK(batch.accept(std::move(reply)));
        failure_count_ = 0;
        return batch.is_complete();
    };
    auto done = co_await process->exchange(
        std::move(text), on_line, async::Deadline::after(settings_.deadline));
    if (done) {
        idle_.push_back(std::move(process));
        co_return Result<void>{};
    }
    // Who talks nonsense may have mixed up its other answers as well.
    if (done.error().kind == ErrorKind::corrupt) batch = PendingBatch(items);
    co_return note_failure(done.error(), *process);
}

async::Task<std::unique_ptr<Process>> ExecScorer::take_process() {
    if (!idle_.empty()) {
        auto process = std::move(idle_.back());
        idle_.pop_back();
        co_return process;
    }
    if (failure_count_ == 0) {
        backoff_ = net::Backoff(restarts, 0);
    } else if (const auto wait = backoff_.next({})) {
        CO_CHECK_OK(co_await timeline_.sleep(*wait));
    }
    auto process = co_await Process::start(command_);
    if (!process)
        co_return std::move(process).error().in(fmt::format("evaluator '{}'", settings_.name));
    co_return process;
}

Error ExecScorer::note_failure(const Error& error, Process& process) {
    std::string message =
        fmt::format("evaluator '{}' ({}): {}",
                    settings_.name,
                    quotable(fmt::format("{}", fmt::join(command_.arguments, " ")), 100),
                    error.message);
    if (error.kind == ErrorKind::timed_out)
        message += fmt::format(" ({} ms); does it flush its output after every line?",
                               settings_.deadline.count());
    if (const std::string words = process.last_words(); !words.empty())
        message += fmt::format("; its standard error ends with: {}", words);
    Error failure{error.kind, std::move(message)};
    if (++failure_count_ > failure_count_max * settings_.parallel_count) {
        gave_up_ = failure;
        gave_up_->message += fmt::format(" (given up after {} failures in a row)", failure_count_);
    }
    return failure;
}

async::Task<void> close_process(Process& process) { co_return co_await process.close(close_grace); }

async::Task<void> ExecScorer::close() {
    async::TaskGroup group;
    for (const auto& process : idle_) CO_CHECK_OK(co_await group.start(close_process(*process)));
    CO_CHECK_OK(co_await group.join());
    idle_.clear();
    co_return Result<void>{};
}

Result<JsonObject> resolve(const JsonObject& options) {
    const JsonFields fields(options, "exec");
    constexpr std::array<std::string_view, 2> known = {"command", "env"};
    CHECK_OK(fields.only(known));
    const Json* command = fields.find("command");
    if (command == nullptr)
        return fail(ErrorKind::invalid_input,
                    "'exec' needs 'command', a list such as [python3, score.py]");
    JsonObject resolved = options;
    if (command->is_string()) {
        const std::string_view text = json_view(command->get_string());
        if (text.find_first_of(" \t\r\n\"'") != std::string_view::npos)
            return fail(ErrorKind::invalid_input,
                        "'command' is a text of several words, which no shell splits here: write a "
                        "list such as [python3, score.py]");
        resolved["command"] = JsonArray{*command};
    }
    TRY(const auto arguments, texts_of(resolved, "command"));
    if (arguments.empty() || arguments.front().empty())
        return fail(ErrorKind::invalid_input, "'command' is empty: the program comes first");
    TRY(const auto names, texts_of(resolved, "env"));
    for (const std::string& name : names) {
        if (name.empty() || name.find('=') != std::string::npos)
            return fail(ErrorKind::invalid_input,
                        "'env' lists names of variables, such as MODEL_DIR; their values come from "
                        "the environment");
    }
    return resolved;
}

std::vector<std::string> files(const JsonObject& options) {
    return texts_of(options, "command").value_or(std::vector<std::string>{});
}

Result<std::unique_ptr<Scorer>> open(ScorerSettings settings) {
    Command command;
    TRY(command.arguments, texts_of(settings.options, "command"));
    for (const std::string_view name : inherited) {
        if (const auto value = variable(name))
            command.environment.push_back(fmt::format("{}={}", name, *value));
    }
    // Without it Python holds lines back until it has many, and we wait for them.
    command.environment.emplace_back("PYTHONUNBUFFERED=1");
    TRY(const auto names, texts_of(settings.options, "env"));
    for (const std::string& name : names) {
        auto value = variable(name);
        if (!value)
            return std::move(value).error().in(fmt::format("evaluator '{}'", settings.name));
        command.environment.push_back(fmt::format("{}={}", name, *value));
    }
    return std::make_unique<ExecScorer>(std::move(settings), std::move(command));
}

}  // namespace

extern const ScorerKind exec{
    .name = "exec",
    .version = 1,
    .summary = "A program that reads samples as JSON lines and answers with scores.",
    .parallel_key = "processes",
    .leaves_machine = false,
    .resolve = resolve,
    .files = files,
    .open = open};

}  // namespace assay::custom
