#include "core/hash.hpp"
#include "store/memory/stores.hpp"
#include "store/result_text.hpp"

#include <algorithm>
#include <fstream>
#include <map>
#include <mutex>
#include <utility>

namespace assay::store {
namespace {

using Key = std::pair<std::uint64_t, std::uint32_t>;
using Results = std::map<Key, SampleResult>;

bool is_failed(const SampleResult& result) {
    return result.error || std::ranges::any_of(result.scores, [](const Score& score) {
               return !score.value || *score.value < 1;
           });
}

std::vector<std::optional<double>>& values_of(ScoreTable& table,
                                              const std::string& evaluator,
                                              const std::string& tier) {
    for (ScoreColumn& column : table.columns)
        if (column.evaluator.name == evaluator && column.tier == tier) return column.values;
    table.columns.push_back(
        {.evaluator = {.name = evaluator, .metric = {}, .version = 0, .hash = {}}, .tier = tier});
    return table.columns.back().values;
}

std::string slice_text(const Json& metadata, const std::string& field) {
    if (!metadata.is_object()) return {};
    const Json* value = metadata.get_object().if_contains(field);
    if (value == nullptr || value->is_null()) return {};
    return value->is_string() ? std::string(json_view(value->get_string())) : to_json_text(*value);
}

void add_row(ScoreTable& table,
             std::map<std::string, std::uint32_t>& clusters,
             const SampleResult& result) {
    table.sample_ids.push_back(result.sample_id.view());
    table.has_error.push_back(result.error ? 1 : 0);
    table.clusters.push_back(ScoreTable::no_cluster);
    if (result.cluster) {
        const auto next = static_cast<std::uint32_t>(clusters.size());
        table.clusters.back() = clusters.try_emplace(*result.cluster, next).first->second;
    }
    const auto set = [&table](std::vector<std::optional<double>>& values,
                              const std::optional<double>& value) {
        values.resize(table.row_count());
        values.back() = value;
    };
    for (const Score& score : result.scores)
        set(values_of(table, score.evaluator, ""), score.value);
    for (const Judgement& judgement : result.judgements) {
        set(values_of(table, judgement.evaluator, judgement.tier), judgement.value);
    }
    for (SliceColumn& slice : table.slices)
        slice.values.push_back(slice_text(result.metadata, slice.field));
}

std::int64_t question_digest(const SampleResult& result) {
    std::uint64_t hash = hash64(result.input);
    for (const std::string& target : result.targets) hash = hash64(target, hash);
    return static_cast<std::int64_t>(hash >> 1U);
}

class MemoryResultStore final : public ResultStore {
  public:
    Result<void> replace_run(const RunId& run, const SampleResultSource& source) override {
        Results results;
        ResultTextParser parser;
        while (true) {
            TRY(const auto result, source());
            if (!result) break;
            // Through text and back, so that what a file would change is changed here too.
            std::string text;
            append_result_text(text, *result);
            TRY(auto stored, parser.parse(text));
            const Key key(stored.sample_index, stored.epoch);
            results.insert_or_assign(key, std::move(stored));
        }
        const std::scoped_lock lock(mutex_);
        runs_.insert_or_assign(run, std::move(results));
        return {};
    }

    Result<std::uint64_t> count(const RunId& run) override {
        const std::scoped_lock lock(mutex_);
        return runs_[run].size();
    }

    Result<std::vector<SampleResult>> page(const RunId& run, const ResultQuery& query) override {
        const std::scoped_lock lock(mutex_);
        std::vector<SampleResult> page;
        std::size_t skipped = 0;
        for (const auto& [key, result] : runs_[run]) {
            if (page.size() == query.count_max) break;
            if (query.sample_id && result.sample_id != *query.sample_id) continue;
            if (query.only_failed && !is_failed(result)) continue;
            if (result.sample_index < query.from_sample_index) continue;
            if (skipped++ >= query.skip_count) page.push_back(result);
        }
        return page;
    }

    Result<ScoreTable> scores(const RunId& run, const ScoreQuery& query) override {
        const std::scoped_lock lock(mutex_);
        ScoreTable table;
        for (const std::string& field : query.slice_fields)
            table.slices.push_back({.field = field});
        std::map<std::string, std::uint32_t> clusters;
        for (const auto& [key, result] : runs_[run]) {
            add_row(table, clusters, result);
            if (query.wants_questions) table.questions.push_back(question_digest(result));
        }
        table.cluster_count = static_cast<std::uint32_t>(clusters.size());
        for (ScoreColumn& column : table.columns) column.values.resize(table.row_count());
        // Judges after metrics, each in order of appearance.
        std::vector<ScoreColumn> ordered;
        for (const bool is_judge : {false, true})
            for (ScoreColumn& column : table.columns)
                if (!column.tier.empty() == is_judge) ordered.push_back(std::move(column));
        table.columns = std::move(ordered);
        return table;
    }

    Result<void> export_run(const RunId& run,
                            ExportFormat format,
                            const std::filesystem::path& path) override {
        if (format != ExportFormat::jsonl)
            return fail(ErrorKind::invalid_input, "the store in memory exports JSONL only");
        std::string text;
        {
            const std::scoped_lock lock(mutex_);
            for (const auto& [key, result] : runs_[run]) {
                append_result_text(text, result);
                text += '\n';
            }
        }
        std::ofstream file(path, std::ios::binary);
        file << text;
        if (!file.flush()) return fail(ErrorKind::unavailable, "{}: cannot write", path.string());
        return {};
    }

  private:
    std::mutex mutex_;
    std::map<RunId, Results> runs_;
};

}  // namespace

std::unique_ptr<ResultStore> make_memory_result_store() {
    return std::make_unique<MemoryResultStore>();
}

}  // namespace assay::store
