#include "judge/token_weights.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace assay::judge {
namespace {

std::string_view trimmed(std::string_view text) {
    const std::size_t begin = text.find_first_not_of(" \t\r\n");
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

struct Weighed {
    double value;
    double log_probability;
};

}  // namespace

std::optional<WeighedToken> weigh_first_token(std::span<const TokenLogprob> tokens,
                                              const TokenValue& value_of) {
    const auto first = std::ranges::find_if(
        tokens, [](const TokenLogprob& token) { return !trimmed(token.token).empty(); });
    if (first == tokens.end()) return std::nullopt;
    std::vector<Weighed> weighed;
    double highest = -std::numeric_limits<double>::infinity();
    const auto add = [&](std::string_view token, double log_probability) {
        const auto value = value_of(trimmed(token));
        if (!value) return;
        weighed.push_back({.value = *value, .log_probability = log_probability});
        highest = std::max(highest, log_probability);
    };
    for (const TokenAlternative& alternative : first->top)
        add(alternative.token, alternative.log_probability);
    // Some servers leave the chosen token out of its alternatives.
    if (std::ranges::find(first->top, first->token, &TokenAlternative::token) == first->top.end())
        add(first->token, first->log_probability);
    if (!std::isfinite(highest)) return std::nullopt;
    double weight_sum = 0;
    double weighted_sum = 0;
    for (const Weighed& token : weighed) {
        const double weight = std::exp(token.log_probability - highest);
        weight_sum += weight;
        weighted_sum += weight * token.value;
    }
    return WeighedToken{.mean = weighted_sum / weight_sum,
                        .covered_ratio = std::min(1.0, weight_sum * std::exp(highest))};
}

}  // namespace assay::judge
