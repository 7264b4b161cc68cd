#include "domain/message.hpp"

namespace assay {

std::string_view to_string(Role role) {
    switch (role) {
        case Role::system:
            return "system";
        case Role::user:
            return "user";
        case Role::assistant:
            return "assistant";
    }
    ASSAY_ASSERT(false, "a Role outside its enumerators");
}

Result<Role> parse_role(std::string_view text) {
    if (text == "system" || text == "developer") return Role::system;
    if (text == "user") return Role::user;
    if (text == "assistant") return Role::assistant;
    return fail(ErrorKind::invalid_input,
                "unknown role '{}'; accepted are system, user and assistant",
                text);
}

Json to_json(const std::vector<Message>& messages) {
    JsonArray array;
    array.reserve(messages.size());
    for (const Message& message : messages) {
        array.push_back({{"role", to_string(message.role)}, {"content", message.content}});
    }
    return array;
}

Result<std::vector<Message>> messages_from_json(const Json& value, std::string_view where) {
    if (!value.is_array())
        return fail(ErrorKind::invalid_input,
                    "{}: messages are {}, expected a list of {{role, content}}",
                    where,
                    json_type_name(value));
    std::vector<Message> messages;
    for (const Json& item : value.get_array()) {
        const std::string place = fmt::format("{}: message {}", where, messages.size() + 1);
        if (!item.is_object())
            return fail(ErrorKind::invalid_input,
                        "{} is {}, expected an object",
                        place,
                        json_type_name(item));
        const JsonFields fields(item.get_object(), place);
        TRY(const std::string role_text, fields.string("role"));
        auto role = parse_role(role_text);
        if (!role) return std::move(role).error().in(place);
        TRY(std::string content, fields.string("content"));
        messages.push_back({.role = *role, .content = std::move(content)});
    }
    return messages;
}

}  // namespace assay
