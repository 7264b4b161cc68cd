#pragma once
// Result<T>: a value or an Error. Everything that can fail in a correct program returns one.

#include "core/assert.hpp"
#include "core/error.hpp"

#include <tl/expected.hpp>

#include <type_traits>
#include <utility>

namespace assay {

/// tl::expected<T, Error> that must not be ignored.
template <typename T>
class [[nodiscard]] Result : public tl::expected<T, Error> {
    static_assert(!std::is_same_v<T, Error>,
                  "an error as a value reads like a failure; use optional");

  public:
    using Base = tl::expected<T, Error>;
    using Base::Base;
    Result(Error error) : Base(tl::unexpected<Error>(std::move(error))) {}
    Result(Base base) : Base(std::move(base)) {}
};

/// `return fail(ErrorKind::invalid_input, "{} shared samples, need 2", count);`
template <typename... Args>
[[nodiscard]] tl::unexpected<Error> fail(ErrorKind kind,
                                         fmt::format_string<Args...> format,
                                         Args&&... args) {
    return tl::unexpected<Error>(make_error(kind, format, std::forward<Args>(args)...));
}

}  // namespace assay

#define ASSAY_CONCAT_INNER(a, b) a##b
#define ASSAY_CONCAT(a, b) ASSAY_CONCAT_INNER(a, b)
#define ASSAY_TRY_INNER(leave, result, declaration, ...)                   \
    auto result = (__VA_ARGS__);                                           \
    if (!result) [[unlikely]]                                              \
        leave ::tl::unexpected<::assay::Error>(std::move(result).error()); \
    declaration = *std::move(result)
#define ASSAY_CHECK_INNER(leave, result, ...)                                  \
    do {                                                                       \
        if (auto result = (__VA_ARGS__); !result) [[unlikely]]                 \
            leave ::tl::unexpected<::assay::Error>(std::move(result).error()); \
    } while (false)

/// `TRY(auto pairs, pair_by_sample(ours, theirs));` declares the value or returns the error.
#define TRY(declaration, ...) \
    ASSAY_TRY_INNER(return, ASSAY_CONCAT(try_result_, __LINE__), declaration, __VA_ARGS__)
/// The same inside a coroutine.
#define CO_TRY(declaration, ...) \
    ASSAY_TRY_INNER(co_return, ASSAY_CONCAT(try_result_, __LINE__), declaration, __VA_ARGS__)
/// `CHECK_OK(expression)` returns the error of a Result<void>.
#define CHECK_OK(...) ASSAY_CHECK_INNER(return, ASSAY_CONCAT(check_result_, __LINE__), __VA_ARGS__)
#define CO_CHECK_OK(...) \
    ASSAY_CHECK_INNER(co_return, ASSAY_CONCAT(check_result_, __LINE__), __VA_ARGS__)
