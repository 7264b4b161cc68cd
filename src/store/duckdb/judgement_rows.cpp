#include "store/duckdb/judgement_rows.hpp"

namespace assay::store {
namespace {

Result<Judgement> read_judgement(const RowView& row) {
    Judgement judgement{.evaluator = row.text(2), .tier = row.text(3)};
    if (!row.is_null(4)) judgement.value = row.number(4);
    if (!row.is_null(5)) judgement.raw = row.number(5);
    judgement.label = row.text(6);
    judgement.reason = row.text(7);
    TRY(judgement.mode, parse_judge_mode(row.text(8)));
    judgement.model = row.text(9);
    judgement.inclusion_ratio = row.number(10);
    if (!row.is_null(11)) judgement.confidence = row.number(11);
    judgement.call_count = static_cast<std::uint32_t>(row.integer(12));
    judgement.prompt_tokens = row.integer(13);
    judgement.completion_tokens = row.integer(14);
    if (!row.is_null(15)) judgement.cost = Usd{row.integer(15)};
    judgement.latency_ms = row.number(16);
    TRY(const Json flags, row.json(17));
    for (const Json& item : flags.get_array()) {
        TRY(const JudgeFlag flag, parse_judge_flag(json_view(item.get_string())));
        judgement.flags.push_back(flag);
    }
    return judgement;
}

void append_number(columnar::Appender& table, const std::optional<double>& number) {
    if (number) {
        table.number(*number);
    } else {
        table.null();
    }
}

}  // namespace

Result<void> append_judgement(columnar::Appender& table, const Judgement& judgement) {
    table.text(judgement.evaluator);
    table.text(judgement.tier);
    append_number(table, judgement.value);
    append_number(table, judgement.raw);
    table.text(judgement.label);
    table.text(judgement.reason);
    table.text(to_string(judgement.mode));
    table.text(judgement.model);
    table.number(judgement.inclusion_ratio);
    append_number(table, judgement.confidence);
    table.integer(judgement.call_count);
    table.integer(judgement.prompt_tokens);
    table.integer(judgement.completion_tokens);
    if (judgement.cost) {
        table.integer(judgement.cost->nanos);
    } else {
        table.null();
    }
    table.number(judgement.latency_ms);
    std::vector<std::string> flags;
    for (const JudgeFlag flag : judgement.flags) flags.emplace_back(to_string(flag));
    table.texts(flags);
    return table.end_row();
}

Result<void> read_judgements(columnar::Connection& connection,
                             const RunId& run,
                             const KeyRange& keys,
                             std::vector<SampleResult>& results) {
    TRY(columnar::Rows rows,
        connection.query(R"(SELECT sample_index, epoch, evaluator, tier, "value", "raw", "label",
reason, "mode", model, inclusion_ratio, confidence, call_count, prompt_tokens, completion_tokens,
cost_usd_nanos, latency_ms, flags FROM judgements
WHERE run_id = ? AND sample_index BETWEEN ? AND ? ORDER BY sample_index, epoch, "position")",
                         {run.view(), keys.first.first, keys.last.first}));
    auto result = results.begin();
    while (true) {
        TRY(const bool has_rows, rows.next_chunk());
        if (!has_rows) return {};
        for (std::size_t i = 0; i < rows.row_count(); ++i) {
            const RowView row(rows, i);
            const Key key(row.integer(0), row.integer(1));
            while (result != results.end() && key_of(*result) < key) ++result;
            if (result == results.end()) return {};
            if (key_of(*result) != key) continue;
            TRY(Judgement judgement, read_judgement(row));
            result->judgements.push_back(std::move(judgement));
        }
    }
}

}  // namespace assay::store
