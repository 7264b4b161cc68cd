#include "custom/option_values.hpp"

#include <cstdlib>

namespace assay::custom {

Result<std::vector<std::string>> texts_of(const JsonObject& options, std::string_view key) {
    std::vector<std::string> texts;
    const Json* value = options.if_contains(key);
    if (value == nullptr || value->is_null()) return texts;
    if (!value->is_array())
        return fail(ErrorKind::invalid_input,
                    "'{}' is {}, expected a list of strings",
                    key,
                    json_type_name(*value));
    for (const Json& item : value->get_array()) {
        if (!item.is_string())
            return fail(ErrorKind::invalid_input,
                        "'{}' holds {}, expected strings",
                        key,
                        json_type_name(item));
        texts.emplace_back(json_view(item.get_string()));
        if (texts.back().find('\0') != std::string::npos)
            return fail(ErrorKind::invalid_input, "'{}' holds a text with a zero byte", key);
    }
    return texts;
}

Result<std::string> variable(std::string_view name) {
    const char* value = std::getenv(std::string(name).c_str());
    if (value == nullptr)
        return fail(ErrorKind::not_found, "the environment variable {} is not set", name);
    return std::string(value);
}

Result<std::string> with_variables(std::string_view text, std::vector<std::string>& secrets) {
    std::string out;
    while (true) {
        const std::size_t begin = text.find("${");
        out += text.substr(0, begin);
        if (begin == std::string_view::npos) return out;
        const std::size_t end = text.find('}', begin);
        if (end == std::string_view::npos)
            return fail(ErrorKind::invalid_input, "a '${{' has no closing brace");
        TRY(std::string value, variable(text.substr(begin + 2, end - begin - 2)));
        out += value;
        if (!value.empty()) secrets.push_back(std::move(value));
        text.remove_prefix(end + 1);
    }
}

}  // namespace assay::custom
