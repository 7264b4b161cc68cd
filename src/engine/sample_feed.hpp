#pragma once
// The samples of a run that still need an answer, read and rendered a batch ahead on the compute
// pool. One event loop.

#include "async/compute_pool.hpp"
#include "datasets/dataset_reader.hpp"
#include "engine/done_set.hpp"
#include "engine/prepared_sample.hpp"
#include "engine/shuffled_reader.hpp"

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <unordered_set>
#include <vector>

namespace assay::async {
class Gate;
}

namespace assay::engine {

class SampleFeed {
  public:
    /// Everything passed by reference must outlive the feed. Errors: those of
    /// datasets::open_dataset.
    static Result<std::unique_ptr<SampleFeed>> open(const RunSpec& spec,
                                                    const Preparer& preparer,
                                                    DoneSet done,
                                                    async::ComputePool& pool);
    ~SampleFeed();

    /// The next sample, epochs of one sample together; nothing at the end. In order of the dataset,
    /// or, when a budget may end the run early, in an order of chance.
    /// Errors: invalid_input with `file:line` for a row that cannot be read or rendered, unless
    /// such rows are skipped, and for a sample that changed since it was answered.
    async::Task<std::optional<PreparedSample>> next();
    /// All that is at hand, at least one; empty at the end.
    async::Task<std::vector<PreparedSample>> next_batch();

    [[nodiscard]] std::uint64_t skipped_row_count() const {
        return reader().skipped_count() + unrendered_count_;
    }
    [[nodiscard]] const std::vector<std::string>& skip_reasons() const { return skip_reasons_; }
    /// Content hash of the dataset; empty when it was not read to its end.
    [[nodiscard]] std::string dataset_version() const { return reader().version().value_or(""); }
    /// The share of the dataset file read by the batches at hand so far, 0 … 1; 0 when unknown.
    [[nodiscard]] double read_ratio() const { return read_ratio_; }

  private:
    SampleFeed(const RunSpec& spec,
               const Preparer& preparer,
               DoneSet done,
               async::ComputePool& pool);

    /// Which knows what was skipped, and the version.
    [[nodiscard]] const datasets::DatasetReader& reader() const {
        return shuffled_ ? shuffled_->first_reading() : *reader_;
    }
    /// Nothing may read on meanwhile.
    [[nodiscard]] double measure_read_ratio() const;
    async::Task<void> fill();
    Result<std::vector<PreparedSample>> read_batch();
    Result<void> prepare_into(const Sample& sample, std::vector<PreparedSample>& batch);
    Result<void> take_unrenderable(Error error);

    const RunSpec& spec_;
    const Preparer& preparer_;
    DoneSet done_;
    async::ComputePool& pool_;
    std::unique_ptr<datasets::DatasetReader> reader_;  ///< null when shuffled
    std::unique_ptr<ShuffledReader> shuffled_;
    std::unordered_set<std::string> wanted_ids_;
    std::deque<PreparedSample> ready_;
    std::vector<async::Gate*> waiting_;
    std::vector<std::string> skip_reasons_;
    std::uint64_t unrendered_count_ = 0;
    std::uint64_t selected_count_ = 0;
    double read_ratio_ = 0;
    bool is_filling_ = false;
    bool has_ended_ = false;
};

}  // namespace assay::engine
