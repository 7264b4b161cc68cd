#include "experiment/same_measure.hpp"

#include "core/nearest.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>

namespace assay::experiment {
namespace {

/// Enough of a hash to tell two apart.
constexpr std::size_t hash_length_shown = 12;

std::vector<std::string_view> names_of(const ScoreTable& table) {
    std::vector<std::string_view> names;
    for (const ScoreColumn& column : table.columns)
        if (std::ranges::find(names, column.evaluator.name) == names.end())
            names.emplace_back(column.evaluator.name);
    return names;
}

std::string listed(const ScoreTable& table) {
    const auto names = names_of(table);
    return names.empty() ? "no metric" : fmt::format("{}", fmt::join(names, ", "));
}

Result<void> check_name(const ScoreTable& table, const std::string& name) {
    const auto names = names_of(table);
    if (std::ranges::find(names, name) != names.end()) return {};
    return fail(ErrorKind::invalid_input,
                "'{}' has no metric '{}'{}; it has {}",
                table.name,
                name,
                did_you_mean(name, names),
                listed(table));
}

std::string version_text(const Evaluator& evaluator) {
    return fmt::format(
        "version {}, hash {}", evaluator.version, evaluator.hash.substr(0, hash_length_shown));
}

/// The samples of both tables whose prompt or targets are not alike.
struct OtherQuestions {
    std::size_t count = 0;
    std::string_view first_id;
};

OtherQuestions other_questions(const ScoreTable& first,
                               const ScoreTable& second,
                               const Pairing& pairing) {
    OtherQuestions others;
    for (std::size_t sample = 0; sample < pairing.sample_count(); ++sample) {
        if (!pairing.is_in_both(sample)) continue;
        const std::uint32_t row = pairing.first_rows[sample];
        if (first.questions[row] == second.questions[pairing.second_rows[sample]]) continue;
        if (others.count++ == 0) others.first_id = first.sample_ids[row];
    }
    return others;
}

std::optional<std::string> dataset_difference(const ScoreTable& first,
                                              const ScoreTable& second,
                                              const Pairing& pairing) {
    const bool are_known = !first.dataset_version.empty() && !second.dataset_version.empty();
    if (are_known && first.dataset_version == second.dataset_version) return std::nullopt;
    if (!first.questions.empty() && !second.questions.empty()) {
        const OtherQuestions others = other_questions(first, second, pairing);
        if (others.count == 0) return std::nullopt;
        return fmt::format(
            "the dataset ({} samples of both have another prompt or other targets, "
            "the first is '{}')",
            others.count,
            others.first_id);
    }
    if (!are_known) return std::nullopt;
    return fmt::format("the dataset version ({} and {})",
                       first.dataset_version.substr(0, hash_length_shown),
                       second.dataset_version.substr(0, hash_length_shown));
}

}  // namespace

Result<std::vector<ColumnPair>> common_columns(const ScoreTable& first,
                                               const ScoreTable& second,
                                               std::span<const std::string> names) {
    for (const std::string& name : names) {
        CHECK_OK(check_name(first, name));
        CHECK_OK(check_name(second, name));
    }
    std::vector<ColumnPair> pairs;
    for (const ScoreColumn& ours : first.columns) {
        if (!names.empty() && std::ranges::find(names, ours.evaluator.name) == names.end())
            continue;
        for (const ScoreColumn& theirs : second.columns) {
            if (ours.evaluator.name == theirs.evaluator.name && ours.tier == theirs.tier &&
                ours.is_of_corpus == theirs.is_of_corpus)
                pairs.push_back({.first = &ours, .second = &theirs});
        }
    }
    if (pairs.empty())
        return fail(ErrorKind::invalid_input,
                    "'{}' and '{}' have no metric in common: the first has {}; the second has {}",
                    first.name,
                    second.name,
                    listed(first),
                    listed(second));
    return pairs;
}

Result<std::vector<std::string>> check_same_measure(const ScoreTable& first,
                                                    const ScoreTable& second,
                                                    const Pairing& pairing,
                                                    std::span<const ColumnPair> columns,
                                                    Versions versions) {
    std::vector<std::string> differences;
    if (auto difference = dataset_difference(first, second, pairing))
        differences.push_back(*std::move(difference));
    std::string last_name;
    for (const ColumnPair& column : columns) {
        const Evaluator& ours = column.first->evaluator;
        const Evaluator& theirs = column.second->evaluator;
        if (ours.hash.empty() || theirs.hash.empty() || ours.hash == theirs.hash ||
            ours.name == last_name)
            continue;
        last_name = ours.name;  // once for all tiers of a judge
        differences.push_back(fmt::format(
            "evaluator '{}' ({} and {})", ours.name, version_text(ours), version_text(theirs)));
    }
    if (differences.empty()) return std::vector<std::string>{};
    if (versions == Versions::same)
        return fail(ErrorKind::invalid_input,
                    "'{}' and '{}' do not measure the same: they differ in {}; --allow-different "
                    "compares them all the same",
                    first.name,
                    second.name,
                    fmt::join(differences, ", in "));
    return std::vector<std::string>{
        fmt::format("'{}' and '{}' do not measure the same: they differ in {}.",
                    first.name,
                    second.name,
                    fmt::join(differences, ", in "))};
}

}  // namespace assay::experiment
