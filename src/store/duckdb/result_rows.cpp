#include "store/duckdb/result_rows.hpp"

#include "store/duckdb/judgement_rows.hpp"
#include "store/duckdb/row_view.hpp"

#include <algorithm>
#include <array>

namespace assay::store {
namespace {

using columnar::Column;
using columnar::Parameter;
using columnar::Rows;

constexpr std::array error_kinds = {ErrorKind::invalid_input,
                                    ErrorKind::not_found,
                                    ErrorKind::denied,
                                    ErrorKind::rate_limited,
                                    ErrorKind::unavailable,
                                    ErrorKind::timed_out,
                                    ErrorKind::cancelled,
                                    ErrorKind::exhausted,
                                    ErrorKind::corrupt,
                                    ErrorKind::internal};

constexpr int completion_columns = 11;

bool is_failed(const SampleResult& result) {
    return result.error || std::ranges::any_of(result.scores, [](const Score& score) {
               return !score.value || *score.value < 1;
           });
}

/// In the order that read_result expects.
constexpr std::string_view row_columns =
    R"(sample_index, epoch, sample_id, "cluster", input, targets, answer, "output", finish_reason,
served_model, latency_ms, attempt_count, is_cached, prompt_tokens, completion_tokens,
cached_prompt_tokens, cost_usd_nanos, logprobs, error_kind, error_message, metadata)";

Result<Completion> read_completion(const RowView& row, ResultTextParser& parser) {
    Completion completion{.text = row.text(7),
                          .finish_reason = row.text(8),
                          .served_model = row.text(9),
                          .latency_ms = row.number(10),
                          .attempt_count = static_cast<std::uint32_t>(row.integer(11)),
                          .is_cached = row.boolean(12)};
    if (!row.is_null(13)) {
        completion.usage = Usage{.prompt_tokens = row.integer(13),
                                 .completion_tokens = row.integer(14),
                                 .cached_prompt_tokens = row.integer(15)};
    }
    if (!row.is_null(16)) completion.cost = Usd{row.integer(16)};
    if (!row.is_null(17)) {
        TRY(completion.logprobs, parser.parse_logprobs(row.text(17)));
    }
    return completion;
}

Result<SampleResult> read_result(const RowView& row, ResultTextParser& parser) {
    SampleResult result{.sample_id = SampleId{row.text(2)},
                        .sample_index = static_cast<std::uint64_t>(row.integer(0)),
                        .epoch = static_cast<std::uint32_t>(row.integer(1)),
                        .input = row.text(4),
                        .answer = row.text(6)};
    if (!row.is_null(3)) result.cluster = row.text(3);
    TRY(const Json targets, row.json(5));
    for (const Json& target : targets.get_array())
        result.targets.emplace_back(json_view(target.get_string()));
    if (!row.is_null(7)) {
        TRY(result.completion, read_completion(row, parser));
    }
    if (!row.is_null(18)) {
        const std::string kind_text = row.text(18);
        const auto kind = std::ranges::find(
            error_kinds, kind_text, [](ErrorKind known) { return to_string(known); });
        if (kind == error_kinds.end())
            return fail(ErrorKind::corrupt, "stored error of unknown kind '{}'", kind_text);
        result.error = Error{.kind = *kind, .message = row.text(19)};
    }
    TRY(result.metadata, row.json(20));
    return result;
}

struct Filter {
    std::string sql;
    std::vector<Parameter> parameters;
};

Filter filter_of(const RunId& run, const ResultQuery& query) {
    Filter filter{.sql = "run_id = ?", .parameters = {run.view()}};
    if (query.sample_id) {
        filter.sql += " AND sample_id = ?";
        filter.parameters.emplace_back(query.sample_id->view());
    }
    if (query.only_failed) filter.sql += " AND is_failed";
    if (query.from_sample_index > 0) {
        filter.sql += " AND sample_index >= ?";
        filter.parameters.emplace_back(static_cast<std::int64_t>(query.from_sample_index));
    }
    return filter;
}

Result<KeyRange> find_keys(columnar::Connection& connection,
                           Filter filter,
                           const ResultQuery& query) {
    constexpr std::size_t limit_max = 1ULL << 62U;
    filter.parameters.emplace_back(static_cast<std::int64_t>(std::min(query.count_max, limit_max)));
    filter.parameters.emplace_back(
        static_cast<std::int64_t>(std::min(query.skip_count, limit_max)));
    TRY(Rows rows,
        connection.query("SELECT sample_index, epoch FROM samples WHERE " + filter.sql +
                             " ORDER BY sample_index, epoch LIMIT ? OFFSET ?",
                         filter.parameters));
    KeyRange keys;
    while (true) {
        TRY(const bool has_rows, rows.next_chunk());
        if (!has_rows) return keys;
        const Column index = rows.column(0);
        const Column epoch = rows.column(1);
        if (keys.count == 0) keys.first = {index.integer(0), epoch.integer(0)};
        keys.count += rows.row_count();
        keys.last = {index.integer(rows.row_count() - 1), epoch.integer(rows.row_count() - 1)};
    }
}

/// Fills in the scores of results that are in order of their keys.
Result<void> read_scores(columnar::Connection& connection,
                         const RunId& run,
                         const KeyRange& keys,
                         std::vector<SampleResult>& results) {
    TRY(Rows rows,
        connection.query(R"(SELECT sample_index, epoch, evaluator, "value", reason, is_deferred
FROM scores
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
            result->scores.push_back(
                {.evaluator = row.text(2),
                 .value = row.is_null(3) ? std::nullopt : std::optional(row.number(3)),
                 .reason = row.text(4),
                 .is_deferred = row.boolean(5)});
        }
    }
}

}  // namespace

