#include "providers/failure.hpp"

#include "net/retry.hpp"

namespace assay::providers {

Error refusal_error(int status, const WireError& said, std::string_view body) {
    std::string text = fmt::format("HTTP {}", status);
    if (!said.message.empty())
        text += ": " + excerpt(said.message);
    else if (!body.empty())
        text += "; the answer starts with: " + excerpt(body);
    if (!said.code.empty()) text += fmt::format(" ({})", excerpt(said.code));
    // Sent with status 429, but only money helps.
    const ErrorKind kind =
        said.code == "insufficient_quota" ? ErrorKind::exhausted : kind_of_status(status);
    return {kind, std::move(text)};
}

std::string FailureReader::redact(std::string text) const {
    if (!options_.key || options_.key->empty()) return text;
    for (std::size_t at = text.find(*options_.key); at != std::string::npos;
         at = text.find(*options_.key, at))
        text.replace(at, options_.key->size(), "[key]");
    return text;
}

Failure FailureReader::transport(Error error) const {
    const bool may_retry = net::is_retryable(error.kind);
    return {.error = std::move(error), .may_retry = may_retry, .asked_for = std::nullopt};
}

Failure FailureReader::refusal(const net::HttpResponse& response,
                               std::string_view asked_for) const {
    const std::string body = redact(response.body);
    Failure failure{.error = refusal_error(response.status, format_.read_error(body), body),
                    .may_retry = net::is_retryable_status(response.status)};
    if (failure.error.kind == ErrorKind::exhausted) failure.may_retry = false;
    if (failure.error.kind == ErrorKind::denied)
        failure.error.message += fmt::format("; check {}", spec_.key_variable);
    if (response.status == 404)
        failure.error.message += fmt::format("; asked for {} at {}", asked_for, *options_.base_url);
    if (const auto value = response.header("retry-after"))
        failure.asked_for = net::parse_retry_after(*value, timeline_.clock().wall());
    return failure;
}

Error FailureReader::final_error(Failure failure, std::uint32_t attempt_count) const {
    std::string text = redact(std::move(failure.error.message));
    if (failure.may_retry) {
        text += fmt::format(
            " (gave up after {} attempt{}", attempt_count, attempt_count == 1 ? "" : "s");
        if (failure.asked_for && attempt_count < options_.retries.attempt_count_max)
            text += fmt::format(": the server asks to wait {} s",
                                static_cast<double>(failure.asked_for->count()) / 1000);
        text += ")";
    }
    return make_error(failure.error.kind, "{}: {}", spec_.name, text);
}

}  // namespace assay::providers
