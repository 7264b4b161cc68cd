#include "core/usd.hpp"

#include <fmt/format.h>

#include <cmath>

namespace assay {

Usd Usd::from_dollars(double dollars) {
    return Usd{static_cast<std::int64_t>(std::llround(dollars * 1e9))};
}

std::string to_string(Usd amount) {
    const double dollars = amount.dollars();
    if (amount.nanos == 0 || std::abs(dollars) >= 1) return fmt::format("${:.2f}", dollars);
    const int decimals = 3 - static_cast<int>(std::floor(std::log10(std::abs(dollars))));
    std::string text = fmt::format("${:.{}f}", dollars, decimals);
    while (text.back() == '0') text.pop_back();
    return text;
}

}  // namespace assay
