#include "app/environment.hpp"

#include "core/file.hpp"

#include <algorithm>
#include <cstdlib>
#include <string>
#include <string_view>

namespace assay::app {
namespace {

constexpr std::size_t dotenv_bytes_max = 1U << 20U;

std::string_view trimmed(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" \t\r");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

Result<void> set_from_line(std::string_view line, std::size_t number) {
    line = trimmed(line);
    if (line.empty() || line.front() == '#') return {};
    if (line.starts_with("export ")) line = trimmed(line.substr(7));
    const std::size_t equals = line.find('=');
    if (equals == std::string_view::npos || equals == 0)
        return fail(ErrorKind::invalid_input, ".env:{}: expected NAME=value", number);
    std::string_view value = trimmed(line.substr(equals + 1));
    const bool is_quoted = value.size() >= 2 && (value.front() == '"' || value.front() == '\'') &&
                           value.back() == value.front();
    if (is_quoted) value = value.substr(1, value.size() - 2);
    ::setenv(std::string(trimmed(line.substr(0, equals))).c_str(), std::string(value).c_str(), 0);
    return {};
}

}  // namespace

Result<void> load_dotenv() {
    std::error_code error;
    if (!std::filesystem::is_regular_file(".env", error)) return {};
    TRY(const std::string text, read_file(".env", dotenv_bytes_max));
    std::size_t number = 0;
    for (std::string_view rest = text; !rest.empty();) {
        const std::size_t end = std::min(rest.find('\n'), rest.size());
        CHECK_OK(set_from_line(rest.substr(0, end), ++number));
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return {};
}

std::filesystem::path assay_home() {
    if (const char* home = std::getenv("ASSAY_HOME"); home != nullptr && *home != '\0') return home;
    const char* user_home = std::getenv("HOME");
    return std::filesystem::path(user_home != nullptr ? user_home : ".") / ".assay";
}

}  // namespace assay::app
