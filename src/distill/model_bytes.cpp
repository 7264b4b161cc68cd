// A model as bytes: numbers little-endian, doubles by their bits, texts and lists after a 32-bit
// count. The weights of the buckets are mostly few: for each that is not 0, one byte says how many
// buckets to skip before it (255: skip 255 and read another), two bytes hold the weight.

#include "distill/model.hpp"

#include <array>
#include <bit>
#include <cmath>
#include <concepts>

namespace assay::distill {
namespace {

constexpr std::string_view magic = "assay distilled\n";
constexpr std::uint32_t format_version = 1;
constexpr std::uint32_t text_bytes_max = 1'000;
constexpr std::uint32_t metric_count_max = 1'000;
constexpr std::uint32_t knot_count_max = 1'000'000;

template <std::unsigned_integral T>
void put(std::string& out, T value) {
    for (std::size_t i = 0; i < sizeof(T); ++i) out.push_back(static_cast<char>(value >> (8 * i)));
}
void put(std::string& out, double value) { put(out, std::bit_cast<std::uint64_t>(value)); }
void put(std::string& out, std::string_view text) {
    put(out, static_cast<std::uint32_t>(text.size()));
    out += text;
}
/// Whether it is there, then the number or 0.
void put(std::string& out, const std::optional<double>& value) {
    put(out, value.has_value() ? std::uint64_t{1} : std::uint64_t{0});
    put(out, value.value_or(0));
}
void put(std::string& out, const std::vector<double>& values) {
    for (const double value : values) put(out, value);
}

void put_hashed(std::string& out, const std::vector<std::int16_t>& weights) {
    std::uint32_t count = 0;
    for (const std::int16_t weight : weights) count += weight != 0 ? 1U : 0U;
    put(out, count);
    std::size_t next = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        if (weights[i] == 0) continue;
        for (; i - next >= 255; next += 255) out.push_back(static_cast<char>(255));
        out.push_back(static_cast<char>(i - next));
        put(out, static_cast<std::uint16_t>(weights[i]));
        next = i + 1;
    }
}

/// Reads what put() wrote. After a failure everything reads as 0, and is_good() says so.
class Reader {
  public:
    explicit Reader(std::string_view bytes) : bytes_(bytes) {}

    template <std::unsigned_integral T>
    T number() {
        T value = 0;
        const std::string_view from = take(sizeof(T));
        for (std::size_t i = 0; i < from.size(); ++i)
            value = static_cast<T>(
                value |
                static_cast<T>(static_cast<T>(static_cast<unsigned char>(from[i])) << (8 * i)));
        return value;
    }
    double real() {
        const auto value = std::bit_cast<double>(number<std::uint64_t>());
        // Beyond, products of two could overflow.
        if (!(std::abs(value) <= 1e100)) is_good_ = false;
        return is_good_ ? value : 0;
    }
    std::optional<double> optional_real() {
        const auto present = number<std::uint64_t>();
        const double value = real();
        if (present > 1 || (present == 0 && std::bit_cast<std::uint64_t>(value) != 0))
            is_good_ = false;
        return present == 1 ? std::optional(value) : std::nullopt;
    }
    std::vector<double> reals(std::size_t count) {
        std::vector<double> values;
        for (std::size_t i = 0; i < count && is_good_; ++i) values.push_back(real());
        return values;
    }
    std::string text() { return std::string(take(count(text_bytes_max))); }
    std::uint32_t count(std::uint32_t count_max) {
        const auto value = number<std::uint32_t>();
        if (value > count_max) is_good_ = false;
        return is_good_ ? value : 0;
    }
    void expect(bool holds) { is_good_ &= holds; }
    std::string_view take(std::size_t count) {
        if (!is_good_ || count > bytes_.size()) {
            is_good_ = false;
            return {};
        }
        const std::string_view taken = bytes_.substr(0, count);
        bytes_.remove_prefix(count);
        return taken;
    }
    [[nodiscard]] bool is_good() const { return is_good_; }
    [[nodiscard]] bool is_at_end() const { return bytes_.empty(); }

