#include "providers/prices.hpp"

#include "core/file.hpp"
#include "core/yaml.hpp"
#include "providers/prices_built_in.hpp"

#include <algorithm>
#include <array>

namespace assay::providers {
namespace {

bool fits(std::string_view pattern, std::string_view provider, std::string_view model) {
    if (!pattern.starts_with(provider) || pattern.size() <= provider.size() ||
        pattern[provider.size()] != '/')
        return false;
    pattern.remove_prefix(provider.size() + 1);
    if (pattern.ends_with('*')) return model.starts_with(pattern.substr(0, pattern.size() - 1));
    if (!model.starts_with(pattern)) return false;
    const std::string_view rest = model.substr(pattern.size());
    // A date: -20240806 or -2024-08-06.
    constexpr std::size_t date_length_min = 9;
    return rest.empty() || (rest.size() >= date_length_min && rest[0] == '-' &&
                            rest.find_first_not_of("-0123456789") == std::string_view::npos);
}

Result<double> read_usd(const JsonFields& fields, std::string_view name, const std::string& where) {
    TRY(const double usd, fields.number(name));
    if (!(usd >= 0) || usd > 1e6)
        return fail(ErrorKind::invalid_input,
                    "{}: {} is {}, expected dollars per million tokens from 0 to 1000000",
                    where,
                    name,
                    usd);
    return usd;
}

}  // namespace

Result<PriceTable> PriceTable::parse(std::string_view text, std::string file) {
    TRY(const YamlDocument document, parse_yaml(text, std::move(file)));
    if (!document.value.is_object())
        return fail(
            ErrorKind::invalid_input, "{}: expected a mapping with 'prices'", document.file);
    const JsonFields root(document.value.get_object(), document.file);
    CHECK_OK(root.only(std::array<std::string_view, 3>{"as_of", "source", "prices"}));
    PriceTable table;
    TRY(const auto as_of, root.optional_string("as_of"));
    table.as_of_ = as_of.value_or("");
    const Json* prices = root.find("prices");
    if (prices == nullptr || !prices->is_array())
        return fail(ErrorKind::invalid_input, "{}: 'prices' is not a list", document.file);
    for (const Json& item : prices->get_array()) {
        const std::string where = document.place(fmt::format("prices/{}", table.entries_.size()));
        if (!item.is_object())
            return fail(ErrorKind::invalid_input, "{}: a price is not a mapping", where);
        const JsonFields fields(item.get_object(), where);
        CHECK_OK(fields.only(
            std::array<std::string_view, 5>{"model", "input", "cached_input", "output", "batch"}));
        Entry entry{.pattern = {}, .price = {}};
        TRY(entry.pattern, fields.string("model"));
        if (entry.pattern.find('/') == std::string::npos)
            return fail(ErrorKind::invalid_input,
                        "{}: model '{}' lacks its provider; write provider/model",
                        where,
                        entry.pattern);
        TRY(entry.price.input_usd, read_usd(fields, "input", where));
        TRY(entry.price.output_usd, read_usd(fields, "output", where));
        entry.price.cached_input_usd = entry.price.input_usd;
        if (fields.find("cached_input") != nullptr) {
            TRY(entry.price.cached_input_usd, read_usd(fields, "cached_input", where));
        }
        if (fields.find("batch") != nullptr) {
            TRY(entry.price.batch_ratio, fields.number("batch"));
            if (!(entry.price.batch_ratio >= 0 && entry.price.batch_ratio <= 1))
                return fail(ErrorKind::invalid_input,
                            "{}: batch is {}, expected the share of the price from 0 to 1",
                            where,
                            entry.price.batch_ratio);
        }
        table.entries_.push_back(std::move(entry));
    }
    return table;
}

const PriceTable& PriceTable::built_in() {
    static const PriceTable table = [] {
        auto parsed = parse(built_in_prices_json, "built-in prices");
        ASSAY_ASSERT(parsed.has_value(), "the built-in price table is valid");
        return *std::move(parsed);
    }();
    return table;
}

Result<PriceTable> PriceTable::with_file(const std::string& file) {
    constexpr std::size_t file_bytes_max = 4U << 20U;
    TRY(const std::string text, read_file(file, file_bytes_max));
    TRY(PriceTable table, parse(text, file));
    const PriceTable& known = built_in();
    table.entries_.insert(table.entries_.end(), known.entries_.begin(), known.entries_.end());
    if (table.as_of_.empty()) table.as_of_ = known.as_of_;
    return table;
}

std::optional<Price> PriceTable::find(std::string_view provider, std::string_view model) const {
    const auto found = std::ranges::find_if(
        entries_, [&](const Entry& entry) { return fits(entry.pattern, provider, model); });
    if (found == entries_.end()) return std::nullopt;
    return found->price;
}

std::optional<Usd> PriceTable::cost(std::string_view provider,
                                    std::string_view model,
                                    const Usage& usage) const {
    const auto price = find(provider, model);
    if (!price) return std::nullopt;
    return cost_of(*price, usage);
}

Price in_batch(const Price& price) {
    return {.input_usd = price.input_usd * price.batch_ratio,
            .cached_input_usd = price.cached_input_usd * price.batch_ratio,
            .output_usd = price.output_usd * price.batch_ratio,
            .batch_ratio = 1};
}

Usd cost_of(const Price& price, const Usage& usage) {
    const std::int64_t fresh_tokens = usage.prompt_tokens - usage.cached_prompt_tokens;
    const double micro_usd =
        static_cast<double>(fresh_tokens) * price.input_usd +
        static_cast<double>(usage.cached_prompt_tokens) * price.cached_input_usd +
        static_cast<double>(usage.completion_tokens) * price.output_usd;
    return Usd::from_dollars(micro_usd * 1e-6);
}

}  // namespace assay::providers
