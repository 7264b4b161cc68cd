#include "engine/score_files.hpp"

#include "core/file.hpp"
#include "datasets/column_reader.hpp"
#include "datasets/line_reader.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <fstream>
#include <iterator>

namespace assay::engine {
namespace {

/// Scores one row after another, and writes it if asked.
class RowScorer {
  public:
    static Result<RowScorer> make(const ScoreRequest& request) {
        TRY(auto scoring, metrics::Scoring::make(request.evaluators));
        RowScorer scorer(std::make_unique<metrics::Scoring>(std::move(scoring)), request);
        if (!request.per_sample.empty()) {
            scorer.rows_.open(request.per_sample, std::ios::binary | std::ios::trunc);
            if (!scorer.rows_) return system_error(errno, "create", request.per_sample);
        }
        return scorer;
    }

    Result<void> add(std::uint64_t line,
                     std::optional<std::string_view> cluster,
                     const metrics::Observation& observation) {
        id_.clear();
        fmt::format_to(std::back_inserter(id_), "{}", line);
        const auto configured = scoring_->configured();
        for (std::size_t i = 0; i < configured.size(); ++i) {
            // The value of the row is not needed for a metric of the corpus unless rows are
            // written.
            const bool is_needed =
                configured[i].sample && (rows_.is_open() || !configured[i].corpus);
            metrics::SampleValue value =
                is_needed ? configured[i].sample->score(observation) : metrics::SampleValue{};
            scores_[i].value = value.value;
            scores_[i].reason = std::move(value.reason);
        }
        aggregation_.add(id_, cluster, observation, scores_);
        ++sample_count_;
        return rows_.is_open() ? write_row(line, observation) : Result<void>{};
    }

    Result<ScoreOutcome> finish() {
        if (rows_.is_open()) {
            rows_.close();
            if (!rows_)
                return fail(ErrorKind::exhausted,
                            "cannot write the file of samples: the disk may be full");
        }
        return ScoreOutcome{.evaluators = aggregation_.finish(), .sample_count = sample_count_};
    }

    [[nodiscard]] std::uint64_t sample_count() const { return sample_count_; }

  private:
    RowScorer(std::unique_ptr<metrics::Scoring> scoring, const ScoreRequest& request)
        : scoring_(std::move(scoring)), aggregation_(*scoring_, request.aggregation) {
        for (const Evaluator& evaluator : scoring_->evaluators())
            scores_.push_back({.evaluator = evaluator.name});
    }

    Result<void> write_row(std::uint64_t line, const metrics::Observation& observation) {
        JsonObject row;
        row["line"] = line;
        row["output"] = observation.output;
        for (const Score& score : scores_) row[score.evaluator] = json_number_or_null(score.value);
        rows_ << to_json_text(row) << '\n';
        if (!rows_)
            return fail(ErrorKind::exhausted,
                        "cannot write the file of samples: the disk may be full");
        return {};
    }

    std::unique_ptr<metrics::Scoring> scoring_;
    metrics::Aggregation aggregation_;
    std::vector<Score> scores_;
    std::ofstream rows_;
    std::string id_;
    std::uint64_t sample_count_ = 0;
};

/// One line after another of a text file.
class LineCursor {
  public:
    static Result<LineCursor> open(const std::filesystem::path& path) {
        TRY(auto reader, datasets::LineReader::open(path));
        return LineCursor(std::move(reader), path);
    }

    /// Null at the end. Valid until the next call.
    Result<const datasets::TextLine*> next() {
        if (index_ == batch_.size()) {
            TRY(batch_, reader_.next_batch());
            index_ = 0;
            if (batch_.empty()) return static_cast<const datasets::TextLine*>(nullptr);
        }
        ++count_;
        return &batch_[index_++];
    }

    /// Reads on to the end to say how many lines the file has.
    Result<std::uint64_t> count_all() {
        while (true) {
            TRY(const auto* line, next());
            if (line == nullptr) return count_;
        }
    }

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

  private:
    LineCursor(datasets::LineReader reader, std::filesystem::path path)
        : reader_(std::move(reader)), path_(std::move(path)) {}

