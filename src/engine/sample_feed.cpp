#include "engine/sample_feed.hpp"

#include "async/gate.hpp"

#include <algorithm>
#include <filesystem>
#include <iterator>

namespace assay::engine {
namespace {

constexpr std::size_t batch_sample_count = 512;
constexpr std::size_t skip_reason_count_max = 10;

}  // namespace

SampleFeed::SampleFeed(const RunSpec& spec,
                       const Preparer& preparer,
                       DoneSet done,
                       async::ComputePool& pool)
    : spec_(spec),
      preparer_(preparer),
      done_(std::move(done)),
      pool_(pool),
      wanted_ids_(spec.sample_ids.begin(), spec.sample_ids.end()) {}

SampleFeed::~SampleFeed() = default;

Result<std::unique_ptr<SampleFeed>> SampleFeed::open(const RunSpec& spec,
                                                     const Preparer& preparer,
                                                     DoneSet done,
                                                     async::ComputePool& pool) {
    std::unique_ptr<SampleFeed> feed(new SampleFeed(spec, preparer, std::move(done), pool));
    datasets::DatasetOptions options;
    options.path = spec.dataset;
    options.field_map = spec.fields;
    options.id_field = spec.id_field;
    options.bad_rows = spec.skips_bad_rows ? datasets::BadRows::skip : datasets::BadRows::fail;
    // A pipe can be read but once.
    const bool can_read_again = std::filesystem::is_regular_file(spec.dataset);
    if (!spec.judging.budget || !spec.model || !can_read_again) {
        TRY(feed->reader_, datasets::open_dataset(options));
        return feed;
    }
    ShuffleOptions shuffle{.seed = spec.seed, .sample_count_max = spec.sample_count_max};
    if (!spec.sample_ids.empty())
        shuffle.is_wanted = [ids = feed->wanted_ids_](const Sample& sample) {
            return ids.contains(std::string(sample.id.view()));
        };
    TRY(feed->shuffled_, ShuffledReader::open(std::move(options), std::move(shuffle)));
    return feed;
}

double SampleFeed::measure_read_ratio() const {
    if (shuffled_) return shuffled_->ratio();
    const auto total = reader_->file_bytes_total();
    if (!total || *total == 0) return 0;
    return static_cast<double>(reader_->file_bytes_read()) / static_cast<double>(*total);
}

Result<void> SampleFeed::prepare_into(const Sample& sample, std::vector<PreparedSample>& batch) {
    const auto place = [&] { return fmt::format("{}:{}", spec_.dataset, sample.line); };
    for (std::uint32_t epoch = 0; epoch < spec_.epoch_count; ++epoch) {
        auto prepared = preparer_.prepare(sample, epoch);
        if (!prepared) return take_unrenderable(std::move(prepared).error().in(place()));
        if (!done_.contains(prepared->result)) {
            batch.push_back(*std::move(prepared));
        } else if (!done_.matches(prepared->result)) {
            return fail(ErrorKind::invalid_input,
                        "{}: sample '{}' is not what it was when the run began (id, prompt or "
                        "targets differ); restore the file, or start a new run",
                        place(),
                        sample.id);
        }
    }
    return {};
}

Result<void> SampleFeed::take_unrenderable(Error error) {
    if (!spec_.skips_bad_rows) return error;
    ++unrendered_count_;
    if (skip_reasons_.size() < skip_reason_count_max)
        skip_reasons_.push_back(std::move(error.message));
    return {};
}

/// Runs on the pool; nothing else touches the reader meanwhile.
Result<std::vector<PreparedSample>> SampleFeed::read_batch() {
    std::vector<PreparedSample> batch;
    while (batch.empty() && !has_ended_) {
        TRY(const std::vector<Sample> samples,
            shuffled_ ? shuffled_->next_batch(batch_sample_count)
                      : reader_->next_batch(batch_sample_count));
        if (samples.empty()) has_ended_ = true;
        for (const Sample& sample : samples) {
            if (!spec_.sample_ids.empty() && wanted_ids_.erase(std::string(sample.id.view())) == 0)
                continue;
            if (spec_.sample_count_max && selected_count_ == *spec_.sample_count_max) {
                has_ended_ = true;
                break;
            }
            ++selected_count_;
            CHECK_OK(prepare_into(sample, batch));
        }
        if (!spec_.sample_ids.empty() && wanted_ids_.empty()) has_ended_ = true;
    }
    if (has_ended_ && !wanted_ids_.empty())
        return fail(ErrorKind::invalid_input,
                    "{}: no sample has the id '{}'",
                    spec_.dataset,
                    *wanted_ids_.begin());
    if (has_ended_) {
        const auto& reasons = reader().skip_reasons();
        skip_reasons_.insert(skip_reasons_.end(), reasons.begin(), reasons.end());
    }
    return batch;
}

async::Task<void> SampleFeed::fill() {
    if (is_filling_) {
        async::Gate gate;
        waiting_.push_back(&gate);
        co_return co_await gate.wait();
    }
    is_filling_ = true;
    auto batch = co_await pool_.run([this] { return read_batch(); });
    is_filling_ = false;
    read_ratio_ = measure_read_ratio();
    if (batch) std::ranges::move(*batch, std::back_inserter(ready_));
    if (!batch) has_ended_ = true;
    for (async::Gate* gate : std::exchange(waiting_, {})) gate->open();
    if (!batch) co_return std::move(batch).error();
    co_return Result<void>{};
}

async::Task<std::optional<PreparedSample>> SampleFeed::next() {
    while (ready_.empty() && (is_filling_ || !has_ended_)) CO_CHECK_OK(co_await fill());
    if (ready_.empty()) co_return std::optional<PreparedSample>{};
    std::optional<PreparedSample> sample = std::move(ready_.front());
    ready_.pop_front();
    co_return sample;
}

async::Task<std::vector<PreparedSample>> SampleFeed::next_batch() {
    while (ready_.empty() && (is_filling_ || !has_ended_)) CO_CHECK_OK(co_await fill());
    std::vector<PreparedSample> batch;
    std::ranges::move(ready_, std::back_inserter(batch));
    ready_.clear();
    co_return batch;
}

}  // namespace assay::engine
