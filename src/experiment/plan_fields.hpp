#pragma once
// Reads the fields of one object of a plan; every error says file, line and field. Private.

#include "core/nearest.hpp"
#include "core/yaml.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace assay::experiment {

class PlanFields {
  public:
    /// `path` of the object within the document, empty for the root.
    PlanFields(const YamlDocument& document, const JsonObject& object, std::string path)
        : document_(document), object_(object), path_(std::move(path)) {}

    template <typename... Args>
    [[nodiscard]] Error wrong(std::string_view key,
                              fmt::format_string<Args...> format,
                              Args&&... args) const {
        const std::string path = path_of(key);
        return make_error(ErrorKind::invalid_input,
                          "{}: {}: {}",
                          document_.place(path),
                          path.empty() ? "plan" : path,
                          fmt::format(format, std::forward<Args>(args)...));
    }
    [[nodiscard]] Result<void> only(std::span<const std::string_view> known) const {
        for (const auto& [key, value] : object_) {
            const std::string_view name(key.data(), key.size());
            if (std::ranges::find(known, name) == known.end())
                return wrong(name, "unknown key{}", did_you_mean(name, known));
        }
        return {};
    }
    /// Null for an absent key and for null.
    [[nodiscard]] const Json* find(std::string_view key) const {
        const Json* found = object_.if_contains(key);
        return found == nullptr || found->is_null() ? nullptr : found;
    }
    Result<void> read(std::string_view key, std::string& to) const {
        const Json* value = find(key);
        if (value == nullptr) return {};
        if (!value->is_string()) return wrong(key, "a text is needed, not {}", type(*value));
        to = json_view(value->get_string());
        return {};
    }
    Result<void> read_required(std::string_view key, std::string& to) const {
        if (find(key) == nullptr) return wrong(key, "is missing");
        CHECK_OK(read(key, to));
        if (to.empty()) return wrong(key, "may not be empty");
        return {};
    }
    Result<void> read(std::string_view key, std::optional<double>& to) const {
        const Json* value = find(key);
        if (value == nullptr) return {};
        to = json_number(*value);
        if (!to) return wrong(key, "a number is needed, not {}", type(*value));
        if (!std::isfinite(*to)) return wrong(key, "a finite number is needed");
        return {};
    }
    Result<void> read_between(std::string_view key, double low, double high, double& to) const {
        std::optional<double> found;
        CHECK_OK(read(key, found));
        if (!found) return {};
        if (!(*found > low && *found < high))
            return wrong(key, "{} is not between {} and {}", *found, low, high);
        to = *found;
        return {};
    }
    Result<void> read_count(std::string_view key, std::size_t high, std::size_t& to) const {
        const Json* value = find(key);
        if (value == nullptr) return {};
        const auto number = json_number(*value);
        if (!number || *number != std::floor(*number) || *number < 1 ||
            *number > static_cast<double>(high))
            return wrong(key, "a whole number from 1 to {} is needed", high);
        to = static_cast<std::size_t>(*number);
        return {};
    }
    template <typename T, std::size_t count>
    Result<void> read_choice(std::string_view key,
                             const std::pair<std::string_view, T> (&choices)[count],
                             T& to) const {
        std::string text;
        CHECK_OK(read(key, text));
        if (find(key) == nullptr) return {};
        std::vector<std::string_view> names;
        for (const auto& [name, choice] : choices) {
            if (name == text) {
                to = choice;
                return {};
            }
            names.push_back(name);
        }
        return wrong(
            key, "'{}' is none of {}{}", text, fmt::join(names, ", "), did_you_mean(text, names));
    }
    /// Null for an absent key.
    Result<const JsonArray*> list(std::string_view key) const {
        const Json* value = find(key);
        if (value == nullptr) return nullptr;
        if (!value->is_array()) return wrong(key, "a list is needed, not {}", type(*value));
        return &value->get_array();
    }
    Result<PlanFields> object(std::string_view key) const {
        const Json* value = find(key);
        if (value == nullptr) return wrong(key, "is missing");
        return of(*value, path_of(key));
    }
    [[nodiscard]] Result<PlanFields> of(const Json& value, std::string path) const {
        if (!value.is_object())
            return PlanFields(document_, object_, std::move(path))
                .wrong("", "an object is needed, not {}", type(value));
        return PlanFields(document_, value.get_object(), std::move(path));
    }
    [[nodiscard]] std::string path_of(std::string_view key) const {
        if (key.empty()) return path_;
        return path_.empty() ? std::string(key) : fmt::format("{}/{}", path_, key);
    }

  private:
    static std::string type(const Json& value) { return std::string(json_type_name(value)); }

    const YamlDocument& document_;
    const JsonObject& object_;
    std::string path_;
};

}  // namespace assay::experiment
