#pragma once
// What models cost. List prices change: the table has a date, and a file of the user's wins over
// it. Immutable after loading; thread-safe.

#include "core/result.hpp"
#include "core/usd.hpp"
#include "domain/completion.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::providers {

/// US dollars per million tokens.
struct Price {
    double input_usd;
    double cached_input_usd;
    double output_usd;
    double batch_ratio = 0.5;  ///< of these prices for what is asked in a batch

    bool operator==(const Price&) const = default;
};

/// What is paid for the same tokens in a batch.
Price in_batch(const Price& price);
Usd cost_of(const Price& price, const Usage& usage);

class PriceTable {
  public:
    /// The table inside the program.
    static const PriceTable& built_in();
    /// The entries of a JSON or YAML file in front of the built-in ones. Errors: not_found,
    /// invalid_input with file and line.
    static Result<PriceTable> with_file(const std::string& file);
    /// The entries of the text alone; `file` is for messages.
    static Result<PriceTable> parse(std::string_view text, std::string file);

    /// The first entry that fits. An entry `openai/gpt-4o` also fits the dated snapshots of that
    /// model (`gpt-4o-2024-08-06`); a final `*` fits any rest.
    [[nodiscard]] std::optional<Price> find(std::string_view provider,
                                            std::string_view model) const;
    /// Nothing if the price is unknown, never 0.
    [[nodiscard]] std::optional<Usd> cost(std::string_view provider,
                                          std::string_view model,
                                          const Usage& usage) const;
    /// The day the built-in prices were read, `2025-11-20`.
    [[nodiscard]] const std::string& as_of() const { return as_of_; }

  private:
    struct Entry {
        std::string pattern;
        Price price;
    };
    std::vector<Entry> entries_;
    std::string as_of_;
};

}  // namespace assay::providers
