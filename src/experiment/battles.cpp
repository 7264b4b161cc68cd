#include "experiment/battles.hpp"

#include <charconv>
#include <cmath>
#include <optional>

namespace assay::experiment {
namespace {

constexpr std::size_t name_bytes_max = 300;
/// Beyond these a sum of weights would lose battles of weight 1.
constexpr double weight_max = 1e9;
constexpr double style_max = 1e12;

std::optional<double> number_in(std::string_view text) {
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value))
        return std::nullopt;
    return value;
}

bool is_both_bad(std::string_view winner) {
    return winner == "both_bad" || winner == "bothbad" || winner == "tie (bothbad)" ||
           winner == "tie (both_bad)";
}

Result<double> share_of(std::string_view winner) {
    if (winner == "a" || winner == "model_a") return 1;
    if (winner == "b" || winner == "model_b") return 0;
    if (winner == "tie" || is_both_bad(winner)) return 0.5;
    const auto share = number_in(winner);
    if (share && *share >= 0 && *share <= 1) return *share;
    return fail(ErrorKind::invalid_input,
                "field 'winner': '{}' is none of a, b, tie, both_bad, and no number from 0 to 1",
                winner.substr(0, name_bytes_max));
}

Result<double> weight_of(std::string_view text) {
    if (text.empty()) return 1;
    const auto weight = number_in(text);
    if (weight && *weight > 0 && *weight <= weight_max) return *weight;
    return fail(ErrorKind::invalid_input,
                "field 'weight': '{}' is no number above 0 and up to {:g}",
                text.substr(0, name_bytes_max),
                weight_max);
}

}  // namespace

Result<std::uint32_t> Battles::number_of(std::string_view field, std::string_view model) {
    if (model.empty()) return fail(ErrorKind::invalid_input, "field '{}': it is empty", field);
    if (model.size() > name_bytes_max)
        return fail(ErrorKind::invalid_input,
                    "field '{}': a name of {} bytes, at most {} are read",
                    field,
                    model.size(),
                    name_bytes_max);
    const auto [found, is_new] =
        model_numbers_.try_emplace(std::string(model), static_cast<std::uint32_t>(models_.size()));
    if (!is_new) return found->second;
    if (models_.size() == model_count_max) {
        model_numbers_.erase(found);
        return fail(ErrorKind::invalid_input,
                    "field '{}': '{}' is one model more than {}, the most that are ranked",
                    field,
                    model,
                    model_count_max);
    }
    models_.emplace_back(model);
    return found->second;
}

Result<void> Battles::add(const BattleRecord& record) {
    ASSAY_ASSERT(record.styles.size() == 2 * controls_.size(), "a value a side and control");
    if (record.model_a == record.model_b && !record.model_a.empty())
        return fail(ErrorKind::invalid_input,
                    "field 'model_b': '{}' is model_a too, a model cannot meet itself",
                    record.model_b.substr(0, name_bytes_max));
    TRY(const double share, share_of(record.winner));
    TRY(const double weight, weight_of(record.weight));
    std::vector<double> styles;
    for (std::size_t i = 0; i < record.styles.size(); ++i) {
        const auto value = number_in(record.styles[i]);
        if (!value || *value < 0 || *value > style_max)
            return fail(ErrorKind::invalid_input,
                        "field '{}_{}': '{}' is no number from 0 to {:g}",
                        controls_[i / 2],
                        i % 2 == 0 ? 'a' : 'b',
                        record.styles[i].substr(0, name_bytes_max),
                        style_max);
        styles.push_back(*value);
    }
    TRY(const std::uint32_t first, number_of("model_a", record.model_a));
    TRY(const std::uint32_t second, number_of("model_b", record.model_b));
    std::uint32_t cluster = cluster_count_;
    if (!record.cluster.empty())
        cluster =
            cluster_numbers_.try_emplace(std::string(record.cluster), cluster_count_).first->second;
    if (cluster == cluster_count_) ++cluster_count_;
    comparisons_.push_back({first, second, share, weight});
    clusters_.push_back(cluster);
    styles_.insert(styles_.end(), styles.begin(), styles.end());
    if (is_both_bad(record.winner)) ++both_bad_count_;
    return {};
}

}  // namespace assay::experiment
