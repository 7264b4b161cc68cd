#include "report/printing.hpp"

#include <fmt/format.h>

#include <cmath>

namespace assay::report {
namespace {

struct Decoded {
    char32_t code_point;
    std::size_t length_bytes;
    bool is_valid;
};

/// The code point at the front of non-empty text; one byte of invalid text at a time.
Decoded decode(std::string_view text) {
    const auto first = static_cast<unsigned char>(text[0]);
    if (first < 0x80) return {first, 1, true};
    const std::size_t length_bytes = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (first < 0xC2 || first > 0xF4 || text.size() < length_bytes) return {0xFFFD, 1, false};
    char32_t code_point = first & (0x7FU >> length_bytes);
    for (const char next : text.substr(1, length_bytes - 1)) {
        const auto byte = static_cast<unsigned char>(next);
        if ((byte & 0xC0U) != 0x80U) return {0xFFFD, 1, false};
        code_point = (code_point << 6U) | (byte & 0x3FU);
    }
    const bool is_overlong =
        (length_bytes == 3 && code_point < 0x800) || (length_bytes == 4 && code_point < 0x10000);
    const bool is_surrogate = code_point >= 0xD800 && code_point <= 0xDFFF;
    if (is_overlong || is_surrogate || code_point > 0x10FFFF) return {0xFFFD, 1, false};
    return {code_point, length_bytes, true};
}

bool is_control(char32_t code_point) {
    if (code_point == '\n' || code_point == '\t') return false;
    return code_point < 0x20 || (code_point >= 0x7F && code_point < 0xA0) || code_point == 0xFFFE ||
           code_point == 0xFFFF;
}

bool is_wide(char32_t code_point) {
    return (code_point >= 0x1100 && code_point <= 0x115F) ||
           (code_point >= 0x2E80 && code_point <= 0xA4CF) ||
           (code_point >= 0xAC00 && code_point <= 0xD7A3) ||
           (code_point >= 0xF900 && code_point <= 0xFAFF) ||
           (code_point >= 0xFE30 && code_point <= 0xFE6F) ||
           (code_point >= 0xFF00 && code_point <= 0xFF60) ||
           (code_point >= 0x1F300 && code_point <= 0x1FAFF) ||
           (code_point >= 0x20000 && code_point <= 0x3FFFD);
}

}  // namespace

std::string number_text(double value) {
    const double size = std::abs(value);
    if (!std::isfinite(value)) return "–";
    if (size != 0 && (size < 0.001 || size >= 1e7)) return fmt::format("{:.3g}", value);
    if (size <= 1) return fmt::format("{:.4f}", value);
    if (size < 10) return fmt::format("{:.3f}", value);
    if (size < 100) return fmt::format("{:.2f}", value);
    return fmt::format("{:.{}f}", value, size < 1000 ? 1 : 0);
}

std::string number_text(std::optional<double> value) { return value ? number_text(*value) : "–"; }

std::string estimate_text(const stats::Estimate& estimate) {
    if (!estimate.value) return fmt::format("– ({})", to_string(estimate.status));
    std::string text = number_text(*estimate.value);
    if (estimate.interval) {
        const auto& interval = *estimate.interval;
        text += fmt::format(" ± {} [{}, {}]",
                            number_text((interval.high - interval.low) / 2),
                            number_text(interval.low),
                            number_text(interval.high));
    }
    return text;
}

std::string duration_text(double duration_ms) {
    if (duration_ms < 1000) return fmt::format("{:.3g} ms", duration_ms);
    if (duration_ms < 120'000) return fmt::format("{:.2f} s", duration_ms / 1000);
    return fmt::format("{:.1f} min", duration_ms / 60'000);
}

std::string cost_text(const SpendingResult& spending) {
    if (!spending.cost) return "unknown";
    std::string text = to_string(*spending.cost);
    if (spending.unknown_price_count > 0) {
        text += fmt::format(" + {} answers of unknown price", spending.unknown_price_count);
    }
    return text;
}

std::string health_line(const ModelHealth& model) {
    std::string text = model.model + ":";
    if (model.breaker_open_count > 0)
        text += fmt::format(" circuit opened {} time{}, {} at the end",
                            model.breaker_open_count,
                            model.breaker_open_count == 1 ? "" : "s",
                            model.breaker);
    if (model.overload_count > 0 && model.concurrency && model.concurrency_max)
        text += fmt::format("{} {} overload{}, {} of {} calls at a time at the end",
                            model.breaker_open_count > 0 ? ";" : "",
                            model.overload_count,
                            model.overload_count == 1 ? "" : "s",
                            *model.concurrency,
                            *model.concurrency_max);
    return text;
}

std::string clean_text(std::string_view text) {
    std::string clean;
    clean.reserve(text.size());
    while (!text.empty()) {
        const auto [code_point, length_bytes, is_valid] = decode(text);
        if (!is_valid) {
            clean += "\xEF\xBF\xBD";
        } else if (!is_control(code_point)) {
            clean += text.substr(0, length_bytes);
        }
        text.remove_prefix(length_bytes);
    }
    return clean;
}

std::string shortened(std::string_view clean, std::size_t length_max) {
    std::size_t end_bytes = 0;
    for (std::size_t length = 0; length < length_max && end_bytes < clean.size(); ++length) {
        end_bytes += decode(clean.substr(end_bytes)).length_bytes;
    }
    std::string text(clean.substr(0, end_bytes));
    if (end_bytes < clean.size()) text += "…";
    return text;
}

std::string one_line(std::string_view text, std::size_t length_max) {
    std::string clean = clean_text(text);
    for (char& letter : clean) {
        if (letter == '\n' || letter == '\t') letter = ' ';
    }
    return shortened(clean, length_max);
}

std::size_t column_count(std::string_view clean) {
    std::size_t count = 0;
    while (!clean.empty()) {
        const auto decoded = decode(clean);
        count += is_wide(decoded.code_point) ? 2 : 1;
        clean.remove_prefix(decoded.length_bytes);
    }
    return count;
}

std::string escaped_markup(std::string_view text) {
    std::string escaped;
    for (const char letter : clean_text(text)) {
        switch (letter) {
            case '&':
                escaped += "&amp;";
                break;
            case '<':
                escaped += "&lt;";
                break;
            case '>':
                escaped += "&gt;";
                break;
            case '"':
                escaped += "&quot;";
                break;
            case '\'':
                escaped += "&#39;";
                break;
            default:
                escaped += letter;
        }
    }
    return escaped;
}

}  // namespace assay::report
