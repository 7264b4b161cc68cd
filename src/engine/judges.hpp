#pragma once
// The judges of a run with their models open: what asks one judge about one sample in one tier. One
// event loop.

#include "domain/evaluator.hpp"
#include "engine/judge_model.hpp"
#include "engine/model_hub.hpp"
#include "engine/progress.hpp"
#include "engine/question_templates.hpp"
#include "engine/refusal_watch.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace assay::engine {

class Judges {
  public:
    /// Errors: invalid_input, not_found, denied: names, options, addresses, keys.
    static Result<Judges> open(const RunSpec& spec, ModelHub& hub, std::string fence_secret);

    /// Lets judges ask once for what they lack (the steps of a criterion of the user's own); gives
    /// the options that make them complete, by judge; nothing for those that were.
    async::Task<std::vector<std::optional<JsonObject>>> complete();

    [[nodiscard]] std::size_t size() const { return judges_.size(); }
    [[nodiscard]] const std::string& name(std::size_t index) const {
        return judges_[index].request->name;
    }
    /// Everything but the tier's probability is filled in. An outage gives a judgement that is
    /// deferred; what the model refuses is unscored. Errors: what ends the run: denied, not_found,
    /// cancelled, an exhausted budget, invalid_input when everything is refused alike.
    async::Task<Judgement> judge(std::size_t index,
                                 std::string_view tier,
                                 const SampleResult& result);
    /// Judgements made so far and what they cost, by tier.
    [[nodiscard]] const std::vector<TierProgress>& tiers() const { return tiers_; }
    /// Whether some judge was refused what it asked last, so that the run may end for it.
    [[nodiscard]] bool is_in_doubt() const;

  private:
    struct OpenJudge {
        const JudgeRequest* request;
        std::unique_ptr<judge::Judge> judge;
        QuestionTemplates templates;
        std::vector<judge::Model*> fast;
        std::vector<judge::Model*> full;
        RefusalWatch fast_refusals;  ///< a tier's own: the other tier's model may answer
        RefusalWatch full_refusals;
    };
    explicit Judges(std::string fence_secret) : fence_secret_(std::move(fence_secret)) {}

    Result<std::vector<judge::Model*>> open_models(const RunSpec& spec,
                                                   const std::vector<std::string>& references,
                                                   ModelHub& hub);

    void tally(const Judgement& judgement);

    std::string fence_secret_;
    std::vector<TierProgress> tiers_;
    std::vector<OpenJudge> judges_;
    std::vector<std::unique_ptr<JudgeModel>> models_;
};

/// Name, kind, version and content hash of a judge as a report shows it; the hash covers what the
/// full tier's models are.
Result<Evaluator> evaluator_of(const JudgingSpec& spec, const JudgeRequest& request);

}  // namespace assay::engine
