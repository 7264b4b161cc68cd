#pragma once
// What went wrong, sorted by what the caller can do about it. A value type; safe to copy across
// threads.

#include <fmt/core.h>

#include <string>
#include <string_view>
#include <utility>

namespace assay {

/// What the caller can do, not who failed.
enum class ErrorKind {
    invalid_input,  ///< correct the input; the same call fails again
    not_found,      ///< name something that exists
    denied,         ///< a person must give a key or a right
    rate_limited,   ///< wait, then call again
    unavailable,    ///< a passing fault: call again
    timed_out,      ///< the deadline passed: call again with more time
    cancelled,      ///< the caller asked to stop
    exhausted,      ///< free something first: disk, memory, budget
    corrupt,        ///< stored data is damaged; do not trust it
    internal,       ///< a defect of ours
};

std::string_view to_string(ErrorKind kind);

/// The message names the thing and its value and, where there is one, what would be accepted.
struct Error {
    ErrorKind kind;
    std::string message;

    bool operator==(const Error&) const = default;

    /// The same error, with `where` put before the message: `data.jsonl:3: …`.
    [[nodiscard]] Error in(std::string_view where) &&;
};

template <typename... Args>
[[nodiscard]] Error make_error(ErrorKind kind, fmt::format_string<Args...> format, Args&&... args) {
    return Error{kind, fmt::format(format, std::forward<Args>(args)...)};
}

}  // namespace assay
