#pragma once
// A small model that says what a judge would say, with the promise that came out of its training.
// Immutable and cheap to copy; any number of threads may call one object.

#include "distill/example.hpp"

#include "core/result.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::distill {

/// Measured on predictions by models that had not seen the example's fold, the calibration
/// included. Means are weighted by Example::weight.
struct Quality {
    std::size_t count = 0;
    std::size_t group_count = 0;
    double r_squared = 0;            ///< share of the scores' variance explained
    std::optional<double> spearman;  ///< unweighted; null when the predictions are all equal
    double mean_absolute_error = 0;
    double absolute_error_sd = 0;
    double residual_mean = 0;  ///< of judged - predicted
    double residual_sd = 0;
    /// Mean distance between predicted and judged score in ten bins of about equal count.
    double calibration_error = 0;
    double coverage_ratio = 0;   ///< judged score within the interval
    double escalated_ratio = 0;  ///< of the training examples, must be escalated

    bool operator==(const Quality&) const = default;
};

struct Model;

class TrainedJudge {
  public:
    /// Errors: invalid_input when the number of metric scores is not that of metric_names(), or one
    /// is not finite. O(bytes of the example).
    [[nodiscard]] Result<Prediction> predict(const Example& example) const;

    [[nodiscard]] const std::string& name() const;
    [[nodiscard]] std::uint32_t version() const;
    /// What Example::metric_scores holds, in order.
    [[nodiscard]] const std::vector<std::string>& metric_names() const;
    [[nodiscard]] const Quality& quality() const;
    /// SHA-256 over everything the predictions depend on: 64 lower-case hexadecimal digits. Equal
    /// for equal examples, options and seed on every machine.
    [[nodiscard]] const std::string& hash() const;

    /// At most some 260 kB. The last 64 bytes are hash(), that of all before.
    [[nodiscard]] std::string to_bytes() const;
    /// Errors: corrupt for bytes that to_bytes() did not give, or were changed since; invalid_input
    /// for a format or features of another version of this program.
    static Result<TrainedJudge> from_bytes(std::string_view bytes);

    /// For training and monitoring: takes, and shows, parts that fit together.
    explicit TrainedJudge(Model model);
    [[nodiscard]] const Model& model() const;

  private:
    struct Parts;
    std::shared_ptr<const Parts> parts_;  ///< shared by the copies
};

}  // namespace assay::distill
