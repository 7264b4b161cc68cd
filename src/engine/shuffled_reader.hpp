#pragma once
// The samples of a dataset in an order of chance, in bounded memory: for every so many samples the
// dataset is read again from its start. A budget may then end a run anywhere, and what was answered
// is a random sample. The order depends on the seed and the samples' ids alone.

#include "datasets/dataset_reader.hpp"
#include "domain/sample.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace assay::engine {

struct ShuffleOptions {
    std::uint64_t seed = 0;
    std::optional<std::uint64_t> sample_count_max;      ///< the first of the dataset
    std::function<bool(const Sample&)> is_wanted = {};  ///< empty: all are
    std::size_t window_sample_count = 16'384;           ///< kept in memory, one reading for each
};

class ShuffledReader {
  public:
    /// Errors: those of datasets::open_dataset.
    static Result<std::unique_ptr<ShuffledReader>> open(datasets::DatasetOptions dataset,
                                                        ShuffleOptions options);

    /// Up to so many samples; empty at the end. Errors: those of DatasetReader::next_batch.
    Result<std::vector<Sample>> next_batch(std::size_t count_max);

    /// The first reading, which knows what was skipped and the version.
    [[nodiscard]] const datasets::DatasetReader& first_reading() const { return *first_; }
    /// Share of the samples handed out; 0 before the first.
    [[nodiscard]] double ratio() const;

  private:
    /// By hash, then by place.
    using Key = std::pair<std::uint64_t, std::uint64_t>;
    struct Entry {
        Key key;
        Sample sample;
    };

    ShuffledReader(datasets::DatasetOptions dataset, ShuffleOptions options);
    Result<void> read_window();
    void keep(Entry entry);

    datasets::DatasetOptions dataset_;
    ShuffleOptions options_;
    std::unique_ptr<datasets::DatasetReader> first_;
    std::vector<Entry> window_;  ///< a heap while it is read, then the highest key first
    std::optional<Key> handed_;  ///< the highest key handed out or in the window
    std::uint64_t selected_count_ = 0;
    std::uint64_t handed_count_ = 0;
    bool has_ended_ = false;
};

}  // namespace assay::engine
