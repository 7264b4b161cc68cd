// A value of any column as JSON.

#include "columnar/column_type.hpp"

#include <fmt/chrono.h>
#include <simdjson.h>

#include <array>
#include <chrono>
#include <cmath>

namespace assay::columnar {

/// Reads through the vectors inside vectors that lists and structures are stored as.
struct ColumnReader {
    static Result<Json> value(const Column& column, std::size_t row);
    static Result<Json> list(const Column& column, std::size_t row);
    static Result<Json> structure(const Column& column, std::size_t row);
    static Result<Json> map(const Column& column, std::size_t row);
    static Json time(const Column& column, std::size_t row);
    static Json big_integer(const Column& column, std::size_t row);
    static Json decimal(const Column& column, std::size_t row);
    static Result<Json> other(const Column& column, std::size_t row);

    template <typename T>
    static T at(const Column& column, std::size_t row) {
        return static_cast<const T*>(column.data_)[row];
    }
    static Column list_items(const Column& column) {
        auto* vector = static_cast<duckdb_vector>(column.vector_);
        auto* child = column.type_->type == DUCKDB_TYPE_ARRAY ? api().array_vector_get_child(vector)
                                                              : api().list_vector_get_child(vector);
        return {child, column.type_->children[0]};
    }
};

namespace {

__extension__ using Int128 = __int128;
__extension__ using Uint128 = unsigned __int128;

std::string decimal_digits(Uint128 value) {
    std::string digits;
    do {
        digits += static_cast<char>('0' + static_cast<int>(value % 10));
        value /= 10;
    } while (value != 0);
    return {digits.rbegin(), digits.rend()};
}

std::string signed_digits(Int128 value) {
    if (value >= 0) return decimal_digits(static_cast<Uint128>(value));
    return "-" + decimal_digits(Uint128{0} - static_cast<Uint128>(value));
}

Int128 huge(duckdb_hugeint value) {
    return static_cast<Int128>(
        (static_cast<Uint128>(static_cast<std::uint64_t>(value.upper)) << 64U) | value.lower);
}

Json integer_or_text(Int128 value) {
    if (value >= INT64_MIN && value <= INT64_MAX) return static_cast<std::int64_t>(value);
    if (value >= 0 && value <= UINT64_MAX) return static_cast<std::uint64_t>(value);
    return Json(boost::json::string(signed_digits(value)));
}

Json text_value(std::string_view text) { return Json(boost::json::string(text)); }

std::string base64(std::string_view bytes) {
    constexpr std::string_view alphabet =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const auto byte = [&](std::size_t j) -> std::uint32_t {
            return j < bytes.size() ? static_cast<unsigned char>(bytes[j]) : 0U;
        };
        const std::uint32_t group = (byte(i) << 16U) | (byte(i + 1) << 8U) | byte(i + 2);
        out += alphabet[(group >> 18U) & 63U];
        out += alphabet[(group >> 12U) & 63U];
        out += i + 1 < bytes.size() ? alphabet[(group >> 6U) & 63U] : '=';
        out += i + 2 < bytes.size() ? alphabet[group & 63U] : '=';
    }
    return out;
}

Json blob_value(std::string_view bytes) {
    if (simdjson::validate_utf8(bytes.data(), bytes.size())) return text_value(bytes);
    return text_value(base64(bytes));
}

/// `2026-03-01`; years beyond four digits carry their sign.
std::string date_text(std::chrono::sys_days day) {
    const std::chrono::year_month_day date(day);
    return fmt::format("{:04}-{:02}-{:02}",
                       static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()),
                       static_cast<unsigned>(date.day()));
}

