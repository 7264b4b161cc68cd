#pragma once
// What is known of the units of an experiment: which variant each got, and what came of it. Value
// types.

#include "core/clock.hpp"

#include <string>

namespace assay {

struct UnitAssignment {
    std::string unit;
    std::string variant;
    WallTime assigned_at;

    bool operator==(const UnitAssignment&) const = default;
};

struct OutcomeEvent {
    std::string event_id;  ///< two events with the same id are one
    std::string unit;
    std::string variant;  ///< that the sender saw; empty when it does not say
    std::string metric;
    double value = 0;  ///< finite
    WallTime time;     ///< when it happened, by the sender's clock

    bool operator==(const OutcomeEvent&) const = default;
};

/// An event that was not counted, and the one word for why.
struct RefusedEvent {
    std::string event_id;
    std::string reason;

    bool operator==(const RefusedEvent&) const = default;
};

}  // namespace assay
