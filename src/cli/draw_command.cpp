#include "experiment/traffic_draw.hpp"

#include "cli/command.hpp"
#include "core/json.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <charconv>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <memory>

namespace assay::cli {
namespace {

struct Options {
    std::string source;
    std::string id_field = "id";
    std::string stratum_field;
    std::string failure_field;
    std::vector<std::string> shares;  ///< VALUE=SHARE
    experiment::DrawPolicy policy;
};

Result<experiment::DrawPolicy> policy_of(const Options& options) {
    experiment::DrawPolicy policy = options.policy;
    policy.takes_failures = !options.failure_field.empty();
    if (!options.shares.empty() && options.stratum_field.empty())
        return fail(ErrorKind::invalid_input,
                    "--share-of needs --stratum, the field whose values it names");
    for (const std::string& one : options.shares) {
        const std::size_t at = one.rfind('=');
        double share = 0;
        const char* end = one.data() + one.size();
        if (at == std::string::npos ||
            std::from_chars(one.data() + at + 1, end, share).ptr != end || at + 1 == one.size())
            return fail(ErrorKind::invalid_input,
                        "--share-of '{}': expected VALUE=SHARE, such as premium=0.2",
                        one);
        policy.shares[one.substr(0, at)] = share;
    }
    CHECK_OK(experiment::check_policy(policy));
    return policy;
}

std::string text_of(const JsonObject& object, const std::string& field) {
    const Json* found = field.empty() ? nullptr : object.if_contains(field);
    if (found == nullptr || found->is_null()) return {};
    return found->is_string() ? std::string(json_view(found->get_string())) : to_json_text(*found);
}

/// true, 1 and any text but `false` and `0`.
bool is_set(const std::string& text) {
    return !text.empty() && text != "false" && text != "0" && text != "0.0";
}

Result<int> draw(const Options& options) {
    TRY(const experiment::DrawPolicy policy, policy_of(options));
    std::ifstream file;
    const bool is_pipe = options.source == "-";
    if (!is_pipe) file.open(options.source, std::ios::binary);
    std::istream& lines = is_pipe ? std::cin : file;
    if (!lines) return fail(ErrorKind::not_found, "cannot read '{}'", options.source);
    const std::string name = is_pipe ? "standard input" : options.source;
    std::string text;
    std::uint64_t drawn_count = 0;
    std::uint64_t count = 0;
    for (std::uint64_t line = 1; std::getline(lines, text); ++line) {
        if (text.find_first_not_of(" \t\r") == std::string::npos) continue;
        auto json = parse_json(text);
        if (!json) return Error(json.error()).in(fmt::format("{}:{}", name, line));
        if (!json->is_object())
            return fail(ErrorKind::invalid_input,
                        "{}:{}: {}, expected an object",
                        name,
                        line,
                        json_type_name(*json));
        JsonObject& object = json->get_object();
        const std::string id = text_of(object, options.id_field);
        if (id.empty())
            return fail(ErrorKind::invalid_input,
                        "{}:{}: field '{}': it is missing, and draws go by it",
                        name,
                        line,
                        options.id_field);
        ++count;
        const experiment::Draw drawn =
            experiment::draw_from_traffic(id,
                                          text_of(object, options.stratum_field),
                                          is_set(text_of(object, options.failure_field)),
                                          policy);
        if (!drawn.is_drawn) continue;
        ++drawn_count;
        object["inclusion_ratio"] = drawn.inclusion_ratio;
        fmt::print("{}\n", to_json_text(*json));
        if (is_pipe) std::fflush(stdout);
    }
    fmt::print(stderr, "{} of {} drawn\n", drawn_count, count);
    return exit_ok;
}

Action prepare(CLI::App& app, const Context&) {
    auto options = std::make_shared<Options>();
    app.add_option("source", options->source, "File of JSON lines, or - for lines as they come in")
        ->required();
    app.add_option("--share", options->policy.share, "Probability to be drawn (0.05)");
    app.add_option("--stratum", options->stratum_field, "Field that has shares of its own");
    app.add_option("--share-of", options->shares, "VALUE=SHARE of that field; may be given again");
    app.add_option("--always", options->failure_field, "Draw all whose field is true (a failure)");
    app.add_option("--id", options->id_field, "Field by which is drawn (id)");
    app.add_option("--seed", options->policy.seed, "Another seed draws others (0)");
    return [options] { return draw(*options); };
}

}  // namespace

extern const Command draw_command;
const Command draw_command{.name = "draw",
                           .summary = "Draw a share of traffic to be judged, with its probability",
                           .prepare = prepare};

}  // namespace assay::cli
