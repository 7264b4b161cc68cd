#include "cli/command.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>

namespace assay::cli {
namespace {

constexpr double disk_gb_wanted = 1;

bool check(std::string_view name, bool is_good, std::string_view detail) {
    fmt::print("{}  {:16} {}\n", is_good ? "ok  " : "FAIL", name, detail);
    return is_good;
}

void note(std::string_view name, std::string_view detail) {
    fmt::print("--    {:16} {}\n", name, detail);
}

std::string key_state(const char* variable) {
    const char* value = std::getenv(variable);
    return value != nullptr && *value != '\0' ? "set" : "not set: needed only for that provider";
}

Result<int> diagnose(const Context& context) {
    bool is_good = true;
    note("version", context.version);
    note("home", context.home.string());
    std::error_code error;
    const auto space = std::filesystem::space(context.home.parent_path(), error);
    const double free_gb = error ? 0 : static_cast<double>(space.available) / 1e9;
    is_good &= check("disk",
                     free_gb >= disk_gb_wanted,
                     fmt::format("{:.1f} GB free, {} wanted", free_gb, disk_gb_wanted));
    auto stores = context.open_stores();
    is_good &= check("stores",
                     stores.has_value(),
                     stores ? "metadata, cache and journals open" : stores.error().message);
    if (stores) {
        const auto count = stores->results.count(RunId{"none"});
        is_good &= check(
            "results", count.has_value(), count ? "DuckDB loads and opens" : count.error().message);
        const auto cache = stores->cache.statistics();
        if (cache)
            note("response cache",
                 fmt::format("{} answers, {:.1f} MB",
                             cache->entry_count,
                             static_cast<double>(cache->stored_bytes) / 1e6));
    }
    note("OPENAI_API_KEY", key_state("OPENAI_API_KEY"));
    note("ANTHROPIC_API_KEY", key_state("ANTHROPIC_API_KEY"));
    note("WordNet",
         std::filesystem::exists("/usr/share/wordnet/index.noun")
             ? "found: meteor uses synonyms"
             : "not found: meteor matches words and stems only (package wordnet-base)");
    return is_good ? exit_ok : exit_infrastructure;
}

Action prepare(CLI::App&, const Context& context) {
    return [&context] { return diagnose(context); };
}

}  // namespace

extern const Command doctor_command;
const Command doctor_command{
    .name = "doctor", .summary = "Check this machine and the stores", .prepare = prepare};

}  // namespace assay::cli
