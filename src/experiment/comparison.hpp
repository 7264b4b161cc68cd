#pragma once
// What comparing two runs says. Value types and pure functions.

#include "core/json.hpp"
#include "core/result.hpp"
#include "domain/score_table.hpp"
#include "stats/bootstrap.hpp"
#include "stats/estimate.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace assay::experiment {

/// Where the samples of both runs went: each counts once, under the first reason that fits.
struct PairCounts {
    std::uint64_t paired = 0;
    std::uint64_t only_in_first = 0;
    std::uint64_t only_in_second = 0;
    std::uint64_t failed_in_first = 0;  ///< an infrastructure error in every repeat
    std::uint64_t failed_in_second = 0;
    std::uint64_t unscored_in_first = 0;
    std::uint64_t unscored_in_second = 0;

    bool operator==(const PairCounts&) const = default;
};

/// second - first, of the paired samples.
struct Difference {
    stats::Status status = stats::Status::ok;
    std::string method;  ///< of the interval: `paired t`, `paired, clustered CR2`, `bootstrap, bca`
    std::string test;    ///< of the p-value: `paired t`, `mcnemar exact`, …
    std::optional<double> value;
    std::optional<double> standard_error;
    std::optional<double> degrees_of_freedom;
    std::optional<stats::Interval> interval;
    std::optional<double> p_value;           ///< two-sided, alone
    std::optional<double> adjusted_p_value;  ///< with all the others that are looked at
    std::optional<std::size_t> cluster_count;

    bool operator==(const Difference&) const = default;
};

/// Sizes that do not depend on the scale of the metric; null where undefined.
struct Effects {
    std::optional<double> cohens_d;
    std::optional<double> cohens_dz;  ///< of the pairs
    std::optional<double> cohens_h;   ///< of two rates; null unless all values are 0 or 1
    std::optional<double>
        superiority_ratio;  ///< A12: a sample of the second is above one of the first

    bool operator==(const Effects&) const = default;
};

/// Samples on which the second run was better, alike, worse; by value where no side is better.
struct Outcomes {
    std::uint64_t won = 0;
    std::uint64_t tied = 0;
    std::uint64_t lost = 0;

    bool operator==(const Outcomes&) const = default;
};

struct ChangedSample {
    std::string sample_id;
    double first = 0;
    double second = 0;
    std::string first_output;  ///< empty until somebody fetches them
    std::string second_output;

    bool operator==(const ChangedSample&) const = default;
};

struct SliceComparison {
    std::string field;
    std::string value;
    std::uint64_t paired_count = 0;
    std::optional<double> first_mean;
    std::optional<double> second_mean;
    Difference difference;

    bool operator==(const SliceComparison&) const = default;
};

struct MetricComparison {
    std::string metric;  ///< name of the evaluator in both runs
    std::string tier;    ///< of a judge; else empty
    std::string better;  ///< `higher`, `lower`, `neither`
    PairCounts pairs;
    std::optional<double> first_mean;  ///< of the paired samples; of a corpus metric its value
    std::optional<double> second_mean;
    Difference difference;
    Effects effects;
    Outcomes outcomes;
    std::vector<SliceComparison> slices;
    std::vector<ChangedSample> worst;  ///< lost most, largest change first
    std::vector<ChangedSample> best;   ///< gained most
    std::vector<std::string> warnings;

    bool operator==(const MetricComparison&) const = default;
};

/// What a reader needs to know of a run.
struct Side {
    std::string name;
    std::string model;
    std::string dataset;
    std::string dataset_version;
    std::uint64_t row_count = 0;
    std::uint64_t sample_count = 0;  ///< less than rows when samples were repeated

    bool operator==(const Side&) const = default;
};

struct RunComparison {
    Side first;
    Side second;
    std::vector<MetricComparison> metrics;
    std::vector<std::string> warnings;

    bool operator==(const RunComparison&) const = default;
};

enum class Versions { same, may_differ };

struct ComparisonOptions {
    double confidence_ratio = 0.95;
    std::size_t changed_count_max = 3;  ///< worst and best samples to name, each
    std::vector<std::string> metrics;   ///< only these; empty: all that both runs have
    Versions versions = Versions::same;
    std::uint64_t seed = 0;  ///< of the bootstrap
    std::size_t thread_count = 1;
};

/// Compares by sample id; repeats of a sample are averaged first. Corpus metrics are left to
/// compare_corpus(). Errors: invalid_input when nothing can be compared, and says what would be:
/// no common sample or metric, a name in options.metrics that not both runs have, NaN or infinity,
/// other questions (see check_same_measure) or another evaluator version unless they may differ.
Result<RunComparison> compare_tables(const ScoreTable& first,
                                     const ScoreTable& second,
                                     const ComparisonOptions& options);

/// A metric that is no mean of samples, on samples that both runs have.
struct CorpusPair {
    std::string metric;
    std::string better;
    PairCounts pairs;
    /// The metric when pair i counts weights[i] times; run on several threads.
    stats::WeightedStatistic first;
    stats::WeightedStatistic second;
    std::span<const std::uint32_t> clusters;  ///< as BootstrapOptions::clusters
};

/// The difference of the two values under joint resampling of the pairs: BCa up to
/// bca_unit_count_max units, percentiles above, where the two are alike and BCa would take a value
/// per unit. The p-value is the normal one of the difference over its bootstrap standard error.
MetricComparison compare_corpus(const CorpusPair& pair, const ComparisonOptions& options);
inline constexpr std::size_t bca_unit_count_max = 5000;

/// Holm over all metrics of all comparisons, Benjamini-Hochberg over all their slices.
void adjust_p_values_of(std::span<RunComparison> comparisons);

enum class Verdict {
    better,  ///< the second run is better
    worse,
    higher,  ///< it is higher, and nobody said which side is better
    lower,
    undecided,  ///< the data do not tell
    identical,  ///< no sample changed
    undefined,  ///< too little to tell anything
};

/// Whether the adjusted p-value (or without one, the p-value) is at most 1 - confidence_ratio, and
/// which way.
Verdict verdict_of(const Difference& difference, std::string_view better, double confidence_ratio);
/// `B is better by 0.031 (95 % 0.01 … 0.052), p = 0.004 after Holm.`
std::string verdict_sentence(const MetricComparison& metric,
                             std::string_view second_name,
                             double confidence_ratio);

Json to_json(const RunComparison& comparison, double confidence_ratio);

}  // namespace assay::experiment
