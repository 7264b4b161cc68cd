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
