#include "experiment/monitor.hpp"

#include "stats/confidence_sequence.hpp"
#include "stats/mean_difference.hpp"
#include "stats/symmetric_interval.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

// Values are measured from the mean of the reference in its standard deviations. A value drawn with
// probability p counts 1 / p times its distance, over the mean of that in the reference: sums then
// follow the traffic and not the policy that draws from it.
namespace assay::experiment {
namespace {

using stats::DriftDirection;

constexpr std::size_t reference_count_min = 20;
constexpr std::size_t reference_count_max = 100'000;
constexpr double allowance_sd = 0.25;  ///< half of the shift to be found soon
constexpr std::size_t after_count_min = 30;
constexpr std::size_t bucket_count_max = 240;

/// How much further apart a threshold must be than for a normal stream, for false alarms as rare.
/// Sums above their allowance decay as exp(-rate * height) (Lundberg); rate solves
/// mean(exp(rate * (z - allowance))) = 1 and is 2 * allowance for a normal stream. Skewed scores,
/// such as rare failures, have a smaller one.
double stretch_of(const std::vector<double>& standardized, double sign) {
    const double normal_rate = 2 * allowance_sd;
    constexpr double stretch_max = 5;
    const auto excess = [&](double rate) {
        double sum = 0;
        for (const double z : standardized) sum += std::expm1(rate * (sign * z - allowance_sd));
        return sum;
    };
    if (excess(normal_rate) <= 0) return 1;
    double low = normal_rate / stretch_max;
    double high = normal_rate;
    if (excess(low) >= 0) return stretch_max;
    for (int i = 0; i < 40; ++i) {
        const double middle = (low + high) / 2;
        (excess(middle) > 0 ? high : low) = middle;
    }
    return normal_rate / low;
}

Result<void> check(const MonitoredValue& value) {
    constexpr double value_max = 1e100;
    if (!(std::abs(value.value) <= value_max))
        return fail(ErrorKind::invalid_input, "the value {} cannot be watched", value.value);
    if (!(value.inclusion_ratio >= 1e-6 && value.inclusion_ratio <= 1))
        return fail(ErrorKind::invalid_input,
                    "the inclusion ratio {} is not above 0 and up to 1",
                    value.inclusion_ratio);
    return {};
}

}  // namespace

std::string_view to_string(MonitorRule rule) {
    switch (rule) {
        case MonitorRule::cusum:
            return "cusum";
        case MonitorRule::page_hinkley:
            return "page_hinkley";
        case MonitorRule::sequence:
            return "confidence_sequence";
    }
    ASSAY_ASSERT(false, "a MonitorRule outside its enumerators");
}

StreamMonitor::StreamMonitor(std::string stream, const MonitorOptions& options)
    : stream_(std::move(stream)), options_(options) {}

double StreamMonitor::adjusted(const MonitoredValue& value) const {
    const double weight = 1 / value.inclusion_ratio / weight_mean_;
    return reference_mean_ + (value.value - reference_mean_) * weight;
}

void StreamMonitor::set_reference() {
    double weights = 0;
    double weighted = 0;
    for (const MonitoredValue& one : pending_) {
        weights += 1 / one.inclusion_ratio;
        weighted += one.value / one.inclusion_ratio;
    }
    const auto count = static_cast<double>(pending_.size());
    reference_count_ = pending_.size();
    reference_mean_ = weighted / weights;
    weight_mean_ = weights / count;
    stats::Moments moments;
    for (const MonitoredValue& one : pending_) moments.add(adjusted(one));
    reference_sd_ = std::sqrt(moments.sample_variance());
    const double first = pending_.front().value;
    if (!(reference_sd_ > 1e-12 * std::abs(reference_mean_))) {
        // As many rates near 0 or 1 say nothing else; half a failure more gives them a spread.
        is_all_or_nothing_ = first == 0 || first == 1;
        const double rate = 0.5 / (count + 1);
        reference_sd_ = std::sqrt(rate * (1 - rate));
        has_no_spread_ = !is_all_or_nothing_;
    }
    std::vector<double> standardized;
    for (const MonitoredValue& one : pending_)
        standardized.push_back((adjusted(one) - reference_mean_) / reference_sd_);
    if (is_all_or_nothing_) standardized.push_back((first == 0 ? 1 : -1) / reference_sd_);
    // The reference's mean is itself known only so well.
    allowance_ = allowance_sd + 1 / std::sqrt(count);
    const double threshold = stats::cusum_threshold(allowance_sd, options_.false_alarm_every);
    for (auto* sides : {&cusum_sides_, &page_hinkley_sides_}) {
        (*sides)[0].threshold = threshold * stretch_of(standardized, 1);
        (*sides)[1].threshold = threshold * stretch_of(standardized, -1);
    }
    stats::Estimate reference{.value = reference_mean_};
    stats::set_symmetric_interval(reference_sd_ / std::sqrt(static_cast<double>(reference_count_)),
                                  static_cast<double>(reference_count_ - 1),
                                  1 - options_.alpha / 2,
                                  reference);
    reference_interval_ = *reference.interval;
    // The running mean starts with the weight of the reference, and at its mean.
    page_hinkley_.emplace(stats::PageHinkleyOptions{
        .allowance = allowance_, .threshold = std::numeric_limits<double>::infinity()});
    for (std::size_t i = 0; i < reference_count_; ++i) page_hinkley_->add(0);
    pending_ = {};
    is_ready_ = true;
}

Result<void> StreamMonitor::add_reference(const MonitoredValue& value) {
    CHECK_OK(check(value));
    if (!is_ready_ && pending_.size() < reference_count_max)
        pending_.push_back({.value = value.value, .inclusion_ratio = value.inclusion_ratio});
    return {};
}

void StreamMonitor::freeze() {
    if (!is_ready_ && pending_.size() >= reference_count_min) set_reference();
}

void StreamMonitor::add_to_bucket(double value) {
    if (buckets_.empty() || buckets_.back().count == bucket_width_) {
        if (buckets_.size() == bucket_count_max) {
            for (std::size_t i = 0; i < bucket_count_max / 2; ++i)
                buckets_[i] = {.count = 2 * bucket_width_,
                               .mean = (buckets_[2 * i].mean + buckets_[2 * i + 1].mean) / 2};
            buckets_.resize(bucket_count_max / 2);
            bucket_width_ *= 2;
        }
        buckets_.push_back({});
    }
    StreamBucket& bucket = buckets_.back();
    ++bucket.count;
    bucket.mean += (value - bucket.mean) / static_cast<double>(bucket.count);
}

Result<void> StreamMonitor::add(const MonitoredValue& value,
                                const std::function<void(const MonitorAlarm&)>& on_alarm) {
    CHECK_OK(check(value));
    ++count_;
    const double weight = 1 / value.inclusion_ratio;
    weights_ += weight;
    weighted_ += weight * value.value;
    squared_weights_ += weight * weight;
    squared_weighted_ += weight * weight * value.value;
    squared_squares_ += weight * weight * value.value * value.value;
    add_to_bucket(value.value);
    if (is_ready_) {
        judge(adjusted(value), value.label, on_alarm);
        return {};
    }
    pending_.push_back({.value = value.value, .inclusion_ratio = value.inclusion_ratio});
    if (pending_.size() >= options_.reference_count) set_reference();
    return {};
}

std::optional<MonitorAlarm> StreamMonitor::check_sums(MonitorRule rule,
                                                      std::array<Side, 2>& sides,
                                                      std::array<double, 2> sums,
                                                      double value,
                                                      std::string_view label) {
    for (std::size_t i = 0; i < sides.size(); ++i) {
        Side& side = sides[i];
        if (sums[i] == 0) {
            side.since = {};
            continue;
        }
        if (side.since.count() == 0) {
            side.since_number = count_;
            side.since_label = label;
        }
        side.since.add(value);
    }
    for (std::size_t i = 0; i < sides.size(); ++i) {
        if (!(sums[i] > sides[i].threshold)) continue;
        return MonitorAlarm{.rule = rule,
                            .direction = i == 0 ? DriftDirection::up : DriftDirection::down,
                            .number = count_,
                            .label = std::string(label),
                            .since_number = sides[i].since_number,
                            .since_label = sides[i].since_label};
    }
    return std::nullopt;
}

/// Whether the mean since the reference differs from the reference's: half of alpha for the
/// sequence, the other for the reference, which is looked at once.
std::optional<DriftDirection> StreamMonitor::check_sequence() const {
    const auto count = static_cast<double>(judged_.count());
    const double error = std::sqrt(judged_.sample_variance() / count);
    const stats::SequentialLook look = stats::confidence_sequence(
        judged_.mean(), error, judged_.count(), {.alpha = options_.alpha / 2});
    if (!look.interval || !look.may_decide) return std::nullopt;
    if (look.interval->low > reference_interval_.high) return DriftDirection::up;
    if (look.interval->high < reference_interval_.low) return DriftDirection::down;
    return std::nullopt;
}

void StreamMonitor::judge(double value,
                          std::string_view label,
                          const std::function<void(const MonitorAlarm&)>& on_alarm) {
    if (judged_.count() == 0) first_label_ = label;
    judged_.add(value);
    for (std::optional<Alarmed>& alarmed : alarms_)
        if (alarmed) alarmed->after.add(value);
    if (has_no_spread_) return;
    const double z = (value - reference_mean_) / reference_sd_;
    cusum_[0].add(z - allowance_);
    cusum_[1].add(-z - allowance_);
    page_hinkley_->add(z);
    const auto raise = [&](MonitorAlarm alarm, const stats::Moments& before) {
        std::optional<Alarmed>& place = alarms_[static_cast<std::size_t>(alarm.rule)];
        if (place) return;
        place.emplace(Alarmed{.alarm = std::move(alarm), .before = before, .after = {}});
        place->alarm.shift = shift_of(*place);
        if (on_alarm) on_alarm(place->alarm);
    };
    const auto side_of = [](const MonitorAlarm& alarm) {
        return static_cast<std::size_t>(alarm.direction == DriftDirection::up ? 0 : 1);
    };
    if (auto alarm = check_sums(
            MonitorRule::cusum, cusum_sides_, {cusum_[0].sum(), cusum_[1].sum()}, value, label)) {
        const auto& side = cusum_sides_[side_of(*alarm)];
        raise(*std::move(alarm), side.since);
    }
    if (auto alarm = check_sums(MonitorRule::page_hinkley,
                                page_hinkley_sides_,
                                {page_hinkley_->up(), page_hinkley_->down()},
                                value,
                                label)) {
        const auto& side = page_hinkley_sides_[side_of(*alarm)];
        raise(*std::move(alarm), side.since);
    }
    if (alarms_[static_cast<std::size_t>(MonitorRule::sequence)]) return;
    if (const auto direction = check_sequence())
        raise({.rule = MonitorRule::sequence,
               .direction = *direction,
               .number = count_,
               .label = std::string(label),
               .since_number = count_ - judged_.count() + 1,
               .since_label = first_label_},
              judged_);
}

stats::Estimate StreamMonitor::shift_of(const Alarmed& alarmed) const {
    const bool is_after = alarmed.after.count() >= after_count_min;
    const stats::Moments& now = is_after ? alarmed.after : alarmed.before;
    stats::Estimate shift{.method = is_after ? "mean after the alarm minus reference, welch t"
                                             : "mean since the change minus reference, welch t",
                          .value = now.mean() - reference_mean_,
                          .count = now.count()};
    const auto reference_count = static_cast<double>(reference_count_);
    const auto count = static_cast<double>(now.count());
    const double ours = reference_sd_ * reference_sd_ / reference_count;
    const double theirs = now.sample_variance() / std::max(count, 1.0);
    if (now.count() >= 2)
        stats::set_symmetric_interval(
            std::sqrt(ours + theirs),
            stats::welch_degrees_of_freedom(ours, reference_count, theirs, count),
            options_.confidence_ratio,
            shift);
    if (!is_after)
        shift.warnings.emplace_back(
            "From the values that raised the alarm: too large by selection, until 30 more came.");
    return shift;
}

bool StreamMonitor::has_alarm() const {
    return std::ranges::any_of(alarms_, [](const auto& one) { return one.has_value(); });
}

StreamReport StreamMonitor::report() const {
    StreamReport out{.stream = stream_,
                     .status = !is_ready_       ? stats::Status::insufficient_data
                               : has_no_spread_ ? stats::Status::zero_variance
                                                : stats::Status::ok,
                     .count = count_,
                     .reference_count = reference_count_,
                     .reference_mean = reference_mean_,
                     .reference_sd = has_no_spread_ ? 0 : reference_sd_,
                     .buckets = buckets_,
                     .bucket_width = bucket_width_};
    const bool is_drawn = squared_weights_ != weights_;
    out.mean.method = is_drawn ? "mean, hajek" : "mean, t";
    out.mean.count = count_;
    if (count_ > 0) out.mean.value = weighted_ / weights_;
    if (count_ > 1) {
        const double mean = *out.mean.value;
        const auto count = static_cast<double>(count_);
        const double squares = std::max(
            0.0, squared_squares_ - 2 * mean * squared_weighted_ + mean * mean * squared_weights_);
        stats::set_symmetric_interval(std::sqrt(squares * count / (count - 1)) / weights_,
                                      count - 1,
                                      options_.confidence_ratio,
                                      out.mean);
    } else {
        out.mean.status = stats::Status::insufficient_data;
    }
    for (const std::optional<Alarmed>& alarmed : alarms_) {
        if (!alarmed) continue;
        out.alarms.push_back(alarmed->alarm);
        out.alarms.back().shift = shift_of(*alarmed);
    }
    if (is_all_or_nothing_)
        out.warnings.push_back(fmt::format(
            "All {} values of the reference are {}: its spread is taken as if half a value more "
            "were otherwise.",
            reference_count_,
            reference_mean_));
    if (has_no_spread_)
        out.warnings.push_back(
            fmt::format("All {} values of the reference are {}: without any spread no change can "
                        "be told from noise.",
                        reference_count_,
                        reference_mean_));
    if (!is_ready_)
        out.warnings.push_back(fmt::format("{} of {} values that say what is normal: not watched.",
                                           pending_.size(),
                                           options_.reference_count));
    return out;
}

Result<Monitor> Monitor::make(const MonitorOptions& options, AlarmHandler on_alarm) {
    if (options.reference_count < reference_count_min ||
        options.reference_count > reference_count_max)
        return fail(ErrorKind::invalid_input,
                    "the reference is {} to {} values",
                    reference_count_min,
                    reference_count_max);
    if (!(options.false_alarm_every >= 100 && options.false_alarm_every <= 1e9))
        return fail(ErrorKind::invalid_input, "false alarms come every 100 to 1e9 values");
    if (!(options.alpha >= 1e-9 && options.alpha <= 0.5))
        return fail(ErrorKind::invalid_input, "alpha is above 0 and up to 0.5, such as 0.01");
    if (!stats::is_confidence(options.confidence_ratio))
        return fail(ErrorKind::invalid_input, "the confidence is between 0 and 1, such as 0.95");
    return Monitor(options, std::move(on_alarm));
}

Result<StreamMonitor*> Monitor::stream_of(const std::string& name) {
    const auto found = streams_.find(name);
    if (found != streams_.end()) return &found->second;
    if (streams_.size() == stream_count_max)
        return fail(ErrorKind::invalid_input,
                    "'{}' is one stream more than {}, the most that are watched",
                    name,
                    stream_count_max);
    return &streams_.try_emplace(name, name, options_).first->second;
}

Result<void> Monitor::add_reference(const std::string& stream, const MonitoredValue& value) {
    TRY(StreamMonitor * monitor, stream_of(stream));
    return monitor->add_reference(value);
}

Result<void> Monitor::add(const std::string& stream, const MonitoredValue& value) {
    TRY(StreamMonitor * monitor, stream_of(stream));
    return monitor->add(value, [&](const MonitorAlarm& alarm) {
        if (on_alarm_) on_alarm_(stream, alarm);
    });
}

void Monitor::end_reference() {
    for (auto& [name, stream] : streams_) stream.freeze();
}

std::vector<StreamReport> Monitor::reports() const {
    std::vector<StreamReport> out;
    for (const auto& [name, stream] : streams_) out.push_back(stream.report());
    return out;
}

bool Monitor::has_alarm() const {
    return std::ranges::any_of(streams_, [](const auto& one) { return one.second.has_alarm(); });
}

}  // namespace assay::experiment
