#include "judge/options.hpp"

namespace assay::judge {
namespace {

constexpr std::int64_t grade_count_max = 20;

}  // namespace

Result<GradeScale> read_scale(const JsonObject& options) {
    const Json* value = options.if_contains("scale");
    if (value == nullptr) return GradeScale{};
    const auto wrong = [&] {
        return fail(ErrorKind::invalid_input,
                    "'scale' is {}, expected [low, high], two integers at most {} apart",
                    to_json_text(*value),
                    grade_count_max - 1);
    };
    if (!value->is_array() || value->get_array().size() != 2) return wrong();
    boost::json::error_code low_code;
    boost::json::error_code high_code;
    const auto low = value->get_array()[0].to_number<std::int64_t>(low_code);
    const auto high = value->get_array()[1].to_number<std::int64_t>(high_code);
    if (low_code || high_code || low < -1000 || high > 1000 || high <= low ||
        high - low >= grade_count_max)
        return wrong();
    return GradeScale{.low = low, .high = high};
}

Json to_json(const GradeScale& scale) { return JsonArray{scale.low, scale.high}; }

Result<std::vector<std::string>> read_texts(const Json& value, std::string_view option) {
    if (!value.is_array() || value.get_array().empty())
        return fail(ErrorKind::invalid_input,
                    "'{}' is {}, expected a list of texts",
                    option,
                    json_type_name(value));
    std::vector<std::string> texts;
    for (const Json& item : value.get_array()) {
        if (!item.is_string() || item.get_string().empty())
            return fail(ErrorKind::invalid_input,
                        "'{}' holds {}, expected texts that are not empty",
                        option,
                        to_json_text(item));
        texts.emplace_back(json_view(item.get_string()));
    }
    return texts;
}

Json to_json_list(const std::vector<std::string>& texts) {
    return JsonArray(texts.begin(), texts.end());
}

Result<void> check_known(const JsonObject& options, std::initializer_list<std::string_view> known) {
    return JsonFields(options, "judge").only(std::span(known.begin(), known.size()));
}

}  // namespace assay::judge