    datasets::LineReader reader_;
    std::filesystem::path path_;
    std::span<const datasets::TextLine> batch_;
    std::size_t index_ = 0;
    std::uint64_t count_ = 0;
};

Result<void> different_length(LineCursor& predictions, LineCursor& references) {
    TRY(const std::uint64_t prediction_count, predictions.count_all());
    TRY(const std::uint64_t reference_count, references.count_all());
    return fail(ErrorKind::invalid_input,
                "{} has {} lines but {} has {}: line i of both must belong to sample i",
                predictions.path().string(),
                prediction_count,
                references.path().string(),
                reference_count);
}

Result<void> score_lines(const ScoreRequest& request, RowScorer& scorer) {
    TRY(LineCursor predictions, LineCursor::open(request.predictions));
    std::vector<LineCursor> references;
    for (const auto& path : request.references) {
        TRY(LineCursor cursor, LineCursor::open(path));
        references.push_back(std::move(cursor));
    }
    std::vector<std::string_view> targets(references.size());
    while (true) {
        TRY(const auto* prediction, predictions.next());
        for (std::size_t i = 0; i < references.size(); ++i) {
            TRY(const auto* reference, references[i].next());
            if ((reference == nullptr) != (prediction == nullptr))
                return different_length(predictions, references[i]);
            if (reference != nullptr) targets[i] = reference->text;
        }
        if (prediction == nullptr) return {};
        CHECK_OK(scorer.add(
            prediction->number, std::nullopt, {.output = prediction->text, .targets = targets}));
    }
}

Result<std::uint64_t> score_columns(const ScoreRequest& request, RowScorer& scorer) {
    datasets::ColumnOptions options;
    options.path = request.input;
    options.bad_rows = request.skips_bad_rows ? datasets::BadRows::skip : datasets::BadRows::fail;
    options.columns = {{.name = request.prediction_field},
                       {.name = request.reference_field, .presence = datasets::Presence::optional}};
    if (request.cluster_field) options.columns.push_back({.name = *request.cluster_field});
    TRY(const auto reader, datasets::open_columns(options));
    while (true) {
        TRY(const auto rows, reader->next_batch());
        if (rows.empty()) return reader->skipped_count();
        for (const datasets::Row& row : rows) {
            const datasets::Cell& output = row.cells[0];
            const datasets::Cell& target = row.cells[1];
            if (output.kind == datasets::CellKind::null || output.kind == datasets::CellKind::list)
                return fail(ErrorKind::invalid_input,
                            "{}:{}: field '{}' is {}, expected a text",
                            request.input.string(),
                            row.line,
                            request.prediction_field,
                            output.kind == datasets::CellKind::null ? "null" : "a list");
            std::span<const std::string_view> targets = target.list;
            if (target.kind == datasets::CellKind::text ||
                target.kind == datasets::CellKind::number ||
                target.kind == datasets::CellKind::boolean)
                targets = std::span(&target.text, 1);
            std::optional<std::string_view> cluster;
            if (request.cluster_field && row.cells[2].kind != datasets::CellKind::null)
                cluster = row.cells[2].text;
            CHECK_OK(scorer.add(row.line, cluster, {.output = output.text, .targets = targets}));
        }
    }
}

}  // namespace

Result<ScoreOutcome> score_files(const ScoreRequest& request) {
    TRY(RowScorer scorer, RowScorer::make(request));
    std::uint64_t skipped_row_count = 0;
    if (request.input.empty()) {
        CHECK_OK(score_lines(request, scorer));
    } else {
        TRY(skipped_row_count, score_columns(request, scorer));
    }
    if (scorer.sample_count() == 0) {
        const auto& file = request.input.empty() ? request.predictions : request.input;
        return fail(ErrorKind::invalid_input, "{}: no samples to score", file.string());
    }
    TRY(ScoreOutcome outcome, scorer.finish());
    outcome.skipped_row_count = skipped_row_count;
    return outcome;
}

}  // namespace assay::engine
