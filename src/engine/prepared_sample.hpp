#pragma once
// A sample with its task applied: rendered prompt, targets, cluster; what remains is to ask and to
// score.

#include "domain/sample.hpp"
#include "domain/sample_result.hpp"
#include "engine/run_spec.hpp"
#include "prompts/filter_chain.hpp"
#include "prompts/template.hpp"

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace assay::engine {

struct PreparedSample {
    SampleResult result;         ///< without answer, completion and scores
    providers::Request request;  ///< with a model
    std::string output;          ///< recorded output, without a model
};

/// Renders the templates of a run. Immutable after make; thread-safe.
class Preparer {
  public:
    /// Errors: invalid_input for a template or filter that does not compile.
    static Result<Preparer> make(const RunSpec& spec);

    /// Errors: invalid_input naming template, line and variable; the caller adds the sample's
    /// place.
    [[nodiscard]] Result<PreparedSample> prepare(const Sample& sample, std::uint32_t epoch) const;
    [[nodiscard]] const prompts::FilterChain& filters() const { return filters_; }

  private:
    struct CompiledMessage {
        Role role;
        prompts::Template content;
    };
    explicit Preparer(RunSpec spec) : spec_(std::move(spec)) {}

    Result<void> compile();
    Result<void> prepare_request(const Sample& sample, PreparedSample& prepared) const;
    [[nodiscard]] Result<std::vector<std::string>> targets_of(const Sample& sample) const;
    [[nodiscard]] Json metadata_of(const Sample& sample) const;

    RunSpec spec_;
    std::vector<CompiledMessage> messages_;
    std::optional<prompts::Template> completion_;
    std::optional<prompts::Template> output_;
    std::vector<prompts::Template> targets_;
    prompts::FilterChain filters_;
    std::set<std::string, std::less<>> used_fields_;  ///< by a template or as id or cluster
};

}  // namespace assay::engine
