#pragma once
// What was taken out of a text, so that it can be put back: the memory of one sample. Belongs to
// one thread. It holds the personal data itself; store it where the sample is stored and send it
// nowhere.

#include "core/json.hpp"
#include "core/result.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace assay::redaction {

enum class Kind : std::uint8_t {
    email,
    phone,
    card,     ///< payment card number
    iban,     ///< bank account, ISO 13616
    ssn,      ///< US social security number
    ip,       ///< IPv4 or IPv6 address
    url,      ///< web address
    name,     ///< of the list that was given
    literal,  ///< input that looked like a placeholder: replaced, never found
};
constexpr std::size_t kind_count = 9;

/// `email`, `phone`, …
std::string_view to_string(Kind kind);
/// Errors: invalid_input for anything but the first eight names, with the nearest one.
Result<Kind> parse_kind(std::string_view name);

/// Values by kind and number. The first value of a kind has number 1.
class Redactions {
  public:
    /// The placeholder of a value, such as `[EMAIL_1]`: the known one, or a new one. Values are
    /// equal if their bytes are.
    std::string placeholder(Kind kind, std::string_view value);
    /// The value behind a placeholder as it was made, brackets included; nothing for any other
    /// text. The view lives as long as this object is not changed.
    [[nodiscard]] std::optional<std::string_view> value(std::string_view placeholder) const;
    [[nodiscard]] std::size_t count(Kind kind) const { return values_of(kind).size(); }
    [[nodiscard]] bool empty() const;

    /// `{"email": ["a@example.com"], …}`: by kind, in order of number; kinds without values are
    /// left out.
    [[nodiscard]] Json to_json() const;
    /// Errors: invalid_input for an unknown kind, a value that is no string or one given twice.
    static Result<Redactions> from_json(const Json& json);

    bool operator==(const Redactions& other) const { return values_ == other.values_; }

  private:
    [[nodiscard]] const std::vector<std::string>& values_of(Kind kind) const {
        return values_[static_cast<std::size_t>(kind)];
    }

    std::array<std::vector<std::string>, kind_count> values_;
    std::array<std::unordered_map<std::string, std::size_t>, kind_count> numbers_;
};

/// A placeholder somewhere in a text: where it ends, which kind and number it names.
struct Placeholder {
    std::size_t end_byte;
    Kind kind;
    std::size_t number;
};
/// The placeholder that starts at `begin_byte`, whether anybody made it or not. Two of them never
/// overlap: each has one bracket at either end and none within.
std::optional<Placeholder> placeholder_at(std::string_view text, std::size_t begin_byte);

}  // namespace assay::redaction
