#pragma once
// Port: units and events of experiments, which only grow. What a method acknowledged survives power
// loss. Implementations are thread-safe; methods may block for a disk write. Plans, looks and
// acknowledgements are documents of the MetaStore.

#include "core/result.hpp"
#include "domain/outcome_event.hpp"

#include <cstddef>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace assay::store {

enum class EventOutcome {
    added,
    repeated,  ///< the same event is there already
    differs,   ///< another event with this id is there already; it stays
};

class ExperimentStore {
  public:
    virtual ~ExperimentStore() = default;

    /// Keeps the first assignment of each unit, all or none of the new ones. Returns those that
    /// count, in the order given: an older one wins over the one passed.
    virtual Result<std::vector<UnitAssignment>> assign(
        std::string_view experiment, std::span<const UnitAssignment> assignments) = 0;
    /// Of these units only; unknown units are left out.
    virtual Result<std::map<std::string, UnitAssignment, std::less<>>> assignments_of(
        std::string_view experiment, std::span<const std::string> units) = 0;

    /// All or none. The outcome of each event, in the order given; an id that comes twice within
    /// the batch counts once. A refusal of an id that is added now is forgotten.
    virtual Result<std::vector<EventOutcome>> append(std::string_view experiment,
                                                     std::span<const OutcomeEvent> events) = 0;
    /// Remembers refused events by id and reason; the same one again changes nothing.
    virtual Result<void> refuse(std::string_view experiment,
                                std::span<const RefusedEvent> events) = 0;

    // Reading, in bounded memory: the callback must not call the store.

    /// In order of the units' ids.
    virtual Result<void> each_assignment(
        std::string_view experiment, const std::function<void(const UnitAssignment&)>& receive) = 0;
    /// In order of time, then id.
    virtual Result<void> each_event(std::string_view experiment,
                                    const std::function<void(const OutcomeEvent&)>& receive) = 0;
    /// How many different events were refused, by reason.
    virtual Result<std::map<std::string, std::size_t>> refusals(std::string_view experiment) = 0;
};

}  // namespace assay::store
