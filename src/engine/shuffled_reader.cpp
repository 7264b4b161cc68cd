#include "engine/shuffled_reader.hpp"

#include "core/hash.hpp"

#include <algorithm>

namespace assay::engine {
namespace {

constexpr std::size_t batch_sample_count = 512;

}  // namespace

ShuffledReader::ShuffledReader(datasets::DatasetOptions dataset, ShuffleOptions options)
    : dataset_(std::move(dataset)), options_(std::move(options)) {}

Result<std::unique_ptr<ShuffledReader>> ShuffledReader::open(datasets::DatasetOptions dataset,
                                                             ShuffleOptions options) {
    std::unique_ptr<ShuffledReader> reader(
        new ShuffledReader(std::move(dataset), std::move(options)));
    TRY(reader->first_, datasets::open_dataset(reader->dataset_));
    return reader;
}

double ShuffledReader::ratio() const {
    return selected_count_ == 0
               ? 0
               : static_cast<double>(handed_count_) / static_cast<double>(selected_count_);
}

/// Keeps the window's lowest keys.
void ShuffledReader::keep(Entry entry) {
    window_.push_back(std::move(entry));
    std::ranges::push_heap(window_, {}, &Entry::key);
    if (window_.size() <= options_.window_sample_count) return;
    std::ranges::pop_heap(window_, {}, &Entry::key);
    window_.pop_back();
}

Result<void> ShuffledReader::read_window() {
    std::unique_ptr<datasets::DatasetReader> again;
    const bool is_first = !handed_;
    if (!is_first) {
        TRY(again, datasets::open_dataset(dataset_));
    }
    datasets::DatasetReader& reader = is_first ? *first_ : *again;
    std::uint64_t place = 0;
    const auto has_all = [&] { return options_.sample_count_max == place; };
    while (!has_all()) {
        TRY(std::vector<Sample> samples, reader.next_batch(batch_sample_count));
        if (samples.empty()) break;
        for (Sample& sample : samples) {
            if (has_all()) break;
            if (options_.is_wanted && !options_.is_wanted(sample)) continue;
            const Key key{hash64(sample.id.view(), options_.seed), place++};
            if (!handed_ || key > *handed_) keep({.key = key, .sample = std::move(sample)});
        }
    }
    selected_count_ = place;
    has_ended_ = window_.empty();
    std::ranges::sort(window_, std::ranges::greater{}, &Entry::key);
    if (!has_ended_) handed_ = window_.front().key;
    return {};
}

Result<std::vector<Sample>> ShuffledReader::next_batch(std::size_t count_max) {
    if (window_.empty() && !has_ended_) {
        CHECK_OK(read_window());
    }
    std::vector<Sample> batch;
    while (!window_.empty() && batch.size() < count_max) {
        batch.push_back(std::move(window_.back().sample));
        window_.pop_back();
    }
    handed_count_ += batch.size();
    return batch;
}

}  // namespace assay::engine