/// `12:30:00`, with as many digits of a second as the value has, in groups of three.
std::string time_text(std::int64_t nanos) {
    const std::int64_t seconds = nanos / 1'000'000'000;
    std::int64_t fraction = nanos % 1'000'000'000;
    std::string text =
        fmt::format("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
    int digits = 9;
    while (digits > 0 && fraction % 1000 == 0) {
        fraction /= 1000;
        digits -= 3;
    }
    if (digits > 0) text += fmt::format(".{:0{}}", fraction, digits);
    return text;
}

/// Since 1970, in units of which a second has `per_second`.
std::string timestamp_text(std::int64_t ticks, std::int64_t per_second) {
    const std::int64_t per_day = per_second * 86'400;
    const std::int64_t days = ticks / per_day - (ticks % per_day < 0 ? 1 : 0);
    const std::int64_t within_day = ticks - days * per_day;
    const std::chrono::sys_days day{std::chrono::days(days)};
    return date_text(day) + "T" + time_text(within_day * (1'000'000'000 / per_second));
}

}  // namespace

Json ColumnReader::time(const Column& column, std::size_t row) {
    switch (column.type_->type) {
        case DUCKDB_TYPE_DATE:
            return text_value(
                date_text(std::chrono::sys_days{std::chrono::days(at<std::int32_t>(column, row))}));
        case DUCKDB_TYPE_TIME:
            return text_value(time_text(at<std::int64_t>(column, row) * 1000));
        case DUCKDB_TYPE_TIMESTAMP_S:
            return text_value(timestamp_text(at<std::int64_t>(column, row), 1));
        case DUCKDB_TYPE_TIMESTAMP_MS:
            return text_value(timestamp_text(at<std::int64_t>(column, row), 1000));
        case DUCKDB_TYPE_TIMESTAMP_NS:
            return text_value(timestamp_text(at<std::int64_t>(column, row), 1'000'000'000));
        case DUCKDB_TYPE_TIMESTAMP_TZ:
            return text_value(timestamp_text(at<std::int64_t>(column, row), 1'000'000) + "Z");
        default:
            return text_value(timestamp_text(at<std::int64_t>(column, row), 1'000'000));
    }
}

Json ColumnReader::big_integer(const Column& column, std::size_t row) {
    if (column.type_->type == DUCKDB_TYPE_UBIGINT)
        return integer_or_text(static_cast<Int128>(at<std::uint64_t>(column, row)));
    if (column.type_->type == DUCKDB_TYPE_HUGEINT)
        return integer_or_text(huge(at<duckdb_hugeint>(column, row)));
    const auto value = at<duckdb_uhugeint>(column, row);
    if (value.upper == 0) return integer_or_text(static_cast<Int128>(value.lower));
    return text_value(decimal_digits((static_cast<Uint128>(value.upper) << 64U) | value.lower));
}

Json ColumnReader::decimal(const Column& column, std::size_t row) {
    constexpr int digits_of_double = 15;
    if (column.type_->decimal_digits <= digits_of_double) return column.number(row);
    const Int128 value = column.type_->stored_type == DUCKDB_TYPE_HUGEINT
                             ? huge(at<duckdb_hugeint>(column, row))
                             : static_cast<Int128>(column.integer(row));
    std::string digits = signed_digits(value);
    const std::size_t scale = column.type_->decimal_scale;
    if (scale == 0) return text_value(digits);
    const std::size_t sign = value < 0 ? 1 : 0;
    if (digits.size() - sign <= scale) digits.insert(sign, scale + 1 - (digits.size() - sign), '0');
    digits.insert(digits.size() - scale, ".");
    return text_value(digits);
}

Result<Json> ColumnReader::list(const Column& column, std::size_t row) {
    duckdb_list_entry entry{};
    if (column.type_->type == DUCKDB_TYPE_ARRAY) {
        entry = {.offset = row * column.type_->array_count, .length = column.type_->array_count};
    } else {
        entry = at<duckdb_list_entry>(column, row);
    }
    const Column items = list_items(column);
    JsonArray array;
    array.reserve(entry.length);
    for (idx_t i = 0; i < entry.length; ++i) {
        TRY(Json item, value(items, entry.offset + i));
        array.push_back(std::move(item));
    }
    return Json(std::move(array));
}

Result<Json> ColumnReader::structure(const Column& column, std::size_t row) {
    JsonObject object;
    for (std::size_t i = 0; i < column.type_->children.size(); ++i) {
        const ColumnType& type = column.type_->children[i];
        const Column field(
            api().struct_vector_get_child(static_cast<duckdb_vector>(column.vector_), i), type);
        TRY(Json item, value(field, row));
        object[type.name] = std::move(item);
    }
    return Json(std::move(object));
}

Result<Json> ColumnReader::map(const Column& column, std::size_t row) {
    const auto entry = at<duckdb_list_entry>(column, row);
    auto* pairs = api().list_vector_get_child(static_cast<duckdb_vector>(column.vector_));
    const Column keys(api().struct_vector_get_child(pairs, 0), column.type_->children[0]);
    const Column values(api().struct_vector_get_child(pairs, 1), column.type_->children[1]);
    JsonObject object;
    JsonArray array;
    for (idx_t i = entry.offset; i < entry.offset + entry.length; ++i) {
        TRY(Json item, value(values, i));
        if (keys.kind() == ColumnKind::text) {
            object[keys.text(i)] = std::move(item);
        } else {
            TRY(Json key, value(keys, i));
            array.push_back(JsonObject{{"key", std::move(key)}, {"value", std::move(item)}});
        }
    }
    if (keys.kind() == ColumnKind::text) return Json(std::move(object));
    return Json(std::move(array));
}

Result<Json> ColumnReader::other(const Column& column, std::size_t row) {
    switch (column.type_->type) {
        case DUCKDB_TYPE_ENUM: {
            const auto label = static_cast<std::size_t>(column.integer(row));
            return text_value(column.type_->labels[label]);
        }
        case DUCKDB_TYPE_UUID: {
            // Stored with the top bit flipped, so that signed order is text order.
            const auto stored = at<duckdb_hugeint>(column, row);
            const auto upper = static_cast<std::uint64_t>(stored.upper) ^ (1ULL << 63U);
            const std::string hex = fmt::format("{:016x}{:016x}", upper, stored.lower);
            return text_value(fmt::format("{}-{}-{}-{}-{}",
                                          hex.substr(0, 8),
                                          hex.substr(8, 4),
                                          hex.substr(12, 4),
                                          hex.substr(16, 4),
                                          hex.substr(20)));
        }
        case DUCKDB_TYPE_SQLNULL:
            return Json(nullptr);
        default:
            return fail(ErrorKind::invalid_input,
                        "column '{}' has a type without a JSON form; cast it to VARCHAR",
                        column.type_->name);
    }
}

Result<Json> ColumnReader::value(const Column& column, std::size_t row) {
    if (column.is_null(row)) return Json(nullptr);
    switch (column.kind()) {
        case ColumnKind::boolean:
            return Json(column.boolean(row));
        case ColumnKind::integer:
            return Json(column.integer(row));
        case ColumnKind::big_integer:
            return big_integer(column, row);
        case ColumnKind::floating: {
            const double number = column.number(row);
            if (std::isinf(number)) return text_value(number > 0 ? "Infinity" : "-Infinity");
            return json_number_or_null(number);
        }
        case ColumnKind::decimal:
            return decimal(column, row);
        case ColumnKind::text:
            return text_value(column.text(row));
        case ColumnKind::json: {
            auto parsed = parse_json(column.text(row));
            if (!parsed)
                return Error{ErrorKind::corrupt, parsed.error().message}.in(column.type_->name);
            return parsed;
        }
        case ColumnKind::blob:
            return blob_value(column.text(row));
        case ColumnKind::time:
            return time(column, row);
        case ColumnKind::list:
            return list(column, row);
        case ColumnKind::structure:
            return structure(column, row);
        case ColumnKind::map:
            return map(column, row);
        case ColumnKind::other:
            return other(column, row);
    }
    ASSAY_ASSERT(false, "a ColumnKind outside its enumerators");
}

Result<Json> Column::json(std::size_t row) const { return ColumnReader::value(*this, row); }

}  // namespace assay::columnar
