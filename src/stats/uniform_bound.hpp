#pragma once
// Bounds that a sum of centred observations stays under at every moment at once with probability
// 1 - alpha: what makes looking at an experiment as often as one likes safe. Pure functions.
//
// s: the sum; v >= 0: its variance so far (the count, for observations of variance 1). A mixture is
// a nonnegative supermartingale that starts at 1, an e-value at every moment; its bound is the s
// where it reaches 1 / alpha. best_v: the v where the bound is tightest, to be fixed before.
// Source: Howard, Ramdas, McAuliffe & Sekhon 2021.
// Null for NaN, infinity, v < 0, best_v <= 0, alpha outside (0, 1), or (0, 1/2) when one-sided, and
// magnitudes beyond 1e75 or 1e-75.

#include <optional>

namespace assay::stats {

struct MixtureOptions {
    double best_v;
    double best_alpha = 0.05;  ///< the alpha for which best_v is best
};

/// The mixture's own variance: about best_v over 2 ln(1/alpha) + ln(1 + 2 ln(1/alpha)).
std::optional<double> two_sided_normal_rho(const MixtureOptions& options);

/// Natural logarithm of the mixture over normal effects of either sign.
std::optional<double> two_sided_normal_log(double s, double v, const MixtureOptions& options);
std::optional<double> two_sided_normal_bound(double v, double alpha, const MixtureOptions& options);

/// Over effects above 0 only: for one direction, and tighter there from about best_v / 10 on.
std::optional<double> one_sided_normal_log(double s, double v, const MixtureOptions& options);
std::optional<double> one_sided_normal_bound(double v, double alpha, const MixtureOptions& options);

/// For sums with exponential tails of scale > 0 (sub-gamma on the right). Null also when v and rho
/// are more than 1e8 squares of the scale, where the normal bound is the same, or rho below 1e-6.
std::optional<double> gamma_exponential_bound(double v,
                                              double alpha,
                                              double scale,
                                              const MixtureOptions& options);

/// Grows as sqrt(v log log v), the least possible rate, from v_min > 0 on; scale >= 0 as above.
std::optional<double> polynomial_stitching_bound(double v,
                                                 double alpha,
                                                 double v_min,
                                                 double scale);

}  // namespace assay::stats
