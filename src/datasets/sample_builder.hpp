#pragma once
// From a row to a sample: renames fields, finds the id, refuses a second one of it, and adds the
// sample to the dataset's version. One thread at a time. Private to this layer.

#include "core/hash.hpp"
#include "core/json.hpp"
#include "core/result.hpp"
#include "datasets/dataset_options.hpp"
#include "datasets/seen_ids.hpp"
#include "domain/sample.hpp"

#include <cstdint>
#include <string>

namespace assay::datasets {

class SampleBuilder {
  public:
    explicit SampleBuilder(const DatasetOptions& options);

    /// `row` is an object. Errors: invalid_input with `file:line: field 'x': …`.
    Result<Sample> build(Json row, std::uint64_t line);

    [[nodiscard]] std::uint64_t sample_count() const { return sample_count_; }
    /// 64 hexadecimal digits; ends the builder.
    [[nodiscard]] std::string finish_version() { return hash_.finish_hex(); }

  private:
    enum class IdSource { unknown, column, position };

    Result<void> rename(JsonObject& fields, std::uint64_t line) const;
    Result<std::string> find_id(const JsonObject& fields, std::uint64_t line);
    std::string place(std::uint64_t line, std::string_view field) const;

    DatasetOptions options_;
    std::string name_;
    IdSource id_source_ = IdSource::unknown;
    SeenIds seen_ids_;
    std::uint64_t sample_count_ = 0;
    Sha256 hash_;
    std::string hashed_;
};

}  // namespace assay::datasets
