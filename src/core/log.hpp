#pragma once
// Progress and diagnostics on stderr; results go to stdout and never through here. Thread-safe.

#include <fmt/core.h>

#include <string>
#include <string_view>
#include <utility>

namespace assay {

enum class LogLevel { debug, info, warning, error };

/// Messages below `level` are dropped; the default is warning.
void set_log_level(LogLevel level);
bool log_enabled(LogLevel level);
void write_log(LogLevel level, std::string_view message);

template <typename... Args>
void log_warning(fmt::format_string<Args...> format, Args&&... args) {
    if (log_enabled(LogLevel::warning))
        write_log(LogLevel::warning, fmt::format(format, std::forward<Args>(args)...));
}

template <typename... Args>
void log_info(fmt::format_string<Args...> format, Args&&... args) {
    if (log_enabled(LogLevel::info))
        write_log(LogLevel::info, fmt::format(format, std::forward<Args>(args)...));
}

template <typename... Args>
void log_debug(fmt::format_string<Args...> format, Args&&... args) {
    if (log_enabled(LogLevel::debug))
        write_log(LogLevel::debug, fmt::format(format, std::forward<Args>(args)...));
}

}  // namespace assay
