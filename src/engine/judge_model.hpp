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

}  // namespace assay::engine
