#pragma once
// How one API writes batches and reads what it says about them, as pure functions over text; the
// rest (sending, retries, prices) is in http_batch.cpp. Thread-safe: stateless.

#include "net/http.hpp"
#include "providers/answer_json.hpp"
#include "providers/batch.hpp"
#include "providers/wire_format.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace assay::providers {

/// One exchange with the API.
struct BatchCall {
    net::Method method = net::Method::get;
    std::string path;  ///< appended to the base URL
    std::string body;
    std::string content_type = "application/json";
};

/// What a line of results says, before the answer in it is read.
struct BatchLine {
    std::string custom_id;
    int status = 0;    ///< of an HTTP answer; 0: there was none, `error` says why
    std::string body;  ///< JSON text of the answer, as a synchronous call would have brought it
    Error error{ErrorKind::internal, {}};
};

struct BatchFormat {
    BatchLimits limits;
    /// The request as a part of a batch.
    std::string (*write)(std::string_view custom_id, const WireRequest& wire);
    /// Null: the requests travel in the call that creates the batch. The answer holds an `id`.
    BatchCall (*upload)(const std::vector<std::string>& requests, std::string_view tag);
    /// `input`: the id of the upload, or the requests joined by commas.
    BatchCall (*create)(std::string_view input, BatchShape shape, std::string_view tag);
    BatchCall (*poll)(std::string_view id);
    BatchCall (*cancel)(std::string_view id);
    BatchCall (*newest)();
    /// The body that describes one batch. Errors: corrupt.
    Result<BatchStatus> (*read_status)(std::string_view body);
    /// The body that lists some. Errors: corrupt.
    Result<std::vector<BatchStatus>> (*read_list)(std::string_view body);
    /// One line of results. Errors: corrupt.
    Result<BatchLine> (*read_line)(std::string_view line);
};

/// An id that may stand in a path: letters, digits, `-` and `_`. Errors: corrupt.
Result<std::string> read_batch_id(AnswerValue object, std::string_view name);

/// The answer or error of a line, as a synchronous call would have given it; without cost. Errors
/// of the result: corrupt, for a line that is not the API's.
Result<BatchAnswer> read_batch_line(const WireFormat& format,
                                    std::string_view line,
                                    BatchShape shape);

}  // namespace assay::providers
