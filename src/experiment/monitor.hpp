#pragma once
// Has a stream of scores moved, since when and by how much? One stream a model, evaluator or slice,
// watched by three rules at once, in memory that does not grow with the values. One thread at a
// time.

#include "core/result.hpp"
#include "stats/drift.hpp"
#include "stats/estimate.hpp"
#include "stats/moments.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::experiment {

struct MonitorOptions {
    std::size_t reference_count = 200;  ///< first values of a stream, which say what is normal
    double false_alarm_every = 10'000;  ///< values, on average, of each of the first two rules
    double alpha = 0.01;  ///< chance that the confidence sequence ever raises a false alarm
    double confidence_ratio = 0.95;
};

enum class MonitorRule {
    cusum,         ///< against the reference's mean: small lasting shifts
    page_hinkley,  ///< against the running mean: the reference may be off
    sequence,      ///< confidence sequence of the mean since the reference: valid at every look
};

/// `cusum`, `page_hinkley`, `confidence_sequence`.
std::string_view to_string(MonitorRule rule);

struct MonitoredValue {
    double value;
    /// Probability with which it was drawn from the traffic, in (0, 1].
    double inclusion_ratio = 1;
    std::string_view label = {};  ///< a time or an id, for the reader
};

struct MonitorAlarm {
    MonitorRule rule;
    stats::DriftDirection direction;
    std::uint64_t number;  ///< of the value that raised it, from 1
    std::string label;
    std::uint64_t since_number;  ///< likely first value after the change
    std::string since_label;
    /// Mean since then minus the reference's. From the values after the alarm when there are 30 of
    /// them; else from those that led to it, which is too large by selection, with a warning.
    stats::Estimate shift;
};

struct StreamBucket {
    std::uint64_t count = 0;
    double mean = 0;
};

struct StreamReport {
    std::string stream;
    stats::Status status = stats::Status::ok;  ///< insufficient_data: no reference yet
    std::uint64_t count = 0;                   ///< values, those of the reference included
    std::uint64_t reference_count = 0;
    double reference_mean = 0;
    double reference_sd = 0;
    stats::Estimate mean;  ///< of the traffic, each value weighted with 1 / inclusion ratio
    std::vector<MonitorAlarm> alarms;   ///< the first of each rule
    std::vector<StreamBucket> buckets;  ///< equal numbers of values in order, for a chart
    std::uint64_t bucket_width = 1;     ///< values a bucket
    std::vector<std::string> warnings;
};

/// One stream. Values are judged after the reference is complete: `reference_count` of them, or
/// those of another time.
class StreamMonitor {
  public:
    explicit StreamMonitor(std::string stream, const MonitorOptions& options);

    /// Errors: invalid_input for NaN, infinity and an inclusion ratio outside (0, 1].
    /// on_alarm: called for each rule's first alarm.
    Result<void> add(const MonitoredValue& value,
                     const std::function<void(const MonitorAlarm&)>& on_alarm);
    /// Of another time, before the first add(); up to 100,000 are kept. Errors: as add().
    Result<void> add_reference(const MonitoredValue& value);
    /// Takes what add_reference() was given as the reference; below 20, values to come join it.
    void freeze();

    [[nodiscard]] StreamReport report() const;
    [[nodiscard]] bool has_alarm() const;

  private:
    /// One side of a rule: its sum, and what happened since it last was 0.
    struct Side {
        double threshold = 0;
        stats::Moments since;
        std::uint64_t since_number = 0;
        std::string since_label;
    };
    struct Alarmed {
        MonitorAlarm alarm;
        stats::Moments before;  ///< from the change to the alarm
        stats::Moments after;
    };

    void set_reference();
    [[nodiscard]] double adjusted(const MonitoredValue& value) const;
    void judge(double value,
               std::string_view label,
               const std::function<void(const MonitorAlarm&)>& on_alarm);
    std::optional<MonitorAlarm> check_sums(MonitorRule rule,
                                           std::array<Side, 2>& sides,
                                           std::array<double, 2> sums,
                                           double value,
                                           std::string_view label);
    [[nodiscard]] std::optional<stats::DriftDirection> check_sequence() const;
    [[nodiscard]] stats::Estimate shift_of(const Alarmed& alarmed) const;
    void add_to_bucket(double value);

    std::string stream_;
    MonitorOptions options_;
    std::vector<MonitoredValue> pending_;  ///< of the reference, until it is complete
    bool is_ready_ = false;
    bool has_no_spread_ = false;  ///< a reference that does not vary: nothing can be judged
    bool is_all_or_nothing_ = false;
    std::size_t reference_count_ = 0;
    double reference_mean_ = 0;
    double reference_sd_ = 1;
    stats::Interval reference_interval_{};  ///< of its mean, at 1 - alpha / 2
    double weight_mean_ = 1;
    double allowance_ = 0;
    std::array<stats::OneSidedSum, 2> cusum_;
    std::optional<stats::PageHinkley> page_hinkley_;
    std::array<Side, 2> cusum_sides_;
    std::array<Side, 2> page_hinkley_sides_;
    stats::Moments judged_;  ///< after the reference
    std::string first_label_;
    std::array<std::optional<Alarmed>, 3> alarms_;  ///< by rule
    std::uint64_t count_ = 0;
    double weights_ = 0;  ///< sums over all values, of w, w x, w², w² x, w² x²
    double weighted_ = 0;
    double squared_weights_ = 0;
    double squared_weighted_ = 0;
    double squared_squares_ = 0;
    std::vector<StreamBucket> buckets_;
    std::uint64_t bucket_width_ = 1;
};

/// All streams by name.
class Monitor {
  public:
    static constexpr std::size_t stream_count_max = 1000;
    using AlarmHandler = std::function<void(const std::string& stream, const MonitorAlarm&)>;

    /// Errors: invalid_input for options out of range.
    static Result<Monitor> make(const MonitorOptions& options, AlarmHandler on_alarm);

    /// Errors: invalid_input for what StreamMonitor refuses and for more streams than
    /// stream_count_max.
    Result<void> add(const std::string& stream, const MonitoredValue& value);
    /// Of another time; all of them before end_reference(), and that before the first add().
    Result<void> add_reference(const std::string& stream, const MonitoredValue& value);
    void end_reference();

    [[nodiscard]] std::vector<StreamReport> reports() const;  ///< in order of the names
    [[nodiscard]] bool has_alarm() const;

  private:
    Monitor(const MonitorOptions& options, AlarmHandler on_alarm)
        : options_(options), on_alarm_(std::move(on_alarm)) {}
    Result<StreamMonitor*> stream_of(const std::string& name);

    MonitorOptions options_;
    AlarmHandler on_alarm_;
    std::map<std::string, StreamMonitor> streams_;
};

}  // namespace assay::experiment
