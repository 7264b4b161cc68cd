#pragma once
// Who scored: a name, a version and the hash of everything that changes its numbers.

#include <string>

namespace assay {

struct Evaluator {
    std::string name;    ///< unique in a run; the metric's name unless the user gave another
    std::string metric;  ///< the metric behind it
    int version;         ///< of the metric's definition
    std::string hash;    ///< SHA-256 of metric, version and options

    bool operator==(const Evaluator&) const = default;
};

}  // namespace assay
