#pragma once
// People's scores of a golden set, from a file of labels or from the samples themselves. Private to
// this layer.

#include "domain/sample_result.hpp"
#include "engine/judge_calibration.hpp"

#include <cstdint>
#include <string>
#include <unordered_map>
#include <unordered_set>

namespace assay::engine {

struct GoldenLabel {
    double score;       ///< 0 … 1
    std::string slice;  ///< empty: none
};

class GoldenLabels {
  public:
    /// Reads the file of labels, if there is one; the request must outlive the labels. Errors:
    /// not_found, invalid_input with file, line and field.
    static Result<GoldenLabels> open(const CalibrationRequest& request);

    /// The label of a sample, or null; valid until the next call. Errors: invalid_input for a label
    /// among the sample's columns that is no number of the scale.
    Result<const GoldenLabel*> find(const SampleResult& result);
    /// Says that the sample's label was compared.
    void count_used(const SampleResult& result) { used_.emplace(result.sample_id.view()); }

    [[nodiscard]] std::uint64_t count() const { return labels_.size(); }
    [[nodiscard]] std::uint64_t used_count() const { return used_.size(); }

  private:
    explicit GoldenLabels(const CalibrationRequest& request) : request_(request) {}

    Result<void> read_file();
    /// Onto 0 … 1; `where` begins the message of an error.
    [[nodiscard]] Result<double> score_of(const Json& value, const std::string& where) const;

    const CalibrationRequest& request_;
    std::unordered_map<std::string, GoldenLabel> labels_;  ///< by sample
    std::unordered_set<std::string> used_;
};

}  // namespace assay::engine
