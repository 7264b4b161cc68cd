#pragma once
// p-values, two-sided but for upper tails. Pure functions.

namespace assay::stats {

/// P(|Z| >= |z|) of the standard normal.
double normal_p_value(double z);
/// P(|T| >= |t|) of Student's t; 0 when t is infinite.
double t_p_value(double t, double degrees_of_freedom);
/// P(T >= t) of Student's t.
double t_upper_tail(double t, double degrees_of_freedom);
/// P(Z >= z) of the standard normal.
double normal_upper_tail(double z);
/// P(X >= x) of chi-squared.
double chi_squared_p_value(double x, double degrees_of_freedom);

}  // namespace assay::stats
