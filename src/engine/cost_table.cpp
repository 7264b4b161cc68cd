#include "engine/cost_table.hpp"

#include "engine/judging_spec.hpp"

#include <algorithm>
#include <tuple>

namespace assay::engine {
namespace {

void add_cost(report::CostRow& row, const std::optional<Usd>& cost) {
    const bool is_first = row.call_count == 0;
    row.cost = cost && (row.cost || is_first) ? std::optional(row.cost.value_or(Usd{}) + *cost)
                                              : std::nullopt;
}

}  // namespace

Result<CostTable> CostTable::make(const RunSpec& spec) {
    CostTable table(spec);
    if (!spec.model) return table;
    TRY(const ModelSpec model, resolve_model(spec.judging, *spec.model));
    for (const std::string& reference : model.fallbacks) {
        TRY(const ModelSpec fallback, resolve_model(spec.judging, reference));
        table.fallbacks_.insert(fallback.model);
    }
    return table;
}

report::CostRow& CostTable::row(std::string_view evaluator,
                                std::string_view tier,
                                std::string_view model) {
    // A handful of rows: looking through them costs less than a key.
    for (report::CostRow& row : rows_)
        if (row.evaluator == evaluator && row.tier == tier && row.model == model) return row;
    return rows_.emplace_back(report::CostRow{.evaluator = std::string(evaluator),
                                              .tier = std::string(tier),
                                              .model = std::string(model)});
}

void CostTable::add_answer(const Completion& completion) {
    // Recorded outputs took no request, cached ones none of this run.
    if (completion.attempt_count == 0 || completion.is_cached) return;
    const auto fallback = fallbacks_.find(completion.served_model);
    report::CostRow& found =
        row("", "", fallback != fallbacks_.end() ? *fallback : spec_.model.value_or(""));
    add_cost(found, completion.cost);
    ++found.call_count;
    if (!completion.usage) return;
    found.prompt_tokens += completion.usage->prompt_tokens;
    found.completion_tokens += completion.usage->completion_tokens;
}

void CostTable::add_judgement(const Judgement& judgement) {
    if (judgement.call_count == 0) return;
    report::CostRow& found = row(judgement.evaluator, judgement.tier, judgement.model);
    add_cost(found, judgement.cost);
    found.call_count += judgement.call_count;
    found.prompt_tokens += judgement.prompt_tokens;
    found.completion_tokens += judgement.completion_tokens;
}

void CostTable::add(const SampleResult& result) {
    if (result.completion) add_answer(*result.completion);
    for (const Judgement& judgement : result.judgements) add_judgement(judgement);
}

std::size_t CostTable::rank(const report::CostRow& row) const {
    if (row.evaluator.empty()) return 0;
    const auto& judges = spec_.judging.judges;
    const auto judge = std::ranges::find(judges, row.evaluator, &JudgeRequest::name);
    const auto position = static_cast<std::size_t>(judge - judges.begin());
    return 1 + 2 * position + (row.tier == full_tier ? 1 : 0);
}

std::vector<report::CostRow> CostTable::rows() const {
    std::vector<report::CostRow> sorted = rows_;
    std::ranges::sort(sorted, {}, [this](const report::CostRow& row) {
        return std::tuple(rank(row), -row.cost.value_or(Usd{}).nanos, row.model);
    });
    return sorted;
}

}  // namespace assay::engine
