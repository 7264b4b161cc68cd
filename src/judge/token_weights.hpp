#pragma once
// From the probabilities of an answer's first token to an expected value over the tokens that mean
// something: grades of a scale, or the labels of two sides.

#include "domain/completion.hpp"

#include <functional>
#include <optional>
#include <span>
#include <string_view>

namespace assay::judge {

struct WeighedToken {
    double mean;           ///< expected value, given that the token has one
    double covered_ratio;  ///< probability that the token has one, 0 … 1
};

/// The value of a token without white space around it; nothing for tokens without meaning.
using TokenValue = std::function<std::optional<double>(std::string_view)>;

/// The first token that is not mere white space decides; its alternatives with a value are weighed
/// by their probabilities, in log space (Liu et al., G-Eval, 2023). Nothing when there are no log
/// probabilities, or none of a token with a value.
std::optional<WeighedToken> weigh_first_token(std::span<const TokenLogprob> tokens,
                                              const TokenValue& value_of);

}  // namespace assay::judge
