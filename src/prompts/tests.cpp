// `is` tests.

#include "prompts/builtins.hpp"
#include "prompts/operators.hpp"
#include "prompts/python_text.hpp"
#include "text/unicode.hpp"

#include <array>

namespace assay::prompts {
namespace {

Result<Value> argument(const Arguments& arguments) {
    if (arguments.positional.empty())
        return fail(ErrorKind::invalid_input, "the test needs a value to compare with");
    return arguments.positional.front();
}

template <typename T>
Result<bool> holds_type(const Value& value, const Arguments&) {
    return value.is<T>();
}
Result<bool> is_defined(const Value& value, const Arguments&) { return !value.is<Undefined>(); }
Result<bool> is_number(const Value& value, const Arguments&) {
    return as_number(value).has_value();
}
Result<bool> is_integer(const Value& value, const Arguments&) { return value.is<std::int64_t>(); }
Result<bool> is_map(const Value& value, const Arguments&) { return is_mapping(value); }
Result<bool> is_sequence(const Value& value, const Arguments&) {
    return is_list(value) || is_mapping(value) || is_text(value);
}
template <bool wanted>
Result<bool> is_flag(const Value& value, const Arguments&) {
    const auto* flag = value.as<bool>();
    return flag != nullptr && *flag == wanted;
}
template <bool even>
Result<bool> has_parity(const Value& value, const Arguments&) {
    TRY(const Value rest, compute(Arithmetic::modulo, value, {std::int64_t{2}}));
    return equal(rest, {std::int64_t{even ? 0 : 1}});
}
Result<bool> is_divisible(const Value& value, const Arguments& arguments) {
    TRY(const Value divisor, argument(arguments));
    TRY(const Value rest, compute(Arithmetic::modulo, value, divisor));
    return !truth(rest);
}
template <bool wanted>
Result<bool> is_equal(const Value& value, const Arguments& arguments) {
    TRY(const Value other, argument(arguments));
    return equal(value, other) == wanted;
}
Result<bool> is_in(const Value& value, const Arguments& arguments) {
    TRY(const Value container, argument(arguments));
    return contains(container, value);
}
template <int sign, bool or_equal>
Result<bool> is_ordered(const Value& value, const Arguments& arguments) {
    TRY(const Value other, argument(arguments));
    TRY(const auto ordering, order(value, other));
    return (or_equal && ordering == 0) || (sign < 0 ? ordering < 0 : ordering > 0);
}
Result<bool> is_lower(const Value& value, const Arguments&) {
    const std::string text = to_text(value);
    return text::lower(text) == text && upper(text) != text;
}
Result<bool> is_upper(const Value& value, const Arguments&) {
    const std::string text = to_text(value);
    return upper(text) == text && text::lower(text) != text;
}

}  // namespace

std::span<const Test> tests() {
    static constexpr std::array table = {
        Test{"defined", is_defined, true},
        Test{"undefined", holds_type<Undefined>, true},
        Test{"none", holds_type<None>, true},
        Test{"string", holds_type<Text>, true},
        Test{"number", is_number, true},
        Test{"integer", is_integer, true},
        Test{"float", holds_type<double>, true},
        Test{"boolean", holds_type<bool>, true},
        Test{"mapping", is_map, true},
        Test{"sequence", is_sequence, true},
        Test{"iterable", is_sequence},
        Test{"true", is_flag<true>, true},
        Test{"false", is_flag<false>, true},
        Test{"even", has_parity<true>},
        Test{"odd", has_parity<false>},
        Test{"divisibleby", is_divisible},
        Test{"equalto", is_equal<true>},
        Test{"eq", is_equal<true>},
        Test{"ne", is_equal<false>},
        Test{"lt", is_ordered<-1, false>},
        Test{"le", is_ordered<-1, true>},
        Test{"gt", is_ordered<1, false>},
        Test{"ge", is_ordered<1, true>},
        Test{"in", is_in},
        Test{"==", is_equal<true>},
        Test{"!=", is_equal<false>},
        Test{"<", is_ordered<-1, false>},
        Test{"<=", is_ordered<-1, true>},
        Test{">", is_ordered<1, false>},
        Test{">=", is_ordered<1, true>},
        Test{"lower", is_lower},
        Test{"upper", is_upper},
    };
    return table;
}

}  // namespace assay::prompts
