#pragma once
// Writes the JSON of a request body straight into text. Members that the user gave in
// Settings::extra win over ours.

#include "core/json.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace assay::providers {

class BodyWriter {
  public:
    explicit BodyWriter(const JsonObject& extra) : extra_(extra) {}

    void member(std::string_view name, std::string_view text) {
        if (begin(name)) append_json_string(out_, text);
    }
    void member(std::string_view name, const Json& value) {
        if (begin(name)) out_ += to_json_text(value);
    }
    /// JSON text that was written elsewhere.
    void raw_member(std::string_view name, std::string_view json) {
        if (begin(name)) out_ += json;
    }
    template <typename Value>
    void member(std::string_view name, const std::optional<Value>& value) {
        if (value) member(name, Json(*value));
    }
    /// Adds the user's members and gives the text.
    std::string finish() {
        for (const auto& [name, value] : extra_) {
            open_member({name.data(), name.size()});
            out_ += to_json_text(value);
        }
        if (out_.empty()) out_ = "{";
        out_ += '}';
        return std::move(out_);
    }

  private:
    bool begin(std::string_view name) {
        if (extra_.contains({name.data(), name.size()})) return false;
        open_member(name);
        return true;
    }
    void open_member(std::string_view name) {
        out_ += out_.empty() ? '{' : ',';
        append_json_string(out_, name);
        out_ += ':';
    }

    const JsonObject& extra_;
    std::string out_;
};

}  // namespace assay::providers
