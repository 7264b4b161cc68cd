#pragma once
// Battles of two models as files and votes name them. Value type, filled by one thread.

#include "core/result.hpp"
#include "stats/pairwise.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace assay::experiment {

/// One battle as it was written; a number is its text, what is absent is empty.
struct BattleRecord {
    std::string_view model_a;
    std::string_view model_b;
    /// `a`, `b`, `tie`, `both_bad`, the same as arenas write them (`model_a`, `tie (bothbad)`), or
    /// the share of a: 1 won, 0 lost, a judge's preference between.
    std::string_view winner;
    std::string_view weight;   ///< how many battles it stands for, above 0; empty: 1
    std::string_view cluster;  ///< the question or user it goes together with; empty: none
    /// Of each control of the table in order: a's value, then b's, both at least 0.
    std::span<const std::string_view> styles = {};
};

class Battles {
  public:
    /// More models than these are refused: a fit takes time by the cube of their number.
    static constexpr std::size_t model_count_max = 1000;

    /// `controls`: what describes the answers besides who wrote them, such as `length`; a battle
    /// has the fields `length_a` and `length_b`.
    explicit Battles(std::vector<std::string> controls = {}) : controls_(std::move(controls)) {}

    /// Errors: invalid_input with `field 'winner': …`; nothing is added then.
    Result<void> add(const BattleRecord& record);

    [[nodiscard]] const std::vector<std::string>& controls() const { return controls_; }
    /// By number, in order of first appearance.
    [[nodiscard]] const std::vector<std::string>& models() const { return models_; }
    [[nodiscard]] const std::vector<stats::Comparison>& comparisons() const { return comparisons_; }
    /// The number of each battle's cluster; a battle without one is its own.
    [[nodiscard]] const std::vector<std::uint32_t>& clusters() const { return clusters_; }
    [[nodiscard]] bool has_clusters() const { return !cluster_numbers_.empty(); }
    /// [(battle * controls + control) * 2]: of the first model, then of the second.
    [[nodiscard]] const std::vector<double>& styles() const { return styles_; }
    /// How many ties were said to be of two bad answers.
    [[nodiscard]] std::uint64_t both_bad_count() const { return both_bad_count_; }

  private:
    Result<std::uint32_t> number_of(std::string_view field, std::string_view model);

    std::vector<std::string> controls_;
    std::vector<std::string> models_;
    std::unordered_map<std::string, std::uint32_t> model_numbers_;
    std::unordered_map<std::string, std::uint32_t> cluster_numbers_;
    std::uint32_t cluster_count_ = 0;
    std::vector<stats::Comparison> comparisons_;
    std::vector<std::uint32_t> clusters_;
    std::vector<double> styles_;
    std::uint64_t both_bad_count_ = 0;
};

}  // namespace assay::experiment
