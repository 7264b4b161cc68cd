#pragma once
// The words of a plan file for what the types of plan.hpp call it. Private.

#include "experiment/plan.hpp"

#include <string_view>
#include <utility>

namespace assay::experiment {

template <typename T>
using Word = std::pair<std::string_view, T>;

inline constexpr Word<MetricKind> kind_words[] = {{"mean", MetricKind::mean},
                                                  {"rate", MetricKind::rate}};
inline constexpr Word<Direction> direction_words[] = {{"higher", Direction::higher},
                                                      {"lower", Direction::lower}};
inline constexpr Word<MissingOutcome> missing_words[] = {{"left_out", MissingOutcome::left_out},
                                                         {"zero", MissingOutcome::zero}};
inline constexpr Word<UnitValue> unit_value_words[] = {{"mean", UnitValue::mean},
                                                       {"sum", UnitValue::sum},
                                                       {"last", UnitValue::last},
                                                       {"any", UnitValue::any}};
inline constexpr Word<Method> method_words[] = {
    {"fixed", Method::fixed},
    {"bayes", Method::bayes},
    {"confidence_sequence", Method::confidence_sequence},
    {"msprt", Method::mixture_ratio},
    {"beta_binomial", Method::beta_binomial},
    {"group_sequential", Method::group_sequential}};
inline constexpr Word<stats::SpendingShape> spending_words[] = {
    {"obrien_fleming", stats::SpendingShape::obrien_fleming},
    {"pocock", stats::SpendingShape::pocock}};
inline constexpr Word<Assigner> assigner_words[] = {{"hash", Assigner::hash},
                                                    {"events", Assigner::events}};

template <typename T, std::size_t count>
constexpr std::string_view word_of(T value, const Word<T> (&words)[count]) {
    for (const auto& [word, meaning] : words)
        if (meaning == value) return word;
    return {};
}

}  // namespace assay::experiment
