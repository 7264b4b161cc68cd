#include "stats/mean_difference.hpp"

#include "stats/mean.hpp"
#include "stats/ranges.hpp"
#include "stats/tails.hpp"

#include <cmath>
#include <vector>

namespace assay::stats {
namespace {

/// error: of the difference; infinite or NaN when it overflowed.
void conclude(double error, double freedom, double confidence_ratio, HypothesisTest& test) {
    if (!is_moderate(error) || !is_moderate(*test.estimate)) {
        test = {.status = Status::invalid_argument, .method = test.method};
        return;
    }
    if (is_nil(error, *test.estimate)) {
        test.status = Status::zero_variance;
        return;
    }
    const double half = two_sided_t(freedom, confidence_ratio) * error;
    test.standard_error = error;
    test.statistic = *test.estimate / error;
    test.degrees_of_freedom = freedom;
    test.p_value = t_p_value(*test.statistic, freedom);
    test.interval = {.low = *test.estimate - half,
                     .high = *test.estimate + half,
                     .level_ratio = confidence_ratio};
}

/// The difference of the means, and a status that is ok when it can be tested.
HypothesisTest difference(std::string_view method,
                          std::span<const double> control,
                          std::span<const double> treatment) {
    HypothesisTest test{.method = method};
    if (!all_finite(control) || !all_finite(treatment)) {
        test.status = Status::invalid_argument;
        return test;
    }
    if (!control.empty() && !treatment.empty())
        test.estimate = moments_of(treatment).mean() - moments_of(control).mean();
    if (control.size() < 2 || treatment.size() < 2)
        test.status = Status::insufficient_data;
    else if (all_equal(control) && all_equal(treatment))
        test.status = Status::zero_variance;
    return test;
}

}  // namespace

double welch_degrees_of_freedom(double v1, double n1, double v2, double n2) {
    const double share = v1 / (v1 + v2);
    return 1 / (share * share / (n1 - 1) + (1 - share) * (1 - share) / (n2 - 1));
}

HypothesisTest welch_t_test(std::span<const double> control,
                            std::span<const double> treatment,
                            double confidence_ratio) {
    HypothesisTest test = difference("welch t", control, treatment);
    if (test.status != Status::ok) return test;
    const auto n1 = static_cast<double>(control.size());
    const auto n2 = static_cast<double>(treatment.size());
    const double v1 = moments_of(control).sample_variance() / n1;
    const double v2 = moments_of(treatment).sample_variance() / n2;
    const double freedom = welch_degrees_of_freedom(v1, n1, v2, n2);
    conclude(std::sqrt(v1 + v2), freedom, confidence_ratio, test);
    return test;
}

HypothesisTest student_t_test(std::span<const double> control,
                              std::span<const double> treatment,
                              double confidence_ratio) {
    HypothesisTest test = difference("student t", control, treatment);
    if (test.status != Status::ok) return test;
    const auto n1 = static_cast<double>(control.size());
    const auto n2 = static_cast<double>(treatment.size());
    const double freedom = n1 + n2 - 2;
    const double pooled =
        (moments_of(control).centred_squares() + moments_of(treatment).centred_squares()) / freedom;
    conclude(std::sqrt(pooled * (1 / n1 + 1 / n2)), freedom, confidence_ratio, test);
    return test;
}

HypothesisTest paired_t_test(std::span<const double> control,
                             std::span<const double> treatment,
                             double confidence_ratio) {
    HypothesisTest test{.method = "paired t"};
    if (control.size() != treatment.size() || !all_finite(control) || !all_finite(treatment)) {
        test.status = Status::invalid_argument;
        return test;
    }
    std::vector<double> differences(control.size());
    for (std::size_t i = 0; i < differences.size(); ++i) differences[i] = treatment[i] - control[i];
    const Moments moments = moments_of(differences);
    if (moments.count() > 0) test.estimate = moments.mean();
    if (moments.count() < 2) {
        test.status = Status::insufficient_data;
        return test;
    }
    if (all_equal(differences)) {
        test.status = Status::zero_variance;
        return test;
    }
    const auto n = static_cast<double>(moments.count());
    conclude(std::sqrt(moments.sample_variance() / n), n - 1, confidence_ratio, test);
    return test;
}

}  // namespace assay::stats
