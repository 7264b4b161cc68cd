#pragma once
// One turn of a conversation with a model.

#include "core/json.hpp"
#include "core/result.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace assay {

enum class Role { system, user, assistant };

std::string_view to_string(Role role);
/// Errors: invalid_input naming the roles that are accepted (`developer` reads as system).
Result<Role> parse_role(std::string_view text);

struct Message {
    Role role;
    std::string content;

    bool operator==(const Message&) const = default;
};

Json to_json(const std::vector<Message>& messages);
Result<std::vector<Message>> messages_from_json(const Json& value, std::string_view where);

}  // namespace assay
