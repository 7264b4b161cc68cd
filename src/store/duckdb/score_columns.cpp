// The samples are read once for ids, clusters and slices; the scores once more, each put into its
// row by `ordinal`. Nothing is sorted and no join is made: both tables lie in order of ordinals,
// and a million rows arrive in chunks that are copied.
#include "store/duckdb/score_columns.hpp"

#include <algorithm>
#include <limits>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

namespace assay::store {
namespace {

using columnar::Column;
using columnar::Rows;

constexpr std::uint32_t no_row = std::numeric_limits<std::uint32_t>::max();

/// Results that a later one replaced are gone, so that ordinals have gaps.
class RowByOrdinal {
  public:
    void add(std::int64_t ordinal, std::size_t row) {
        const auto at = static_cast<std::size_t>(ordinal);
        if (at >= rows_.size()) rows_.resize(std::max(at + 1, rows_.size() * 2), no_row);
        rows_[at] = static_cast<std::uint32_t>(row);
    }
    [[nodiscard]] std::optional<std::size_t> find(std::int64_t ordinal) const {
        const auto at = static_cast<std::size_t>(ordinal);
        if (at >= rows_.size() || rows_[at] == no_row) return std::nullopt;
        return rows_[at];
    }

  private:
    std::vector<std::uint32_t> rows_;
};

/// The path of a top-level field, whatever characters its name has.
std::string slice_sql(const std::string& field) {
    std::string path = "/";
    for (const char letter : field) {
        if (letter == '~') {
            path += "~0";
        } else if (letter == '/') {
            path += "~1";
        } else {
            path += letter;
        }
    }
    return fmt::format(", json_extract_string(metadata, {})", columnar::sql_literal(path));
}

class Reader {
  public:
    Reader(columnar::Connection& connection, const RunId& run)
        : connection_(connection), run_(run) {}

    Result<void> read_samples(const ScoreQuery& query) {
        std::string sql = R"(SELECT ordinal, sample_id, error_kind IS NOT NULL, "cluster")";
        // Without the top bit it fits a signed number.
        sql += query.wants_questions ? ", CAST(hash(input, targets) >> 1 AS BIGINT)" : ", 0";
        for (const std::string& field : query.slice_fields) {
            sql += slice_sql(field);
            table.slices.push_back({.field = field});
        }
        TRY(Rows rows, connection_.query(sql + " FROM samples WHERE run_id = ?", {run_.view()}));
        while (true) {
            TRY(const bool has_rows, rows.next_chunk());
            if (!has_rows) break;
            add_samples(rows);
            if (query.wants_questions) add_questions(rows.column(4));
        }
        table.cluster_count = static_cast<std::uint32_t>(cluster_numbers_.size());
        return {};
    }

    /// A query a column: the filter by name runs over compressed dictionaries.
    Result<void> read_scores(std::string_view source, bool has_tiers) {
        const std::string_view key = has_tiers ? "evaluator, tier" : "evaluator";
        const std::size_t first = table.columns.size();
        TRY(Rows names,
            connection_.query(
                fmt::format(R"(SELECT {0}, min("position") FROM {1} WHERE run_id = ? GROUP BY {0}
ORDER BY min("position"), {0})",
                            key,
                            source),
                {run_.view()}));
        while (true) {
            TRY(const bool has_rows, names.next_chunk());
            if (!has_rows) break;
            for (std::size_t i = 0; i < names.row_count(); ++i) {
                const std::string name(names.column(0).text(i));
                const std::string tier = has_tiers ? std::string(names.column(1).text(i)) : "";
                table.columns.push_back(
                    {.evaluator = {.name = name, .metric = {}, .version = 0, .hash = {}},
                     .tier = tier});
                table.columns.back().values.resize(table.row_count());
            }
        }
        for (std::size_t index = first; index < table.columns.size(); ++index)
            CHECK_OK(read_column(source, table.columns[index], has_tiers));
        return {};
    }

    ScoreTable table;

  private:
    void add_samples(const Rows& rows) {
        const Column ordinals = rows.column(0);
        const Column ids = rows.column(1);
        const Column errors = rows.column(2);
        const Column clusters = rows.column(3);
        for (std::size_t i = 0; i < rows.row_count(); ++i) {
            rows_.add(ordinals.integer(i), table.row_count());
            table.sample_ids.push_back(ids.text(i));
            table.has_error.push_back(errors.boolean(i) ? 1 : 0);
            table.clusters.push_back(clusters.is_null(i) ? ScoreTable::no_cluster
                                                         : cluster_number(clusters.text(i)));
        }
        for (std::size_t field = 0; field < table.slices.size(); ++field) {
            const Column values = rows.column(5 + field);
            for (std::size_t i = 0; i < rows.row_count(); ++i)
                table.slices[field].values.push_back(values.is_null(i) ? std::string_view()
                                                                       : values.text(i));
        }
    }

    void add_questions(const Column& digests) {
        while (table.questions.size() < table.row_count())
            table.questions.push_back(digests.integer(table.questions.size() - first_of_chunk_));
        first_of_chunk_ = table.row_count();
    }

    std::uint32_t cluster_number(std::string_view name) {
        const auto next = static_cast<std::uint32_t>(cluster_numbers_.size());
        return cluster_numbers_.try_emplace(std::string(name), next).first->second;
    }

    Result<void> read_column(std::string_view source, ScoreColumn& column, bool has_tiers) {
        std::vector<columnar::Parameter> parameters = {run_.view(),
                                                       std::string_view(column.evaluator.name)};
        if (has_tiers) parameters.emplace_back(std::string_view(column.tier));
        TRY(Rows rows,
            connection_.query(
                fmt::format(R"(SELECT ordinal, "value" FROM {} WHERE run_id = ? AND evaluator = ?{}
AND "value" IS NOT NULL)",
                            source,
                            has_tiers ? " AND tier = ?" : ""),
                parameters));
        while (true) {
            TRY(const bool has_rows, rows.next_chunk());
            if (!has_rows) return {};
            const Column ordinals = rows.column(0);
            const Column values = rows.column(1);
            for (std::size_t i = 0; i < rows.row_count(); ++i)
                if (const auto row = rows_.find(ordinals.integer(i)))
                    column.values[*row] = values.number(i);
        }
    }

    columnar::Connection& connection_;
    const RunId& run_;
    RowByOrdinal rows_;
    std::size_t first_of_chunk_ = 0;
    std::unordered_map<std::string, std::uint32_t> cluster_numbers_;
};

}  // namespace

Result<ScoreTable> read_score_table(columnar::Connection& connection,
                                    const RunId& run,
                                    const ScoreQuery& query) {
    Reader reader(connection, run);
    CHECK_OK(reader.read_samples(query));
    CHECK_OK(reader.read_scores("scores", false));
    CHECK_OK(reader.read_scores("judgements", true));
    return std::move(reader.table);
}

}  // namespace assay::store
