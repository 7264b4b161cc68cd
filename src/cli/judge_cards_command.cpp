#include "cli/command.hpp"
#include "engine/judge_calibration.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <cstdio>
#include <memory>

namespace assay::cli {
namespace {

Result<int> list_cards(bool is_json, const Context& context) {
    TRY(const engine::Stores stores, context.open_stores());
    TRY(const auto cards, stores.meta.documents(engine::card_kind));
    if (is_json) {
        fmt::print("{}\n", to_pretty_json_text(JsonArray(cards.begin(), cards.end())));
        return exit_ok;
    }
    for (const Json& card : cards) {
        const JsonFields fields(card.get_object(), "judge card");
        TRY(const std::string name, fields.string("judge"));
        TRY(const std::string model, fields.string("model"));
        TRY(const std::string hash, fields.string("hash"));
        TRY(const std::string line, judge::card_line(card));
        fmt::print("{:20} {:28} {}  {}\n", name, model, hash.substr(0, 12), line);
    }
    if (cards.empty())
        fmt::print(
            "No judge is calibrated yet. 'assay judge calibrate RUN --labels FILE' compares one "
            "with people.\n");
    return exit_ok;
}

Action prepare(CLI::App& app, const Context& context) {
    auto is_json = std::make_shared<bool>(false);
    app.add_flag("--json", *is_json, "Print JSON");
    return [is_json, &context] { return list_cards(*is_json, context); };
}

}  // namespace

extern const Command judge_cards_command;
const Command judge_cards_command{.name = "cards",
                                  .summary = "List the cards of calibrated judges",
                                  .prepare = prepare,
                                  .group = &judge_group};

}  // namespace assay::cli
