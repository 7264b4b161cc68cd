#pragma once
// A model for tests: answers with what a function says, and remembers what it was asked.

#include "judge/judge.hpp"

#include "async/event_loop.hpp"

#include <array>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace assay::judge {

class FakeModel final : public Model {
  public:
    using Answer = std::function<Completion(const Call&)>;
    explicit FakeModel(Answer answer, providers::Capabilities capabilities = {})
        : answer_(std::move(answer)), capabilities_(capabilities) {}

    async::Task<Reply> ask(Call call) override {
        calls.push_back(call);
        Reply reply{.completion = answer_(call), .model = "fake/model"};
        reply.completion.usage = Usage{.prompt_tokens = 100, .completion_tokens = 10};
        reply.completion.cost = Usd{1000};
        reply.completion.latency_ms = 5;
        co_return reply;
    }
    [[nodiscard]] providers::Capabilities capabilities() const override { return capabilities_; }

    std::vector<Call> calls;

  private:
    Answer answer_;
    providers::Capabilities capabilities_;
};

/// A model that keeps to schemas and gives these texts one after another, the last one for ever.
inline FakeModel saying(std::vector<std::string> texts) {
    return FakeModel(
        [texts = std::move(texts), next = std::size_t{0}](const Call&) mutable {
            const std::string& text = texts[std::min(next, texts.size() - 1)];
            ++next;
            return Completion{.text = text};
        },
        {.output_schema = true});
}

inline std::unique_ptr<Judge> make(std::string_view kind, std::string_view options = "{}") {
    const Json value = parse_json(options).value();
    return find_judge(kind).value()->make(value.get_object()).value();
}

inline Result<Judgement> ask(const Judge& judge, const Question& question, Model& model) {
    async::EventLoop loop;
    const std::vector<Model*> models(judge.model_count(), &model);
    return loop.run(judge.judge(question, {.models = models, .fence_secret = "secret"}));
}

inline const Question capital{
    .input = "What is the capital of France?", .output = "Paris.", .targets = {"Paris"}};

}  // namespace assay::judge
