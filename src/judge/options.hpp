#pragma once
// Reading a judge's options, with messages that name the option and what would be accepted.

#include "core/json.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace assay::judge {

/// Integers from low to high, the better the higher.
struct GradeScale {
    std::int64_t low = 1;
    std::int64_t high = 5;

    [[nodiscard]] bool holds(std::int64_t grade) const { return grade >= low && grade <= high; }
    /// 0 … 1.
    [[nodiscard]] double ratio(double grade) const {
        return (grade - static_cast<double>(low)) / static_cast<double>(high - low);
    }
};

/// `[low, high]`, at most 20 grades; 1 … 5 when absent.
Result<GradeScale> read_scale(const JsonObject& options);
Json to_json(const GradeScale& scale);

/// A list of strings that are not empty.
Result<std::vector<std::string>> read_texts(const Json& value, std::string_view option);
Json to_json_list(const std::vector<std::string>& texts);

/// Errors: invalid_input with the nearest known option.
Result<void> check_known(const JsonObject& options, std::initializer_list<std::string_view> known);

}  // namespace assay::judge