Result<ResultRows> ResultRows::open(columnar::Connection& connection, const RunId& run) {
    TRY(auto samples, connection.append_to("samples"));
    TRY(auto scores, connection.append_to("scores"));
    TRY(auto judgements, connection.append_to("judgements"));
    return ResultRows(std::move(samples), std::move(scores), std::move(judgements), run);
}

void ResultRows::append_optional(const std::optional<std::string>& text) {
    if (text) {
        samples_.text(*text);
    } else {
        samples_.null();
    }
}

void ResultRows::append_completion(const Completion& completion) {
    samples_.text(completion.text);
    samples_.text(completion.finish_reason);
    samples_.text(completion.served_model);
    samples_.number(completion.latency_ms);
    samples_.integer(completion.attempt_count);
    samples_.boolean(completion.is_cached);
    if (completion.usage) {
        samples_.integer(completion.usage->prompt_tokens);
        samples_.integer(completion.usage->completion_tokens);
        samples_.integer(completion.usage->cached_prompt_tokens);
    } else {
        for (int i = 0; i < 3; ++i) samples_.null();
    }
    if (completion.cost) {
        samples_.integer(completion.cost->nanos);
    } else {
        samples_.null();
    }
    if (completion.logprobs.empty()) {
        samples_.null();
    } else {
        scratch_.clear();
        append_logprobs_text(scratch_, completion.logprobs);
        samples_.text(scratch_);
    }
}

Result<void> ResultRows::append(const SampleResult& result) {
    const std::pair key(result.sample_index, result.epoch);
    if (ordinal_ > 0 && key <= last_key_) is_ascending_ = false;
    last_key_ = key;
    const auto append_key = [&](columnar::Appender& table) {
        table.text(run_.view());
        table.integer(ordinal_);
        table.integer(static_cast<std::int64_t>(result.sample_index));
        table.integer(result.epoch);
    };
    append_key(samples_);
    samples_.text(result.sample_id.view());
    samples_.boolean(is_failed(result));
    append_optional(result.cluster);
    samples_.text(result.input);
    samples_.texts(result.targets);
    samples_.text(result.answer);
    if (result.completion) {
        append_completion(*result.completion);
    } else {
        for (int i = 0; i < completion_columns; ++i) samples_.null();
    }
    if (result.error) {
        samples_.text(to_string(result.error->kind));
        samples_.text(result.error->message);
    } else {
        samples_.null();
        samples_.null();
    }
    if (result.metadata.is_null()) {
        samples_.null();
    } else {
        samples_.text(to_json_text(result.metadata));
    }
    CHECK_OK(samples_.end_row());
    for (std::size_t position = 0; position < result.scores.size(); ++position) {
        const Score& score = result.scores[position];
        append_key(scores_);
        scores_.integer(static_cast<std::int64_t>(position));
        scores_.text(score.evaluator);
        if (score.value) {
            scores_.number(*score.value);
        } else {
            scores_.null();
        }
        if (score.reason.empty()) {
            scores_.null();
        } else {
            scores_.text(score.reason);
        }
        scores_.boolean(score.is_deferred);
        CHECK_OK(scores_.end_row());
    }
    for (std::size_t position = 0; position < result.judgements.size(); ++position) {
        append_key(judgements_);
        judgements_.integer(static_cast<std::int64_t>(position));
        CHECK_OK(append_judgement(judgements_, result.judgements[position]));
    }
    ++ordinal_;
    return {};
}

Result<void> ResultRows::finish() {
    CHECK_OK(samples_.finish());
    CHECK_OK(scores_.finish());
    return judgements_.finish();
}

Result<std::vector<SampleResult>> read_page(columnar::Connection& connection,
                                            const RunId& run,
                                            const ResultQuery& query) {
    Filter filter = filter_of(run, query);
    TRY(const KeyRange keys, find_keys(connection, filter, query));
    std::vector<SampleResult> results;
    if (keys.count == 0) return results;
    results.reserve(keys.count);
    filter.parameters.emplace_back(keys.first.first);
    filter.parameters.emplace_back(keys.last.first);
    // The rows between the first and the last key that pass the filter are those of the page.
    {
        TRY(Rows rows,
            connection.query(fmt::format("SELECT {} FROM samples WHERE {} AND sample_index BETWEEN "
                                         "? AND ? ORDER BY sample_index, epoch",
                                         row_columns,
                                         filter.sql),
                             filter.parameters));
        ResultTextParser parser;
        while (true) {
            TRY(const bool has_rows, rows.next_chunk());
            if (!has_rows) break;
            for (std::size_t i = 0; i < rows.row_count(); ++i) {
                const RowView row(rows, i);
                const Key key(row.integer(0), row.integer(1));
                if (key < keys.first || key > keys.last) continue;
                TRY(auto result, read_result(row, parser));
                results.push_back(std::move(result));
            }
        }
    }
    CHECK_OK(read_scores(connection, run, keys, results));
    CHECK_OK(read_judgements(connection, run, keys, results));
    return results;
}

}  // namespace assay::store
