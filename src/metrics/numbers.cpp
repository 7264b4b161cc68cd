#include "metrics/numbers.hpp"

#include <charconv>
#include <cstddef>
#include <optional>
#include <string>

namespace assay::metrics {
namespace {

constexpr std::string_view unicode_minus = "\u2212";

bool is_digit(char byte) { return byte >= '0' && byte <= '9'; }
bool is_word(char byte) {
    return is_digit(byte) || (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           byte == '_';
}

class Scanner {
  public:
    Scanner(std::string_view text, Percent percent) : text_(text), percent_(percent) {}

    std::vector<double> scan() {
        while (index_ < text_.size()) {
            const std::size_t start = index_;
            if (is_word(at(index_)) && !is_digit(at(index_))) {
                while (is_word(at(index_))) ++index_;
                continue;
            }
            const double sign = read_sign();
            if (at(index_) == '$') ++index_;
            if (!starts_number(index_)) {
                index_ = start + 1;
                continue;
            }
            if (const auto number = read_quotient()) numbers_.push_back(sign * *number);
        }
        return std::move(numbers_);
    }

  private:
    [[nodiscard]] char at(std::size_t index) const {
        return index < text_.size() ? text_[index] : '\0';
    }
    [[nodiscard]] bool starts_number(std::size_t index) const {
        return is_digit(at(index)) || (at(index) == '.' && is_digit(at(index + 1)));
    }

    /// Passes `-`, `+`, U+2212, also after a `$`.
    double read_sign() {
        const bool follows_word =
            index_ > 0 && (is_word(text_[index_ - 1]) || text_[index_ - 1] == ')');
        if (at(index_) == '$') ++index_;
        if (at(index_) == '+' || at(index_) == '-') {
            const bool is_minus = at(index_++) == '-';
            return is_minus && !follows_word ? -1 : 1;
        }
        if (text_.substr(index_).starts_with(unicode_minus)) {
            index_ += unicode_minus.size();
            return follows_word ? 1 : -1;
        }
        return 1;
    }

    /// `3/4`, or one number. Nothing for what a double cannot hold.
    std::optional<double> read_quotient() {
        std::optional<double> number = read_number();
        const bool may_divide = at(index_) == '/' && is_digit(at(index_ + 1)) && !follows_slash();
        if (may_divide) {
            const std::size_t slash = index_++;
            const std::optional<double> divisor = read_number();
            const bool is_chain = at(index_) == '/' && is_digit(at(index_ + 1));
            if (number && divisor && *divisor != 0 && !is_chain)
                number = *number / *divisor;
            else
                index_ = slash;
        }
        last_end_ = index_;
        if (at(index_) == '%') {
            ++index_;
            if (number && percent_ == Percent::ratio) *number /= 100;
        }
        return number;
    }

    /// Whether the number that was just read is itself the second part of `1/2/3`.
    [[nodiscard]] bool follows_slash() const {
        return last_end_ > 0 && number_start_ == last_end_ + 1 && text_[last_end_] == '/';
    }

    std::optional<double> read_number() {
        number_start_ = index_;
        std::string plain;
        std::size_t group_digits = 0;
        while (is_digit(at(index_))) {
            plain += at(index_++);
            ++group_digits;
        }
        if (group_digits >= 1 && group_digits <= 3) {
            while (starts_thousands(index_)) {
                plain.append(text_, index_ + 1, 3);
                index_ += 4;
            }
        }
        if (at(index_) == '.' && is_digit(at(index_ + 1))) {
            plain += at(index_++);
            while (is_digit(at(index_))) plain += at(index_++);
        }
        const bool has_exponent_sign = at(index_ + 1) == '-' || at(index_ + 1) == '+';
        const std::size_t exponent = index_ + (has_exponent_sign ? 2 : 1);
        if ((at(index_) == 'e' || at(index_) == 'E') && is_digit(at(exponent))) {
            plain += 'e';
            if (at(index_ + 1) == '-') plain += '-';
            index_ = exponent;
            while (is_digit(at(index_))) plain += at(index_++);
        }
        double value = 0;
        const auto parsed = std::from_chars(plain.data(), plain.data() + plain.size(), value);
        if (parsed.ec != std::errc{}) return std::nullopt;
        return value;
    }

    /// A comma and exactly three digits.
    [[nodiscard]] bool starts_thousands(std::size_t index) const {
        return at(index) == ',' && is_digit(at(index + 1)) && is_digit(at(index + 2)) &&
               is_digit(at(index + 3)) && !is_digit(at(index + 4));
    }

    std::string_view text_;
    Percent percent_;
    std::size_t index_ = 0;
    std::size_t number_start_ = 0;
    std::size_t last_end_ = 0;  ///< of the number before
    std::vector<double> numbers_;
};

}  // namespace

std::vector<double> find_numbers(std::string_view text, Percent percent) {
    return Scanner(text, percent).scan();
}

}  // namespace assay::metrics
