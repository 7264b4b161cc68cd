#include "redaction/redactions.hpp"

#include "core/nearest.hpp"

#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>

namespace assay::redaction {
namespace {

struct KindNames {
    std::string_view name;
    std::string_view mark;  ///< in placeholders
};
constexpr std::array<KindNames, kind_count> names_of_kinds = {{
    {"email", "EMAIL"},
    {"phone", "PHONE"},
    {"card", "CARD"},
    {"iban", "IBAN"},
    {"ssn", "SSN"},
    {"ip", "IP"},
    {"url", "URL"},
    {"name", "NAME"},
    {"literal", "LITERAL"},
}};
constexpr std::size_t number_digits_max = 9;

const KindNames& names_of(Kind kind) { return names_of_kinds[static_cast<std::size_t>(kind)]; }

std::optional<Kind> kind_named(std::string_view name) {
    const auto* found = std::ranges::find(names_of_kinds, name, &KindNames::name);
    if (found == names_of_kinds.end()) return std::nullopt;
    return static_cast<Kind>(found - names_of_kinds.begin());
}

}  // namespace

std::string_view to_string(Kind kind) { return names_of(kind).name; }

Result<Kind> parse_kind(std::string_view name) {
    const auto kind = kind_named(name);
    if (kind && *kind != Kind::literal) return *kind;
    std::vector<std::string_view> known;
    for (const KindNames& names : names_of_kinds)
        if (names.name != "literal") known.push_back(names.name);
    return fail(ErrorKind::invalid_input,
                "unknown kind of personal data '{}'{}; known: {}",
                name,
                did_you_mean(name, known),
                fmt::join(known, ", "));
}

std::string Redactions::placeholder(Kind kind, std::string_view value) {
    auto& values = values_[static_cast<std::size_t>(kind)];
    const auto [entry, is_new] =
        numbers_[static_cast<std::size_t>(kind)].try_emplace(std::string(value), values.size() + 1);
    if (is_new) values.emplace_back(value);
    return fmt::format("[{}_{}]", names_of(kind).mark, entry->second);
}

std::optional<std::string_view> Redactions::value(std::string_view placeholder) const {
    const auto found = placeholder_at(placeholder, 0);
    if (!found || found->end_byte != placeholder.size()) return std::nullopt;
    const auto& values = values_of(found->kind);
    if (found->number > values.size()) return std::nullopt;
    return values[found->number - 1];
}

bool Redactions::empty() const {
    return std::ranges::all_of(values_, [](const auto& values) { return values.empty(); });
}

Json Redactions::to_json() const {
    JsonObject object;
    for (std::size_t i = 0; i < kind_count; ++i) {
        if (values_[i].empty()) continue;
        JsonArray values;
        for (const std::string& value : values_[i]) values.emplace_back(value);
        object.emplace(names_of_kinds[i].name, std::move(values));
    }
    return object;
}

Result<Redactions> Redactions::from_json(const Json& json) {
    if (!json.is_object())
        return fail(
            ErrorKind::invalid_input, "redactions are an object, not a {}", json_type_name(json));
    Redactions redactions;
    for (const auto& [key, values] : json.get_object()) {
        const std::string_view name(key.data(), key.size());
        const auto kind = kind_named(name);
        if (!kind) return fail(ErrorKind::invalid_input, "redactions: unknown kind `{}`", name);
        if (!values.is_array())
            return fail(ErrorKind::invalid_input, "redactions: `{}` is not a list", name);
        for (const Json& value : values.get_array()) {
            if (!value.is_string())
                return fail(ErrorKind::invalid_input, "redactions: `{}` holds no texts", name);
            const std::size_t count = redactions.count(*kind);
            redactions.placeholder(*kind, json_view(value.get_string()));
            if (redactions.count(*kind) == count)
                return fail(ErrorKind::invalid_input, "redactions: `{}` holds a value twice", name);
        }
    }
    return redactions;
}

std::optional<Placeholder> placeholder_at(std::string_view text, std::size_t begin_byte) {
    if (begin_byte >= text.size() || text[begin_byte] != '[') return std::nullopt;
    const std::string_view rest = text.substr(begin_byte + 1);
    for (std::size_t i = 0; i < kind_count; ++i) {
        const std::string_view mark = names_of_kinds[i].mark;
        if (!rest.starts_with(mark) || !rest.substr(mark.size()).starts_with('_')) continue;
        const std::string_view digits = rest.substr(mark.size() + 1, number_digits_max);
        if (digits.empty() || digits[0] < '1' || digits[0] > '9') return std::nullopt;
        std::size_t number = 0;
        const auto [end, error] =
            std::from_chars(digits.data(), digits.data() + digits.size(), number);
        if (error != std::errc()) return std::nullopt;
        const auto end_byte = static_cast<std::size_t>(end - text.data());
        if (end_byte == text.size() || text[end_byte] != ']') return std::nullopt;
        return Placeholder{end_byte + 1, static_cast<Kind>(i), number};
    }
    return std::nullopt;
}

}  // namespace assay::redaction
