#pragma once
// Reads the resolved options of a metric: names and types were checked and defaults filled in by
// resolve_options(), so only what a metric itself demands can still be wrong.

#include "core/json.hpp"
#include "core/result.hpp"

#include <re2/re2.h>

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace assay::metrics {

class OptionValues {
  public:
    OptionValues(std::string_view metric, const JsonObject& options)
        : metric_(metric), options_(options) {}

    [[nodiscard]] const Json& at(std::string_view name) const;
    [[nodiscard]] bool boolean(std::string_view name) const { return at(name).get_bool(); }
    [[nodiscard]] std::int64_t integer(std::string_view name) const { return at(name).get_int64(); }
    [[nodiscard]] double number(std::string_view name) const { return *json_number(at(name)); }
    [[nodiscard]] std::string string(std::string_view name) const {
        return std::string(json_view(at(name).get_string()));
    }
    /// Nothing when the option was left at its default null.
    [[nodiscard]] std::optional<std::string> optional_string(std::string_view name) const;
    [[nodiscard]] std::vector<std::string> strings(std::string_view name) const;

    /// Errors: invalid_input when the value is not one of `accepted`, naming the nearest.
    Result<std::string> one_of(std::string_view name,
                               std::span<const std::string_view> accepted) const;
    /// Errors: invalid_input unless the value is at least `low`.
    Result<double> at_least(std::string_view name, double low) const;
    /// A compiled pattern. Errors: invalid_input with what RE2 says.
    Result<std::unique_ptr<RE2>> pattern(std::string_view name,
                                         std::string_view text,
                                         const RE2::Options& style) const;

  private:
    std::string_view metric_;
    const JsonObject& options_;
};

/// RE2's options for patterns and texts of users: UTF-8, silent about errors.
RE2::Options pattern_options();

}  // namespace assay::metrics
