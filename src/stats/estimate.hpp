#pragma once
// A number about a population, and everything a reader needs to trust it. Undefined is null plus a
// status.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::stats {

enum class Status {
    ok,
    insufficient_data,       ///< too few observations for this quantity
    zero_variance,           ///< the observations do not vary, so the quantity is undefined
    no_variation,            ///< one value only where the method needs two
    no_pairable_units,       ///< nothing to compare
    not_strongly_connected,  ///< some models never won, or never lost, against the others
    no_valid_score_tokens,   ///< the model gave no probability to any score of the scale
    not_converged,
    invalid_argument,
};

std::string_view to_string(Status status);

/// What an interval of a sampled population is about.
enum class Population {
    finite,           ///< these very samples: what the evaluator would have said of all of them
    superpopulation,  ///< the source they came from, of which they are a sample themselves
};

struct Interval {
    double low;
    double high;
    double level_ratio;  ///< coverage aimed at, e.g. 0.95

    bool operator==(const Interval&) const = default;
};

struct Estimate {
    Status status = Status::ok;
    std::string method;  ///< e.g. `mean, t`, `proportion, wilson`, `corpus, bootstrap percentile`
    std::optional<double> value;           ///< null when status says undefined
    std::optional<double> standard_error;  ///< in units of value
    std::optional<double> degrees_of_freedom;
    std::optional<Interval> interval;
    std::size_t count = 0;           ///< scored observations behind value
    std::size_t unscored_count = 0;  ///< observations without a score; never counted as 0
    std::optional<std::size_t> cluster_count;
    std::optional<std::uint64_t> seed;  ///< of resampling, when there was any
    std::vector<std::string> warnings;  ///< whole sentences for the reader

    bool operator==(const Estimate&) const = default;
};

}  // namespace assay::stats
