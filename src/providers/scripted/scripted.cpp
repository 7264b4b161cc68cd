// A provider without a model or a network: answers by rule, in process. `scripted/echo` says what
// it hears; any other name is a rules file.
#include "providers/answer_rules.hpp"
#include "providers/provider_spec.hpp"
#include "providers/wire_format.hpp"

namespace assay::providers {
namespace {

std::int64_t approximate_tokens(std::size_t bytes) {
    return static_cast<std::int64_t>((bytes + 3) / 4);
}

/// Rules may give the first token's probabilities.
constexpr Capabilities scripted_capabilities{.logprobs = true};

class ScriptedProvider final : public Provider {
  public:
    ScriptedProvider(AnswerRules rules, ProviderOptions options)
        : rules_(std::move(rules)),
          options_(std::move(options)),
          timeline_(options_.timeline != nullptr ? *options_.timeline : net::real_timeline()),
          prices_(options_.prices != nullptr ? *options_.prices : PriceTable::built_in()) {}

    [[nodiscard]] Json identity() const override {
        return {{"provider", "scripted"}, {"rules", rules_.content_hash()}};
    }

    [[nodiscard]] Capabilities capabilities() const override {
        return {.logprobs = options_.has_logprobs.value_or(scripted_capabilities.logprobs),
                .output_schema =
                    options_.has_output_schema.value_or(scripted_capabilities.output_schema)};
    }
    [[nodiscard]] std::optional<Price> price(std::string_view model) const override {
        return prices_.find("scripted", model);
    }

    async::Task<Completion> complete(Request request) override {
        const std::string_view input = request.prompt ? std::string_view(*request.prompt)
                                       : request.messages.empty() ? std::string_view()
                                                                  : request.messages.back().content;
        net::Backoff backoff(options_.retries, options_.seed + ++call_count_);
        while (true) {
            ScriptedAnswer answer = rules_.answer(input);
            if (answer.latency.count() > 0) CO_CHECK_OK(co_await timeline_.sleep(answer.latency));
            if (!answer.fault) {
                Completion completion = complete(request, input, std::move(answer));
                completion.attempt_count = backoff.attempt_count();
                co_return completion;
            }
            const ScriptedFault& fault = *answer.fault;
            const auto wait = net::is_retryable_status(fault.status)
                                  ? backoff.next(fault.retry_after)
                                  : std::nullopt;
            if (!wait)
                co_return fail(kind_of_status(fault.status),
                               "scripted: HTTP {}: {} (attempt {})",
                               fault.status,
                               fault.message,
                               backoff.attempt_count());
            CO_CHECK_OK(co_await timeline_.sleep(*wait));
        }
    }

  private:
    Completion complete(const Request& request, std::string_view input, ScriptedAnswer answer) {
        Completion completion;
        completion.finish_reason = "stop";
        completion.served_model = request.model;
        completion.usage = Usage{.prompt_tokens = approximate_tokens(input.size()),
                                 .completion_tokens = approximate_tokens(answer.text.size())};
        completion.cost = prices_.cost("scripted", request.model, *completion.usage);
        completion.latency_ms = static_cast<double>(answer.latency.count());
        completion.text = std::move(answer.text);
        if (request.settings.wants_logprobs && !answer.first_token.empty())
            completion.logprobs = {{.token = answer.first_token.front().token,
                                    .log_probability = answer.first_token.front().log_probability,
                                    .top = std::move(answer.first_token)}};
        return completion;
    }

    AnswerRules rules_;
    const ProviderOptions options_;
    net::Timeline& timeline_;
    const PriceTable& prices_;
    std::uint64_t call_count_ = 0;
};

Result<std::unique_ptr<Provider>> make(const ProviderSpec&,
                                       ProviderOptions options,
                                       net::HttpClient&) {
    if (options.model.empty())
        return fail(ErrorKind::invalid_input,
                    "scripted: name 'scripted/echo' or a rules file, 'scripted/rules.yaml'");
    if (options.model == "echo")
        return std::make_unique<ScriptedProvider>(AnswerRules::echo(), std::move(options));
    TRY(auto rules, AnswerRules::load(options.model));
    return std::make_unique<ScriptedProvider>(std::move(rules), std::move(options));
}

}  // namespace

extern const ProviderSpec scripted;
const ProviderSpec scripted{.name = "scripted",
                            .summary = "Answers by rule, in process: a fake for tests and demos.",
                            .key_variable = "",
                            .base_url_variable = "",
                            .base_url = "",
                            .capabilities = scripted_capabilities,
                            .make = &make};

}  // namespace assay::providers
