#pragma once
// Runs a program to its end and tells what it cost.

#include <filesystem>
#include <string>
#include <vector>

namespace assay::benchmarks {

struct Cost {
    int exit_code = -1;  ///< -1 when a signal ended it
    double wall_s = 0;
    double cpu_s = 0;  ///< user and system
    double peak_mb = 0;
};

/// The program's stdout goes to `output`; its stderr is ours. `environment` is added to ours.
Cost run_to_end(const std::vector<std::string>& arguments,
                const std::vector<std::string>& environment,
                const std::filesystem::path& output);

}  // namespace assay::benchmarks
