#pragma once
// Who took how much of a run's money: the model under test, and every judge in every tier.

#include "engine/run_spec.hpp"
#include "report/run_report.hpp"

#include <set>
#include <string>
#include <vector>

namespace assay::engine {

class CostTable {
  public:
    /// Errors: those of resolve_model.
    static Result<CostTable> make(const RunSpec& spec);

    void add(const SampleResult& result);
    /// Answers first; judges in the order of the run file, cheapest tier first, dearest model
    /// first.
    [[nodiscard]] std::vector<report::CostRow> rows() const;

  private:
    explicit CostTable(const RunSpec& spec) : spec_(spec) {}
    void add_answer(const Completion& completion);
    void add_judgement(const Judgement& judgement);
    report::CostRow& row(std::string_view evaluator, std::string_view tier, std::string_view model);
    /// Of the row in the printed order.
    [[nodiscard]] std::size_t rank(const report::CostRow& row) const;

    const RunSpec& spec_;
    std::set<std::string, std::less<>> fallbacks_;  ///< of the model under test
    std::vector<report::CostRow> rows_;
};

}  // namespace assay::engine
