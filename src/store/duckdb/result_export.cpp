#include "store/duckdb/result_export.hpp"

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <system_error>
#include <unistd.h>

namespace assay::store {
namespace {

using columnar::sql_identifier;
using columnar::sql_literal;

Result<std::vector<std::string>> evaluators_of(columnar::Connection& connection, const RunId& run) {
    TRY(auto rows,
        connection.query(R"(SELECT evaluator FROM scores WHERE run_id = ? GROUP BY evaluator
ORDER BY min("position"), evaluator)",
                         {run.view()}));
    std::vector<std::string> names;
    while (true) {
        TRY(const bool has_rows, rows.next_chunk());
        if (!has_rows) return names;
        for (std::size_t row = 0; row < rows.row_count(); ++row)
            names.emplace_back(rows.column(0).text(row));
    }
}

struct JudgedTier {
    std::string evaluator;
    std::string tier;
};

Result<std::vector<JudgedTier>> judged_tiers_of(columnar::Connection& connection,
                                                const RunId& run) {
    TRY(auto rows,
        connection.query(R"(SELECT evaluator, tier FROM judgements WHERE run_id = ?
GROUP BY evaluator, tier ORDER BY min("position"), evaluator, tier)",
                         {run.view()}));
    std::vector<JudgedTier> tiers;
    while (true) {
        TRY(const bool has_rows, rows.next_chunk());
        if (!has_rows) return tiers;
        for (std::size_t row = 0; row < rows.row_count(); ++row)
            tiers.push_back({.evaluator = std::string(rows.column(0).text(row)),
                             .tier = std::string(rows.column(1).text(row))});
    }
}

std::string_view format_options(ExportFormat format) {
    switch (format) {
        case ExportFormat::parquet:
            return "FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 8192";
        case ExportFormat::jsonl:
            return "FORMAT json";
        case ExportFormat::csv:
            return "FORMAT csv, HEADER";
    }
    ASSAY_ASSERT(false, "an ExportFormat outside its enumerators");
}

std::string select_wide(const RunId& run,
                        ExportFormat format,
                        const std::vector<std::string>& evaluators,
                        const std::vector<JudgedTier>& judged_tiers) {
    std::string pivot;
    std::string judged_pivot;
    std::string score_columns;
    for (const std::string& evaluator : evaluators) {
        const std::string column = sql_identifier("score_" + evaluator);
        pivot += fmt::format(R"(, max("value") FILTER (WHERE evaluator = {}) AS {})",
                             sql_literal(evaluator),
                             column);
        score_columns += ", p." + column;
    }
    for (const JudgedTier& judged : judged_tiers) {
        const std::string column =
            sql_identifier(fmt::format("judge_{}_{}", judged.evaluator, judged.tier));
        judged_pivot +=
            fmt::format(R"(, max("value") FILTER (WHERE evaluator = {} AND tier = {}) AS {})",
                        sql_literal(judged.evaluator),
                        sql_literal(judged.tier),
                        column);
        score_columns += ", j." + column;
    }
    // CSV has no lists; there they are JSON text.
    const std::string_view targets =
        format == ExportFormat::csv ? "to_json(s.targets) AS targets" : "s.targets";
    return fmt::format(
        R"(WITH p AS (SELECT ordinal{} FROM scores WHERE run_id = {} GROUP BY ordinal),
j AS (SELECT ordinal{} FROM judgements WHERE run_id = {} GROUP BY ordinal)
SELECT s.sample_id, s.sample_index, s.epoch, s."cluster", s.input, {}, s.answer, s."output",
s.finish_reason, s.served_model, s.latency_ms, s.attempt_count, s.is_cached, s.prompt_tokens,
s.completion_tokens, s.cached_prompt_tokens, s.cost_usd_nanos / 1e9 AS cost_usd, s.error_kind,
s.error_message, s.metadata{} FROM samples s LEFT JOIN p USING (ordinal)
LEFT JOIN j USING (ordinal) WHERE s.run_id = {}
ORDER BY s.sample_index, s.epoch)",
        pivot,
        sql_literal(run.view()),
        judged_pivot,
        sql_literal(run.view()),
        targets,
        score_columns,
        sql_literal(run.view()));
}

Error path_error(std::string_view action, const std::filesystem::path& path) {
    const int code = errno;
    const bool is_full = code == ENOSPC || code == EDQUOT || code == EFBIG;
    return make_error(is_full ? ErrorKind::exhausted : ErrorKind::unavailable,
                      "{}: cannot {}: {}",
                      path.string(),
                      action,
                      std::generic_category().message(code));
}

Result<void> sync_and_rename(const std::filesystem::path& partial,
                             const std::filesystem::path& path) {
    const int descriptor = ::open(partial.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return path_error("open", partial);
    const int synced = ::fsync(descriptor);
    ::close(descriptor);
    if (synced != 0) return path_error("sync", partial);
    if (std::rename(partial.c_str(), path.c_str()) != 0) return path_error("rename to", path);
    return {};
}

}  // namespace

Result<void> export_results(columnar::Connection& connection,
                            const RunId& run,
                            ExportFormat format,
                            const std::filesystem::path& path) {
    TRY(const auto evaluators, evaluators_of(connection, run));
    TRY(const auto judged_tiers, judged_tiers_of(connection, run));
    auto partial = path;
    partial += fmt::format(".partial-{}", getpid());
    // A relative path is meant from the working folder, as the database reads it too.
    auto outcome =
        connection.execute(fmt::format("COPY ({}) TO {} ({}, USE_TMP_FILE false)",
                                       select_wide(run, format, evaluators, judged_tiers),
                                       sql_literal(partial.string()),
                                       format_options(format)));
    if (outcome) outcome = sync_and_rename(partial, path);
    if (outcome) return outcome;
    ::unlink(partial.c_str());
    return std::move(outcome).error().in(path.string());
}

}  // namespace assay::store
