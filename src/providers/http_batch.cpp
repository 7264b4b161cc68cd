#include "providers/http_batch.hpp"

#include "net/retry.hpp"
#include "providers/batch_format.hpp"
#include "providers/failure.hpp"

#include <algorithm>
#include <unordered_set>

namespace assay::providers {
namespace {

/// Answers of a whole batch, in memory while they are read.
constexpr std::size_t results_bytes_max = std::size_t{512} << 20U;
constexpr std::chrono::minutes results_timeout{30};

/// Whether a call may be sent again when it is not known to have been refused.
enum class Repeat { harmless, costs_money };

/// The server says in so many words that it did not take the request.
bool is_surely_refused(const net::HttpResponse& response) {
    return response.status == 429 || response.status == 503 || response.status == 529;
}

class HttpBatchApi final : public BatchApi {
  public:
    explicit HttpBatchApi(const HttpBatchParts& parts)
        : parts_(parts),
          batch_(*parts.format.batch),
          failures_(parts.spec, parts.format, parts.options, parts.timeline) {}

    [[nodiscard]] BatchLimits limits() const override { return batch_.limits; }

    [[nodiscard]] Result<std::string> write(std::string_view custom_id,
                                            const Request& request) const override {
        TRY(const WireRequest wire, parts_.format.write(request, parts_.options));
        return batch_.write(custom_id, wire);
    }

    async::Task<std::string> submit(std::vector<std::string> requests,
                                    BatchShape shape,
                                    std::string tag) override;

    async::Task<BatchStatus> poll(std::string id) override {
        CO_TRY(const std::string body, co_await exchange(batch_.poll(id), Repeat::harmless));
        co_return named(batch_.read_status(body));
    }

    async::Task<std::vector<BatchStatus>> newest() override {
        CO_TRY(const std::string body, co_await exchange(batch_.newest(), Repeat::harmless));
        co_return named(batch_.read_list(body));
    }

    async::Task<BatchReading> fetch(BatchStatus status,
                                    BatchShape shape,
                                    std::string model,
                                    BatchSink sink) override;

    async::Task<void> cancel(std::string id) override {
        CO_CHECK_OK(co_await exchange(batch_.cancel(id), Repeat::harmless));
        co_return Result<void>{};
    }

  private:
    /// The body of a 2xx answer.
    async::Task<std::string> exchange(BatchCall call, Repeat repeat);
    void read_results(const std::string& body,
                      BatchShape shape,
                      std::string_view model,
                      const BatchSink& sink,
                      BatchReading& reading) const;

    template <typename T>
    [[nodiscard]] Result<T> named(Result<T> result) const {
        if (result) return result;
        Error error = std::move(result).error();
        error.message = failures_.redact(std::move(error.message));
        return std::move(error).in(parts_.spec.name);
    }

    const HttpBatchParts parts_;
    const BatchFormat& batch_;
    const FailureReader failures_;
    std::uint64_t call_count_ = 0;
};

async::Task<std::string> HttpBatchApi::exchange(BatchCall call, Repeat repeat) {
    std::vector<net::Header> list = parts_.format.headers(parts_.options);
    for (net::Header& header : list) {
        if (header.name == "Content-Type") header.value = call.content_type;
    }
    CO_TRY(const net::HeaderList headers, net::prepare_headers(list));
    net::Backoff backoff(parts_.options.retries,
                         parts_.options.seed + 0xD1B54A32D192ED03ULL * ++call_count_);
    while (true) {
        net::HttpRequest request{
            .method = call.method,
            .url = *parts_.options.base_url + call.path,
            .headers = headers,
            .body = call.body,
            .deadline = async::Deadline::after(std::max<std::chrono::milliseconds>(
                parts_.options.request_timeout, results_timeout)),
            .response_bytes_max = results_bytes_max};
        Result<net::HttpResponse> response = co_await parts_.client.send(std::move(request));
        if (response && response->status >= 200 && response->status <= 299)
            co_return std::move(response->body);
        const bool may_repeat =
            repeat == Repeat::harmless || (response && is_surely_refused(*response));
        Failure failure = response ? failures_.refusal(*response, call.path)
                                   : failures_.transport(std::move(response).error());
        const std::uint32_t attempt_count = backoff.attempt_count();
        if (!failure.may_retry || !may_repeat)
            co_return failures_.final_error(std::move(failure), attempt_count);
        const auto wait = backoff.next(failure.asked_for);
        if (!wait) co_return failures_.final_error(std::move(failure), attempt_count);
        CO_CHECK_OK(co_await parts_.timeline.sleep(*wait));
    }
}

async::Task<std::string> HttpBatchApi::submit(std::vector<std::string> requests,
                                              BatchShape shape,
                                              std::string tag) {
    std::string input;
    if (batch_.upload != nullptr) {
        // An upload costs nothing; only a batch that is made of it does.
        CO_TRY(const std::string body,
               co_await exchange(batch_.upload(requests, tag), Repeat::harmless));
        CO_TRY(const AnswerValue root, named(parse_answer(body)));
        CO_TRY(input, named(read_batch_id(root, "id")));
    } else {
        for (const std::string& request : requests) {
            if (!input.empty()) input += ',';
            input += request;
        }
    }
    requests = {};
    CO_TRY(const std::string body,
           co_await exchange(batch_.create(input, shape, tag), Repeat::costs_money));
    CO_TRY(BatchStatus status, named(batch_.read_status(body)));
    co_return std::move(status.id);
}

async::Task<BatchReading> HttpBatchApi::fetch(BatchStatus status,
                                              BatchShape shape,
                                              std::string model,
                                              BatchSink sink) {
    BatchReading reading;
    for (const std::string& path : status.result_paths) {
        CO_TRY(const std::string body, co_await exchange({.path = path}, Repeat::harmless));
        read_results(body, shape, model, sink, reading);
    }
    co_return reading;
}

void HttpBatchApi::read_results(const std::string& body,
                                BatchShape shape,
                                std::string_view model,
                                const BatchSink& sink,
                                BatchReading& reading) const {
    const auto price = parts_.prices.find(parts_.spec.name, model);
    std::uint64_t line_number = 0;
    for (std::size_t at = 0; at < body.size();) {
        const std::size_t end = std::min(body.find('\n', at), body.size());
        const std::string_view line = std::string_view(body).substr(at, end - at);
        at = end + 1;
        ++line_number;
        if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
        auto answer = read_batch_line(parts_.format, line, shape);
        if (!answer) {
            if (++reading.corrupt_count == 1)
                reading.corrupt_reason = fmt::format(
                    "line {}: {}", line_number, failures_.redact(answer.error().message));
            continue;
        }
        ++reading.answer_count;
        if (answer->completion) {
            Completion& completion = *answer->completion;
            if (price && completion.usage)
                completion.cost = cost_of(in_batch(*price), *completion.usage);
        } else {
            answer->completion = named(std::move(answer->completion));
        }
        sink(*std::move(answer));
    }
}

}  // namespace

std::unique_ptr<BatchApi> make_http_batch_api(const HttpBatchParts& parts) {
    return std::make_unique<HttpBatchApi>(parts);
}

}  // namespace assay::providers