  private:
    std::string_view bytes_;
    bool is_good_ = true;
};

std::vector<std::int16_t> take_hashed(Reader& reader) {
    std::vector<std::int16_t> weights(bucket_count);
    const std::uint32_t count = reader.count(bucket_count);
    std::size_t at = 0;
    for (std::uint32_t i = 0; i < count && reader.is_good(); ++i) {
        std::uint8_t skip = 255;
        while (reader.is_good() && skip == 255) {
            skip = reader.number<std::uint8_t>();
            at += skip;
        }
        const auto weight = static_cast<std::int16_t>(reader.number<std::uint16_t>());
        reader.expect(at < bucket_count && weight != 0);
        if (reader.is_good()) weights[at++] = weight;
    }
    return weights;
}

Quality take_quality(Reader& reader) {
    Quality quality;
    quality.count = reader.number<std::uint64_t>();
    quality.group_count = reader.number<std::uint64_t>();
    quality.r_squared = reader.real();
    quality.spearman = reader.optional_real();
    quality.mean_absolute_error = reader.real();
    quality.absolute_error_sd = reader.real();
    quality.residual_mean = reader.real();
    quality.residual_sd = reader.real();
    quality.calibration_error = reader.real();
    quality.coverage_ratio = reader.real();
    quality.escalated_ratio = reader.real();
    return quality;
}

void put(std::string& out, const Quality& quality) {
    put(out, static_cast<std::uint64_t>(quality.count));
    put(out, static_cast<std::uint64_t>(quality.group_count));
    put(out, quality.r_squared);
    put(out, quality.spearman);
    put(out, quality.mean_absolute_error);
    put(out, quality.absolute_error_sd);
    put(out, quality.residual_mean);
    put(out, quality.residual_sd);
    put(out, quality.calibration_error);
    put(out, quality.coverage_ratio);
    put(out, quality.escalated_ratio);
}

Reliability take_reliability(Reader& reader, std::size_t weight_count) {
    Reliability reliability;
    reliability.intercept = reader.real();
    reliability.weights = reader.reals(weight_count);
    reliability.spread_min = reader.real();
    reliability.quantile = reader.optional_real();
    reliability.spread_max = reader.optional_real();
    reader.expect(reliability.spread_min > 0 && reliability.spread_min <= 1);
    reader.expect(reliability.quantile.value_or(0) >= 0);
    return reliability;
}

std::vector<stats::IsotonicRegression::Knot> take_calibration(Reader& reader) {
    std::vector<stats::IsotonicRegression::Knot> knots;
    const std::uint32_t count = reader.count(knot_count_max);
    for (std::uint32_t i = 0; i < count && reader.is_good(); ++i) {
        const double x = reader.real();
        const double y = reader.real();
        reader.expect(y >= 0 && y <= 1);
        knots.push_back({.x = x, .y = y});
    }
    reader.expect(stats::IsotonicRegression::from_knots(knots).has_value());
    return knots;
}

}  // namespace

std::string encode(const Model& model) {
    std::string out(magic);
    put(out, format_version);
    put(out, feature_version);
    put(out, std::string_view(model.name));
    put(out, model.version);
    put(out, static_cast<std::uint32_t>(model.metric_names.size()));
    for (const std::string& name : model.metric_names) put(out, std::string_view(name));
    put(out, model.scaling.means);
    put(out, model.scaling.inverse_sds);
    put(out, model.intercept);
    put(out, model.dense_weights);
    put(out, model.hashed_scale);
    put_hashed(out, model.hashed_weights);
    put(out, static_cast<std::uint32_t>(model.calibration.size()));
    for (const auto& [x, y] : model.calibration) {
        put(out, x);
        put(out, y);
    }
    put(out, model.reliability.intercept);
    put(out, model.reliability.weights);
    put(out, model.reliability.spread_min);
    put(out, model.reliability.quantile);
    put(out, model.reliability.spread_max);
    put(out, model.quality);
    return out;
}

Result<Model> decode(std::string_view bytes) {
    Reader reader(bytes);
    if (reader.take(magic.size()) != magic)
        return fail(ErrorKind::corrupt, "the bytes are no distilled judge");
    const auto format = reader.number<std::uint32_t>();
    const auto features = reader.number<std::uint32_t>();
    if (reader.is_good() && (format != format_version || features != feature_version))
        return fail(ErrorKind::invalid_input,
                    "the distilled judge has format {} and features {}; this program reads format "
                    "{} and features {}: train it again",
                    format,
                    features,
                    format_version,
                    feature_version);
    Model model;
    model.name = reader.text();
    model.version = reader.number<std::uint32_t>();
    const std::uint32_t metric_count = reader.count(metric_count_max);
    for (std::uint32_t i = 0; i < metric_count && reader.is_good(); ++i)
        model.metric_names.push_back(reader.text());
    model.scaling.means = reader.reals(dense_count(metric_count));
    model.scaling.inverse_sds = reader.reals(dense_count(metric_count));
    model.intercept = reader.real();
    model.dense_weights = reader.reals(dense_count(metric_count));
    model.hashed_scale = reader.real();
    model.hashed_weights = take_hashed(reader);
    model.calibration = take_calibration(reader);
    model.reliability = take_reliability(reader, dense_count(metric_count) + 2);
    model.quality = take_quality(reader);
    if (!reader.is_good() || !reader.is_at_end())
        return fail(ErrorKind::corrupt, "the parts of the distilled judge do not fit together");
    return model;
}

}  // namespace assay::distill
