#include "cli/command.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>

namespace assay::cli {
namespace {

constexpr double disk_gb_wanted = 1;
constexpr std::size_t run_count_looked_at = 1000;

enum class State { ok, note, warning, problem };

struct Finding {
    std::string part;
    State state;
    std::string detail;
    std::string advice;  ///< what to do; empty when nothing is
};

std::string_view to_string(State state) {
    switch (state) {
        case State::ok:
            return "ok";
        case State::note:
            return "note";
        case State::warning:
            return "warning";
        case State::problem:
            return "problem";
    }
    return "unknown";
}

Finding check_home(const std::filesystem::path& home) {
    std::error_code error;
    std::filesystem::create_directories(home, error);
    const auto probe = home / ".doctor";
    const bool is_writable = !error && (std::ofstream(probe) << "probe").flush().good();
    std::filesystem::remove(probe, error);
    if (is_writable) return {"home", State::ok, home.string() + " can be written", ""};
    return {"home",
            State::problem,
            home.string() + " cannot be written",
            "set ASSAY_HOME to a folder that you own"};
}

Finding check_disk(const std::filesystem::path& home) {
    std::error_code error;
    const auto space = std::filesystem::space(home, error);
    if (error) return {"disk", State::warning, "free space is unknown: " + error.message(), ""};
    const double free_gb = static_cast<double>(space.available) / 1e9;
    const std::string detail = fmt::format("{:.1f} GB free", free_gb);
    if (free_gb >= disk_gb_wanted) return {"disk", State::ok, detail, ""};
    return {"disk",
            State::warning,
            detail,
            fmt::format("make room: a run wants {} GB, about 3 KB a sample", disk_gb_wanted)};
}

void check_runs(store::MetaStore& meta, std::vector<Finding>& findings) {
    const auto runs = meta.runs(run_count_looked_at);
    if (!runs) {
        findings.push_back(
            {"runs", State::problem, runs.error().message, "restore it from a copy"});
        return;
    }
    const auto open_count = std::ranges::count(*runs, RunState::running, &Run::state);
    const auto first_open = std::ranges::find(*runs, RunState::running, &Run::state);
    findings.push_back(
        {"runs", State::ok, fmt::format("{} kept, {} not ended", runs->size(), open_count), ""});
    if (first_open != runs->end())
        findings.back().advice =
            fmt::format("unless it runs elsewhere: assay resume {}", first_open->id);
}

void check_stores(const Context& context, std::vector<Finding>& findings) {
    const auto stores = context.open_stores();
    if (!stores) {
        findings.push_back({"stores",
                            State::problem,
                            stores.error().message,
                            "another assay may hold them; else set ASSAY_HOME to a new folder"});
        return;
    }
    check_runs(stores->meta, findings);
    // Any query loads the library and opens the file.
    const auto count = stores->results.count(RunId{"none"});
    findings.push_back({"results",
                        count ? State::ok : State::problem,
                        count ? "DuckDB loads and opens the results" : count.error().message,
                        count ? "" : "./dev setup installs DuckDB's library"});
    const auto cache = stores->cache.statistics();
    findings.push_back({"response cache",
                        cache ? State::ok : State::problem,
                        cache ? fmt::format("{} answers, {:.1f} MB",
                                            cache->entry_count,
                                            static_cast<double>(cache->stored_bytes) / 1e6)
                              : cache.error().message,
                        cache ? "" : "remove cache.sqlite there: answers are asked again"});
}

Finding check_key(const std::string& variable) {
    const char* value = std::getenv(variable.c_str());
    if (value != nullptr && *value != '\0') return {variable, State::ok, "set", ""};
    return {variable, State::note, "not set: needed for that provider only", ""};
}

Finding check_wordnet() {
    if (std::filesystem::exists("/usr/share/wordnet/index.noun"))
        return {"WordNet", State::ok, "found: meteor uses synonyms", ""};
    return {"WordNet",
            State::note,
            "not found: meteor matches words and stems only",
            "install the package wordnet-base"};
}

void print(const std::vector<Finding>& findings) {
    for (const Finding& finding : findings) {
        fmt::print("{:8} {:18} {}\n", to_string(finding.state), finding.part, finding.detail);
        if (!finding.advice.empty()) fmt::print("{:27} → {}\n", "", finding.advice);
    }
}

Json to_json(const std::vector<Finding>& findings) {
    JsonArray array;
    for (const Finding& finding : findings) {
        array.push_back({{"part", finding.part},
                         {"state", to_string(finding.state)},
                         {"detail", finding.detail},
                         {"advice", finding.advice}});
    }
    return array;
}

Result<int> diagnose(const Context& context, bool is_json) {
    std::vector<Finding> findings = {{"version", State::ok, context.version, ""},
                                     check_home(context.home),
                                     check_disk(context.home)};
    check_stores(context, findings);
    findings.push_back(check_key("OPENAI_API_KEY"));
    findings.push_back(check_key("ANTHROPIC_API_KEY"));
    findings.push_back(check_wordnet());
    if (is_json) {
        fmt::print("{}\n", to_pretty_json_text(to_json(findings)));
    } else {
        print(findings);
    }
    const bool has_problem = std::ranges::count(findings, State::problem, &Finding::state) > 0;
    return has_problem ? exit_infrastructure : exit_ok;
}

Action prepare(CLI::App& app, const Context& context) {
    const auto is_json = std::make_shared<bool>(false);
    app.add_flag("--json", *is_json, "Print JSON");
    return [is_json, &context] { return diagnose(context, *is_json); };
}

}  // namespace

extern const Command doctor_command;
const Command doctor_command{
    .name = "doctor", .summary = "Check this machine and the stores", .prepare = prepare};

}  // namespace assay::cli
