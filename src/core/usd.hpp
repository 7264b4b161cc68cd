#pragma once
// Money as an integer, so that sums are exact. An unknown price is std::optional<Usd>, never 0.

#include <compare>
#include <cstdint>
#include <string>

namespace assay {

/// US dollars in steps of 1e-9, up to 9.2e9 dollars.
struct Usd {
    std::int64_t nanos = 0;

    static Usd from_dollars(double dollars);
    [[nodiscard]] double dollars() const { return static_cast<double>(nanos) * 1e-9; }

    auto operator<=>(const Usd&) const = default;
    Usd& operator+=(Usd other) {
        nanos += other.nanos;
        return *this;
    }
    friend Usd operator+(Usd a, Usd b) { return a += b; }
};

/// `$0.0042`, `$12.30`: four significant digits below a dollar, cents above.
std::string to_string(Usd amount);

}  // namespace assay
