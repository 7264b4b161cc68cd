#include "core/nearest.hpp"
#include "prompts/builtins.hpp"
#include "prompts/operators.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace assay::prompts {

const Value* Arguments::find(std::size_t index, std::string_view name) const {
    if (index < positional.size()) return &positional[index];
    const auto found = std::ranges::find(named, name, &NamedValue::first);
    return found != named.end() ? &found->second : nullptr;
}

Result<std::string_view> Arguments::text(std::size_t index,
                                         std::string_view name,
                                         std::string_view fallback) const {
    const Value* value = find(index, name);
    if (value == nullptr) return fallback;
    if (!is_text(*value))
        return fail(
            ErrorKind::invalid_input, "'{}' must be a text, not '{}'", name, type_name(*value));
    return view_of(*value);
}

Result<std::int64_t> Arguments::integer(std::size_t index,
                                        std::string_view name,
                                        std::int64_t fallback) const {
    const Value* value = find(index, name);
    if (value == nullptr || value->is<None>()) return fallback;
    const auto number = as_integer(*value);
    if (!number)
        return fail(
            ErrorKind::invalid_input, "'{}' must be an integer, not '{}'", name, type_name(*value));
    return *number;
}

bool Arguments::flag(std::size_t index, std::string_view name) const {
    const Value* value = find(index, name);
    return value != nullptr && truth(*value);
}

Arguments Arguments::after_first() const {
    return {positional.subspan(std::min<std::size_t>(1, positional.size())), named};
}

std::span<const Filter> filters() {
    static const std::vector<Filter> all = [] {
        std::vector<Filter> joined;
        for (const auto part : {text_filters(), list_filters()})
            joined.insert(joined.end(), part.begin(), part.end());
        return joined;
    }();
    return all;
}

const Filter* find_filter(std::string_view name) {
    const auto found = std::ranges::find(filters(), name, &Filter::name);
    return found != filters().end() ? &*found : nullptr;
}

const Test* find_test(std::string_view name) {
    const auto found = std::ranges::find(tests(), name, &Test::name);
    return found != tests().end() ? &*found : nullptr;
}

std::span<const std::string_view> function_names() {
    static constexpr std::array<std::string_view, 3> names = {"range", "dict", "namespace"};
    return names;
}

Result<Value> call_function(std::string_view name, const Arguments& arguments) {
    if (name == "range") {
        const std::size_t count = arguments.positional.size();
        if (count < 1 || count > 3)
            return fail(ErrorKind::invalid_input, "range takes 1 to 3 integers, not {}", count);
        TRY(const std::int64_t first, arguments.integer(0, "start", 0));
        TRY(const std::int64_t second, arguments.integer(1, "stop", 0));
        TRY(const std::int64_t step, arguments.integer(2, "step", 1));
        if (step == 0) return fail(ErrorKind::invalid_input, "range with step 0");
        const std::int64_t end = count == 1 ? first : second;
        std::vector<Value> items;
        for (std::int64_t i = count == 1 ? 0 : first; step > 0 ? i < end : i > end;) {
            if (items.size() >= list_items_max)
                return fail(ErrorKind::exhausted, "range of more than {} numbers", list_items_max);
            items.push_back({i});
            if (__builtin_add_overflow(i, step, &i)) break;
        }
        return make_list(std::move(items));
    }
    std::vector<std::pair<Value, Value>> entries;
    if (!arguments.positional.empty()) {
        if (!is_mapping(arguments.positional[0]))
            return fail(ErrorKind::invalid_input, "{} takes a dict or named values", name);
        entries = entries_of(arguments.positional[0]);
    }
    for (const auto& [key, value] : arguments.named) entries.emplace_back(borrow_text(key), value);
    return make_dict(std::move(entries), name == "dict" ? DictKind::dict : DictKind::name_space);
}

}  // namespace assay::prompts
