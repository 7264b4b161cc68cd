// Filters on lists.

#include "core/nearest.hpp"
#include "prompts/builtins.hpp"
#include "prompts/operators.hpp"
#include "prompts/python_text.hpp"
#include "text/unicode.hpp"

#include <algorithm>
#include <array>
#include <numeric>

namespace assay::prompts {
namespace {

Result<Value> apply_join(const Value& subject, const Arguments& arguments) {
    TRY(const Sequence items, Sequence::of(subject));
    const Value* separator = arguments.find(0, "d");
    TRY(const std::string_view attribute, arguments.text(1, "attribute", {}));
    std::string out;
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (i > 0 && separator != nullptr) append_text(out, *separator);
        append_text(out, attribute.empty() ? items.at(i) : attribute_path(items.at(i), attribute));
        if (out.size() > text_bytes_max)
            return fail(ErrorKind::exhausted, "a text of more than {} bytes", text_bytes_max);
    }
    return own_text(std::move(out));
}

Result<Value> apply_length(const Value& subject, const Arguments&) {
    TRY(const std::size_t count, length(subject));
    return integer(count);
}

template <bool is_last>
Result<Value> apply_end(const Value& subject, const Arguments&) {
    TRY(const Sequence items, Sequence::of(subject));
    if (items.size() == 0)
        return Value{Undefined{is_last ? "last item" : "first item", false, nullptr}};
    return items.at(is_last ? items.size() - 1 : 0);
}

Result<Value> apply_list(const Value& subject, const Arguments&) {
    TRY(const Sequence items, Sequence::of(subject));
    return make_list(items.to_vector());
}

Value sort_key(const Value& value, std::string_view attribute, bool ignores_case) {
    Value key = attribute.empty() ? value : attribute_path(value, attribute);
    return ignores_case && is_text(key) ? own_text(text::lower(view_of(key))) : key;
}

Result<Value> apply_sort(const Value& subject, const Arguments& arguments) {
    TRY(const Sequence items, Sequence::of(subject));
    const bool descends = arguments.flag(0, "reverse");
    const bool ignores_case = !arguments.flag(1, "case_sensitive");
    TRY(const std::string_view attribute, arguments.text(2, "attribute", {}));
    std::vector<std::pair<Value, Value>> keyed;
    for (std::size_t i = 0; i < items.size(); ++i)
        keyed.emplace_back(sort_key(items.at(i), attribute, ignores_case), items.at(i));
    // An order that cannot be had is found before sorting: every key against the first.
    for (const auto& entry : keyed) {
        TRY(const auto ordering, order(keyed.front().first, entry.first));
        if (ordering == std::partial_ordering::unordered)
            return fail(ErrorKind::invalid_input, "NaN cannot be sorted");
        if (is_list(entry.first)) return fail(ErrorKind::invalid_input, "lists cannot be sorted");
    }
    // Places break ties, which keeps the sort stable in both directions, as Python's is.
    std::vector<std::size_t> places(keyed.size());
    std::iota(places.begin(), places.end(), std::size_t{0});
    std::ranges::sort(places, [&](std::size_t left, std::size_t right) {
        const auto ordering = order(keyed[left].first, keyed[right].first);
        if (!ordering || *ordering == 0) return left < right;
        return descends ? *ordering > 0 : *ordering < 0;
    });
    std::vector<Value> sorted;
    for (const std::size_t place : places) sorted.push_back(keyed[place].second);
    return make_list(std::move(sorted));
}

Result<Value> apply_unique(const Value& subject, const Arguments& arguments) {
    TRY(const Sequence items, Sequence::of(subject));
    const bool ignores_case = !arguments.flag(0, "case_sensitive");
    TRY(const std::string_view attribute, arguments.text(1, "attribute", {}));
    std::vector<Value> keys;
    std::vector<Value> kept;
    for (std::size_t i = 0; i < items.size(); ++i) {
        Value key = sort_key(items.at(i), attribute, ignores_case);
        if (std::ranges::any_of(keys, [&](const Value& known) { return equal(known, key); }))
            continue;
        keys.push_back(std::move(key));
        kept.push_back(items.at(i));
    }
    return make_list(std::move(kept));
}

Result<Value> apply_reverse(const Value& subject, const Arguments&) {
    TRY(const Sequence items, Sequence::of(subject));
    std::vector<Value> reversed = items.to_vector();
    std::ranges::reverse(reversed);
    if (!is_text(subject)) return make_list(std::move(reversed));
    std::string text;
    for (const Value& character : reversed) text += view_of(character);
    return own_text(std::move(text));
}

Result<Value> apply_sum(const Value& subject, const Arguments& arguments) {
    TRY(const Sequence items, Sequence::of(subject));
    TRY(const std::string_view attribute, arguments.text(0, "attribute", {}));
    const Value* start = arguments.find(1, "start");
    Value total = start != nullptr ? *start : Value{std::int64_t{0}};
    for (std::size_t i = 0; i < items.size(); ++i) {
        const Value item = attribute.empty() ? items.at(i) : attribute_path(items.at(i), attribute);
        TRY(total, compute(Arithmetic::add, total, item));
    }
    return total;
}

template <bool is_max>
Result<Value> apply_extreme(const Value& subject, const Arguments& arguments) {
    TRY(const Sequence items, Sequence::of(subject));
    if (items.size() == 0)
        return Value{Undefined{is_max ? "largest item" : "smallest item", false, nullptr}};
    const bool ignores_case = !arguments.flag(0, "case_sensitive");
    TRY(const std::string_view attribute, arguments.text(1, "attribute", {}));
    std::size_t best = 0;
    for (std::size_t i = 1; i < items.size(); ++i) {
        TRY(const auto ordering,
            order(sort_key(items.at(i), attribute, ignores_case),
                  sort_key(items.at(best), attribute, ignores_case)));
        if (is_max ? ordering > 0 : ordering < 0) best = i;
    }
    return items.at(best);
}

Result<Value> apply_map(const Value& subject, const Arguments& arguments) {
    // As Jinja2: none, 0 and false have no items here rather than being an error.
    if (!truth(subject)) return make_list({});
    TRY(const Sequence items, Sequence::of(subject));
    TRY(const std::string_view attribute, arguments.text(1, "attribute", {}));
    std::vector<Value> mapped;
    if (!attribute.empty()) {
        const Value* fallback = arguments.find(2, "default");
        for (std::size_t i = 0; i < items.size(); ++i) {
            Value item = attribute_path(items.at(i), attribute);
            if (item.is<Undefined>()) {
                if (fallback == nullptr)
                    return fail(ErrorKind::invalid_input, "item {} has no '{}'", i, attribute);
                item = *fallback;
            }
            mapped.push_back(std::move(item));
        }
        return make_list(std::move(mapped));
    }
    TRY(const std::string_view name, arguments.text(0, "filter", {}));
    const Filter* filter = find_filter(name);
    if (filter == nullptr || name == "map")
        return fail(ErrorKind::invalid_input, "map needs a filter or attribute=, not '{}'", name);
    for (std::size_t i = 0; i < items.size(); ++i) {
        TRY(Value item, filter->apply(items.at(i), arguments.after_first()));
        mapped.push_back(std::move(item));
    }
    return make_list(std::move(mapped));
}

// select, reject and their attr forms: keeps the items for which the test holds, or does not.
template <bool keeps, bool by_attribute>
Result<Value> apply_select(const Value& subject, const Arguments& arguments) {
    // As Jinja2: none, 0 and false have no items here rather than being an error.
    if (!truth(subject)) return make_list({});
    TRY(const Sequence items, Sequence::of(subject));
    std::string_view attribute;
    Arguments rest = arguments;
    if (by_attribute) {
        TRY(attribute, arguments.text(0, "attribute", {}));
        rest = arguments.after_first();
    }
    TRY(const std::string_view name, rest.text(0, "test", {}));
    const Test* test = name.empty() ? nullptr : find_test(name);
    if (test == nullptr && !name.empty())
        return fail(ErrorKind::invalid_input, "no test '{}'", name);
    std::vector<Value> kept;
    for (std::size_t i = 0; i < items.size(); ++i) {
        const Value item = items.at(i);
        const Value tested = by_attribute ? attribute_path(item, attribute) : item;
        // A misspelt attribute would otherwise look like a list in which nothing holds.
        if (tested.is<Undefined>() && test != nullptr && !test->takes_undefined)
            return fail(ErrorKind::invalid_input, "item {} has no '{}'", i, attribute);
        bool holds = truth(tested);
        if (test != nullptr) {
            TRY(holds, test->holds(tested, rest.after_first()));
        }
        if (holds == keeps) kept.push_back(item);
    }
    return make_list(std::move(kept));
}

Result<Value> apply_batch(const Value& subject, const Arguments& arguments) {
    TRY(const Sequence items, Sequence::of(subject));
    TRY(const std::int64_t size, arguments.integer(0, "linecount", 0));
    if (size < 1) return fail(ErrorKind::invalid_input, "batch takes a size of at least 1");
    const Value* filling = arguments.find(1, "fill_with");
    std::vector<Value> rows;
    std::vector<Value> row;
    for (std::size_t i = 0; i < items.size(); ++i) {
        row.push_back(items.at(i));
        if (i + 1 == items.size() && filling != nullptr &&
            size <= static_cast<std::int64_t>(list_items_max))
            row.resize(static_cast<std::size_t>(size), *filling);
        if (static_cast<std::int64_t>(row.size()) >= size || i + 1 == items.size()) {
            TRY(Value list, make_list(std::exchange(row, {})));
            rows.push_back(std::move(list));
        }
    }
    return make_list(std::move(rows));
}

Result<Value> apply_items(const Value& subject, const Arguments& arguments) {
    return call_method(subject, "items", arguments);
}

Result<Value> apply_dictsort(const Value& subject, const Arguments&) {
    TRY(const Value pairs, call_method(subject, "items", {}));
    TRY(const Sequence items, Sequence::of(pairs));
    const Value key = borrow_text("0");
    return apply_sort(
        pairs,
        Arguments{{}, std::span<const NamedValue>(std::array{NamedValue{"attribute", key}})});
}

}  // namespace

std::span<const Filter> list_filters() {
    static constexpr std::array table = {
        Filter{"join", apply_join},
        Filter{"length", apply_length},
        Filter{"count", apply_length},
        Filter{"first", apply_end<false>},
        Filter{"last", apply_end<true>},
        Filter{"list", apply_list},
        Filter{"sort", apply_sort},
        Filter{"unique", apply_unique},
        Filter{"reverse", apply_reverse},
        Filter{"sum", apply_sum},
        Filter{"min", apply_extreme<false>},
        Filter{"max", apply_extreme<true>},
        Filter{"map", apply_map},
        Filter{"select", apply_select<true, false>},
        Filter{"reject", apply_select<false, false>},
        Filter{"selectattr", apply_select<true, true>},
        Filter{"rejectattr", apply_select<false, true>},
        Filter{"batch", apply_batch},
        Filter{"items", apply_items},
        Filter{"dictsort", apply_dictsort},
    };
    return table;
}

}  // namespace assay::prompts
