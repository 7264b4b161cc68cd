#pragma once
// Takes personal data out of a text before it leaves for a provider, and puts it back into the
// answer. Immutable; thread-safe.

#include "redaction/redactions.hpp"

#include "core/result.hpp"

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace assay::redaction {

struct RedactionOptions {
    /// Kind::name comes with a list of names and need not stand here; Kind::url must be asked for,
    /// as questions about web pages need their addresses.
    std::vector<Kind> kinds = {
        Kind::email, Kind::phone, Kind::card, Kind::iban, Kind::ssn, Kind::ip};
    /// Persons to take out, each 1 to 16 words. Upper and lower case, composed and decomposed
    /// letters are the same; words may be joined by white space, hyphen, apostrophe or full stop.
    std::vector<std::string> names;
};

struct Span {
    Kind kind;
    std::size_t begin_byte;
    std::size_t end_byte;

    bool operator==(const Span&) const = default;
};

class Redactor {
  public:
    /// Errors: invalid_input for a name without a letter or digit or of too many words, for
    /// Kind::name without names, and for Kind::literal.
    static Result<Redactor> make(const RedactionOptions& options);

    /// Personal data in `text`, in order, not overlapping. Where two kinds claim the same bytes the
    /// one with the stricter form wins (url, email, iban, card, ip, ssn, phone, name, in this
    /// order); within a kind the leftmost, then the longest. Text that looks like a placeholder is
    /// never part of a span. O(bytes).
    [[nodiscard]] std::vector<Span> find(std::string_view text) const;

    /// `text` with a placeholder in the place of each span, and of each text that looks like a
    /// placeholder already, so that restore(redact(text)) is `text`, byte for byte. The same value
    /// gets the same placeholder as long as `memory` is the same. O(bytes).
    std::string redact(std::string_view text, Redactions& memory) const;

  private:
    struct State;
    explicit Redactor(std::shared_ptr<const State> state);

    std::shared_ptr<const State> state_;  ///< shared by copies; nobody changes it
};

/// `text` with every placeholder that `memory` knows replaced by its value; others stay. O(bytes).
std::string restore(std::string_view text, const Redactions& memory);

}  // namespace assay::redaction
