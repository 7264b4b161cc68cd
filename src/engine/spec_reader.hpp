#pragma once
// Reading values of a run file, with errors that name file, line and what would be accepted.
// Private to this layer.

#include "core/json.hpp"
#include "core/yaml.hpp"
#include "engine/model_spec.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace assay::engine {

/// A path is the keys from the root, joined with '/': `evaluators/0/name`.
class SpecReader {
  public:
    explicit SpecReader(const YamlDocument& document) : document_(document) {}

    [[nodiscard]] Error error(std::string_view path, std::string_view message) const;
    [[nodiscard]] Error wrong_type(std::string_view path,
                                   const Json& value,
                                   std::string_view wanted) const;

    /// A map whose keys are all known.
    Result<void> only(const Json& value,
                      std::string_view path,
                      std::span<const std::string_view> known) const;
    /// Strings, also from plain numbers and booleans.
    Result<std::string> text(std::string_view path, const Json& value) const;
    Result<double> number(std::string_view path, const Json& value) const;
    Result<double> number_within(std::string_view path,
                                 const Json& value,
                                 double low,
                                 double high) const;
    /// Above 0 and at most 1.
    Result<double> share(std::string_view path, const Json& value) const;
    Result<std::int64_t> integer(std::string_view path,
                                 const Json& value,
                                 std::int64_t least,
                                 std::int64_t most = INT64_MAX) const;
    Result<bool> boolean(std::string_view path, const Json& value) const;
    /// A list, or one text alone.
    Result<std::vector<std::string>> texts(std::string_view path, const Json& value) const;

    static std::string join(std::string_view path, std::string_view key);

  private:
    const YamlDocument& document_;
};

template <typename T>
Result<void> set(T& to, Result<T> value) {
    TRY(to, std::move(value));
    return {};
}

template <typename To, typename From>
Result<void> set_optional(std::optional<To>& to, Result<From> value) {
    TRY(From found, std::move(value));
    to = static_cast<To>(std::move(found));
    return {};
}

/// The blocks `settings` and `provider`, also of an entry of `models`.
Result<void> read_settings(const SpecReader& reader,
                           std::string_view path,
                           const Json& value,
                           providers::Settings& to);
Result<void> read_provider(const SpecReader& reader,
                           std::string_view path,
                           const Json& value,
                           ProviderSettings& to);

}  // namespace assay::engine
