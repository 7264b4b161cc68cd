#include "providers/batch_format.hpp"

#include "providers/answer_json.hpp"
#include "providers/failure.hpp"

#include <algorithm>

namespace assay::providers {

BatchShape batch_shape(const Request& request) {
    return {.is_prompt = request.prompt.has_value(),
            .wants_logprobs = request.settings.wants_logprobs};
}

Result<std::string> read_batch_id(AnswerValue object, std::string_view name) {
    constexpr std::size_t id_bytes_max = 256;
    const std::string_view id = find_string(object, name).value_or("");
    const bool is_plain = std::ranges::all_of(id, [](char letter) {
        return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
               (letter >= '0' && letter <= '9') || letter == '-' || letter == '_';
    });
    if (id.empty() || id.size() > id_bytes_max || !is_plain)
        return fail(ErrorKind::corrupt, "'{}' is '{}', expected an id", name, excerpt(id));
    return std::string(id);
}

Result<BatchAnswer> read_batch_line(const WireFormat& format,
                                    std::string_view line,
                                    BatchShape shape) {
    TRY(BatchLine read, format.batch->read_line(line));
    if (read.status == 0)
        return BatchAnswer{.custom_id = std::move(read.custom_id),
                           .completion = std::move(read.error)};
    if (read.status < 200 || read.status > 299)
        return BatchAnswer{
            .custom_id = std::move(read.custom_id),
            .completion = refusal_error(read.status, format.read_error(read.body), read.body)};
    Request request;
    if (shape.is_prompt) request.prompt.emplace();
    request.settings.wants_logprobs = shape.wants_logprobs;
    return BatchAnswer{.custom_id = std::move(read.custom_id),
                       .completion = format.read(read.body, request)};
}

}  // namespace assay::providers
