// Methods of texts, lists and dicts, as Python has them.

#include "core/nearest.hpp"
#include "prompts/builtins.hpp"
#include "prompts/operators.hpp"
#include "prompts/python_text.hpp"
#include "text/unicode.hpp"

#include <algorithm>
#include <array>

namespace assay::prompts {
namespace {

using Method = Result<Value> (*)(const Value& subject, const Arguments& arguments);
struct Entry {
    std::string_view name;
    Method call;
};

Result<std::string_view> need_text(const Arguments& arguments, std::string_view name) {
    if (arguments.find(0, name) == nullptr)
        return fail(ErrorKind::invalid_input, "the method needs '{}'", name);
    return arguments.text(0, name, {});
}

Result<Value> parts_of(const Value& whole, const std::vector<std::string_view>& parts) {
    std::vector<Value> items;
    items.reserve(parts.size());
    for (const std::string_view part : parts)
        items.push_back({Text{part, whole.as<Text>()->owner}});
    return make_list(std::move(items));
}

template <Sides sides>
Result<Value> call_strip(const Value& subject, const Arguments& arguments) {
    const Value* set = arguments.find(0, "chars");
    if (set != nullptr && is_text(*set) && view_of(*set).empty()) return subject;
    std::string_view characters;
    if (set != nullptr && !set->is<None>()) {
        TRY(characters, arguments.text(0, "chars", {}));
    }
    return Value{Text{strip(view_of(subject), sides, characters), subject.as<Text>()->owner}};
}

Result<Value> call_split(const Value& subject, const Arguments& arguments) {
    TRY(const std::int64_t splits_max, arguments.integer(1, "maxsplit", -1));
    const Value* separator = arguments.find(0, "sep");
    if (separator == nullptr || separator->is<None>())
        return parts_of(subject, split_words(view_of(subject), splits_max));
    TRY(const std::string_view text, arguments.text(0, "sep", {}));
    if (text.empty()) return fail(ErrorKind::invalid_input, "the separator of split is empty");
    return parts_of(subject, split_at(view_of(subject), text, splits_max));
}

Result<Value> call_splitlines(const Value& subject, const Arguments&) {
    return parts_of(subject, split_lines(view_of(subject)));
}

Result<Value> call_join(const Value& subject, const Arguments& arguments) {
    if (arguments.positional.empty()) return fail(ErrorKind::invalid_input, "join needs a list");
    TRY(const Sequence items, Sequence::of(arguments.positional[0]));
    std::string out;
    for (std::size_t i = 0; i < items.size(); ++i) {
        const Value item = items.at(i);
        if (!is_text(item))
            return fail(
                ErrorKind::invalid_input, "join: item {} is '{}', not a text", i, type_name(item));
        if (i > 0) out += view_of(subject);
        out += view_of(item);
        if (out.size() > text_bytes_max)
            return fail(ErrorKind::exhausted, "a text of more than {} bytes", text_bytes_max);
    }
    return own_text(std::move(out));
}

template <std::string (*change)(std::string_view)>
Result<Value> call_change(const Value& subject, const Arguments&) {
    return own_text(change(view_of(subject)));
}

Result<Value> call_replace(const Value& subject, const Arguments& arguments) {
    TRY(const std::string_view from, need_text(arguments, "old"));
    if (arguments.find(1, "new") == nullptr)
        return fail(ErrorKind::invalid_input, "replace needs the new text");
    TRY(const std::string_view to, arguments.text(1, "new", {}));
    TRY(const std::int64_t count, arguments.integer(2, "count", -1));
    if (replaced_bytes(view_of(subject), from, to) > text_bytes_max)
        return fail(ErrorKind::exhausted, "a text of more than {} bytes", text_bytes_max);
    return own_text(replace_all(view_of(subject), from, to, count));
}

template <bool at_end>
Result<Value> call_matches_edge(const Value& subject, const Arguments& arguments) {
    if (arguments.positional.empty())
        return fail(ErrorKind::invalid_input, "the method needs a text to look for");
    const Value& wanted = arguments.positional[0];
    const auto matches = [&](const Value& edge) {
        return at_end ? view_of(subject).ends_with(view_of(edge))
                      : view_of(subject).starts_with(view_of(edge));
    };
    if (is_text(wanted)) return Value{matches(wanted)};
    TRY(const Sequence edges, Sequence::of(wanted));
    for (std::size_t i = 0; i < edges.size(); ++i)
        if (is_text(edges.at(i)) && matches(edges.at(i))) return Value{true};
    return Value{false};
}

template <bool from_right>
Result<Value> call_find(const Value& subject, const Arguments& arguments) {
    TRY(const std::string_view wanted, need_text(arguments, "sub"));
    const std::string_view text = view_of(subject);
    const std::size_t found = from_right ? text.rfind(wanted) : text.find(wanted);
    if (found == std::string_view::npos) return Value{std::int64_t{-1}};
    TRY(const std::size_t characters, length(borrow_text(text.substr(0, found))));
    return integer(characters);
}

Result<Value> call_count(const Value& subject, const Arguments& arguments) {
    TRY(const std::string_view wanted, need_text(arguments, "sub"));
    if (wanted.empty()) {
        TRY(const std::size_t characters, length(subject));
        return integer(characters + 1);
    }
    return integer(split_at(view_of(subject), wanted).size() - 1);
}

Result<Value> call_text_index(const Value& subject, const Arguments& arguments) {
    TRY(const Value found, call_find<false>(subject, arguments));
    if (*found.as<std::int64_t>() < 0)
        return fail(ErrorKind::invalid_input, "index: the text does not occur");
    return found;
}

template <bool (*accepts)(char)>
Result<Value> call_all(const Value& subject, const Arguments&) {
    const std::string_view text = view_of(subject);
    return Value{!text.empty() && std::ranges::all_of(text, accepts)};
}
bool is_ascii_digit(char c) { return c >= '0' && c <= '9'; }

Result<Value> call_list_index(const Value& subject, const Arguments& arguments) {
    if (arguments.positional.empty()) return fail(ErrorKind::invalid_input, "index needs a value");
    TRY(const Sequence items, Sequence::of(subject));
    for (std::size_t i = 0; i < items.size(); ++i)
        if (equal(items.at(i), arguments.positional[0])) return integer(i);
    return fail(ErrorKind::invalid_input,
                "index: {} is not in the list",
                to_text(arguments.positional[0]).substr(0, 60));
}

Result<Value> call_list_count(const Value& subject, const Arguments& arguments) {
    if (arguments.positional.empty()) return fail(ErrorKind::invalid_input, "count needs a value");
    TRY(const Sequence items, Sequence::of(subject));
    std::size_t count = 0;
    for (std::size_t i = 0; i < items.size(); ++i)
        if (equal(items.at(i), arguments.positional[0])) ++count;
    return integer(count);
}

enum class Part : std::uint8_t { keys, values, items };
template <Part part>
Result<Value> call_entries(const Value& subject, const Arguments&) {
    std::vector<Value> found;
    for (auto& [key, value] : entries_of(subject)) {
        if (part == Part::items) {
            TRY(Value pair, make_list({key, value}, ListKind::tuple));
            found.push_back(std::move(pair));
        } else {
            found.push_back(part == Part::keys ? key : value);
        }
    }
    return make_list(std::move(found));
}

Result<Value> call_get(const Value& subject, const Arguments& arguments) {
    if (arguments.positional.empty()) return fail(ErrorKind::invalid_input, "get needs a key");
    TRY(Value found, item_of(subject, arguments.positional[0]));
    if (!found.is<Undefined>()) return found;
    return arguments.positional.size() > 1 ? arguments.positional[1] : Value{None{}};
}

constexpr std::array text_methods = {
    Entry{"strip", call_strip<Sides::both>},
    Entry{"trim", call_strip<Sides::both>},
    Entry{"lstrip", call_strip<Sides::left>},
    Entry{"rstrip", call_strip<Sides::right>},
    Entry{"split", call_split},
    Entry{"splitlines", call_splitlines},
    Entry{"join", call_join},
    Entry{"lower", call_change<text::lower>},
    Entry{"upper", call_change<upper>},
    Entry{"title", call_change<title>},
    Entry{"capitalize", call_change<capitalize>},
    Entry{"replace", call_replace},
    Entry{"startswith", call_matches_edge<false>},
    Entry{"endswith", call_matches_edge<true>},
    Entry{"find", call_find<false>},
    Entry{"rfind", call_find<true>},
    Entry{"index", call_text_index},
    Entry{"count", call_count},
    Entry{"isdigit", call_all<is_ascii_digit>},
};
constexpr std::array list_methods = {
    Entry{"index", call_list_index},
    Entry{"count", call_list_count},
};
constexpr std::array dict_methods = {
    Entry{"keys", call_entries<Part::keys>},
    Entry{"values", call_entries<Part::values>},
    Entry{"items", call_entries<Part::items>},
    Entry{"get", call_get},
};

}  // namespace

Result<Value> call_method(const Value& subject, std::string_view name, const Arguments& arguments) {
    std::span<const Entry> methods;
    if (is_text(subject))
        methods = text_methods;
    else if (is_list(subject))
        methods = list_methods;
    else if (is_mapping(subject))
        methods = dict_methods;
    const auto found = std::ranges::find(methods, name, &Entry::name);
    if (found != methods.end()) return found->call(subject, arguments);
    std::vector<std::string_view> known;
    for (const Entry& entry : methods) known.push_back(entry.name);
    return fail(ErrorKind::invalid_input,
                "'{}' has no method '{}'{}",
                type_name(subject),
                name,
                did_you_mean(name, known));
}

}  // namespace assay::prompts
