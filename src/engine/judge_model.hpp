#pragma once
// A model of the run in the role of a judge: the judge's calls with the model's own settings.

#include "judge/judge.hpp"

#include "engine/model_client.hpp"

namespace assay::engine {

class JudgeModel final : public judge::Model {
  public:
    /// The client must outlive it.
    JudgeModel(ModelClient& client, providers::Settings settings)
        : client_(client), settings_(std::move(settings)) {}

    async::Task<judge::Reply> ask(judge::Call call) override;
    [[nodiscard]] providers::Capabilities capabilities() const override {
        return client_.route().capabilities();
    }

  private:
    ModelClient& client_;
    providers::Settings settings_;
};

/// Counts what the calls of one judgement take, so that it is known also when the judgement fails.
class MeteredModel final : public judge::Model {
  public:
    /// Both must outlive it.
    MeteredModel(judge::Model& model, Judgement& effort) : model_(model), effort_(effort) {}

    async::Task<judge::Reply> ask(judge::Call call) override {
        auto reply = co_await model_.ask(std::move(call));
        if (reply) judge::count_reply(effort_, *reply);
        co_return reply;
    }
    [[nodiscard]] providers::Capabilities capabilities() const override {
        return model_.capabilities();
    }

  private:
    judge::Model& model_;
    Judgement& effort_;
};

}  // namespace assay::engine
