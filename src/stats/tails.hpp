#pragma once
// Two-sided p-values. Pure functions.

namespace assay::stats {

/// P(|Z| >= |z|) of the standard normal.
double normal_p_value(double z);
/// P(|T| >= |t|) of Student's t; 0 when t is infinite.
double t_p_value(double t, double degrees_of_freedom);
/// P(X >= x) of chi-squared.
double chi_squared_p_value(double x, double degrees_of_freedom);

}  // namespace assay::stats
