#pragma once
// One question of a dataset, as read: its columns, before a task gives them meaning.

#include "core/json.hpp"
#include "domain/ids.hpp"

#include <cstdint>
#include <string>

namespace assay {

struct Sample {
    SampleId id;          ///< the id column, or the sample's position when there is none
    std::uint64_t index;  ///< position in the dataset, from 0, bad rows not counted
    std::uint64_t line;   ///< line in the source file, from 1; row number for Parquet
    JsonObject fields;    ///< every column after field mapping

    bool operator==(const Sample&) const = default;
};

}  // namespace assay
