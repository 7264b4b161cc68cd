#pragma once
// The scores of one run, column by column: what comparing needs of a million samples, from our own
// store or from a file that another program wrote. Value types.

#include "domain/evaluator.hpp"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay {

/// Many short texts in one buffer, so that a million of them are not a million allocations.
class TextColumn {
  public:
    void push_back(std::string_view text) {
        bytes_.append(text);
        ends_.push_back(bytes_.size());
    }
    [[nodiscard]] std::size_t size() const { return ends_.size(); }
    [[nodiscard]] bool empty() const { return ends_.empty(); }
    /// Valid until the next push_back().
    [[nodiscard]] std::string_view operator[](std::size_t index) const {
        const std::size_t begin = index == 0 ? 0 : ends_[index - 1];
        return std::string_view(bytes_).substr(begin, ends_[index] - begin);
    }

    bool operator==(const TextColumn&) const = default;

  private:
    std::string bytes_;
    std::vector<std::size_t> ends_;
};

/// The scores of one evaluator, a value a row; null: unscored.
struct ScoreColumn {
    Evaluator evaluator;        ///< hash empty where the writer of a file does not say
    std::string tier;           ///< of a judge: only scores of one tier are comparable; else empty
    std::string better;         ///< `higher`, `lower`, `neither`; empty: nobody said
    bool is_of_corpus = false;  ///< one number for all samples that is no mean: no values
    bool is_of_a_draw = false;  ///< a judge that saw only some of the samples
    std::vector<std::optional<double>> values;

    bool operator==(const ScoreColumn&) const = default;
};

/// A field of the samples' metadata; the empty text where a sample lacks it.
struct SliceColumn {
    std::string field;
    TextColumn values;

    bool operator==(const SliceColumn&) const = default;
};

/// A row is one sample in one epoch, in any order; a sample id may come again for its repeats.
struct ScoreTable {
    static constexpr std::uint32_t no_cluster = std::numeric_limits<std::uint32_t>::max();

    std::string name;             ///< what the user calls it
    std::string model;            ///< empty when unknown
    std::string dataset;          ///< empty when unknown
    std::string dataset_version;  ///< empty when unknown
    TextColumn sample_ids;
    std::vector<std::uint8_t> has_error;  ///< 1: an infrastructure error; unscored, never wrong
    std::vector<std::uint32_t> clusters;  ///< number of the row's cluster or no_cluster
    std::uint32_t cluster_count = 0;
    std::vector<ScoreColumn> columns;
    std::vector<SliceColumn> slices;
    /// A digest of each row's prompt and targets, or none at all when nobody looked at them. Equal
    /// digests mean the same question only in tables of one store.
    std::vector<std::int64_t> questions;
    TextColumn outputs;  ///< a text a row, or none at all when the texts are kept elsewhere

    [[nodiscard]] std::size_t row_count() const { return sample_ids.size(); }
    bool operator==(const ScoreTable&) const = default;
};

}  // namespace assay
