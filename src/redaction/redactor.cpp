// A text goes through one scanner a kind, strictest first; each keeps off what was found before.
//
// Why the original always comes back: text that looks like a placeholder is itself replaced by one.
// So every placeholder in the redacted text was put there, and none can arise from what is around
// it, as a placeholder has a bracket at either end and none within.

#include "redaction/redactor.hpp"

#include "redaction/names.hpp"
#include "redaction/scan.hpp"

#include <algorithm>
#include <bitset>
#include <utility>

namespace assay::redaction {
namespace {

using Kinds = std::bitset<kind_count>;

bool has(const Kinds& kinds, Kind kind) { return kinds[static_cast<std::size_t>(kind)]; }

std::vector<Span> find_literals(std::string_view text) {
    std::vector<Span> spans;
    for (std::size_t i = text.find('['); i != std::string_view::npos; i = text.find('[', i + 1))
        if (const auto found = placeholder_at(text, i))
            spans.push_back({Kind::literal, i, found->end_byte});
    return spans;
}

/// Kinds that nobody asked for are found nevertheless where another kind would take them for its
/// own: a card number is no telephone number, even if it is to stay.
FoundSpans find_all(std::string_view text, const Kinds& kinds, const Names& names) {
    FoundSpans found;
    found.add(find_literals(text));
    if (has(kinds, Kind::url)) found.add(find_urls(text));
    found.add(find_emails(text));
    const std::vector<DigitGroup> groups = find_digit_groups(text);
    if (!groups.empty()) {
        found.add(find_ibans(text, groups));
        found.add(find_cards(text, groups));
    }
    if (has(kinds, Kind::ip)) found.add(find_ipv6(text));
    if (!groups.empty()) {
        found.add(find_ipv4(text, groups));
        found.add(find_ssns(text, groups));
        if (has(kinds, Kind::phone)) found.add(find_phones(text, groups, found));
    }
    if (!names.empty()) found.add(names.find(text, found));
    return found;
}

}  // namespace

struct Redactor::State {
    Kinds kinds;
    Names names;
};

Redactor::Redactor(std::shared_ptr<const State> state) : state_(std::move(state)) {}

Result<Redactor> Redactor::make(const RedactionOptions& options) {
    Kinds kinds;
    for (const Kind kind : options.kinds) {
        if (kind == Kind::literal)
            return fail(ErrorKind::invalid_input, "'literal' is no kind of personal data");
        kinds.set(static_cast<std::size_t>(kind));
    }
    if (has(kinds, Kind::name) && options.names.empty())
        return fail(ErrorKind::invalid_input,
                    "redaction of names needs a list of names: no other name is found");
    if (!options.names.empty()) kinds.set(static_cast<std::size_t>(Kind::name));
    TRY(auto names, Names::make(options.names));
    return Redactor(std::make_shared<const State>(State{kinds, std::move(names)}));
}

std::vector<Span> Redactor::find(std::string_view text) const {
    std::vector<Span> spans = find_all(text, state_->kinds, state_->names).all();
    std::erase_if(spans, [&](const Span& span) { return !has(state_->kinds, span.kind); });
    return spans;
}

std::string Redactor::redact(std::string_view text, Redactions& memory) const {
    std::string redacted;
    redacted.reserve(text.size());
    std::size_t end = 0;
    const FoundSpans found = find_all(text, state_->kinds, state_->names);
    for (const Span& span : found.all()) {
        if (span.kind != Kind::literal && !has(state_->kinds, span.kind)) continue;
        redacted += text.substr(end, span.begin_byte - end);
        redacted += memory.placeholder(
            span.kind, text.substr(span.begin_byte, span.end_byte - span.begin_byte));
        end = span.end_byte;
    }
    redacted += text.substr(end);
    return redacted;
}

std::string restore(std::string_view text, const Redactions& memory) {
    std::string restored;
    restored.reserve(text.size());
    std::size_t end = 0;
    for (std::size_t i = text.find('['); i != std::string_view::npos; i = text.find('[', i + 1)) {
        const auto found = placeholder_at(text, i);
        if (!found) continue;
        const auto value = memory.value(text.substr(i, found->end_byte - i));
        if (!value) continue;
        restored += text.substr(end, i - end);
        restored += *value;
        end = found->end_byte;
    }
    restored += text.substr(end);
    return restored;
}

}  // namespace assay::redaction
