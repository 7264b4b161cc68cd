#include "store/experiment_store.hpp"

#include "store/memory/stores.hpp"

#include <algorithm>
#include <mutex>
#include <set>
#include <tuple>

namespace assay::store {
namespace {

class MemoryExperimentStore final : public ExperimentStore {
  public:
    Result<std::vector<UnitAssignment>> assign(
        std::string_view experiment, std::span<const UnitAssignment> assignments) override {
        const std::scoped_lock lock(mutex_);
        auto& known = contents_[std::string(experiment)].assignments;
        std::vector<UnitAssignment> counting;
        for (const UnitAssignment& assignment : assignments)
            counting.push_back(known.emplace(assignment.unit, assignment).first->second);
        return counting;
    }

    Result<std::map<std::string, UnitAssignment, std::less<>>> assignments_of(
        std::string_view experiment, std::span<const std::string> units) override {
        const std::scoped_lock lock(mutex_);
        const auto& known = contents_[std::string(experiment)].assignments;
        std::map<std::string, UnitAssignment, std::less<>> found;
        for (const std::string& unit : units) {
            const auto place = known.find(unit);
            if (place != known.end()) found.insert(*place);
        }
        return found;
    }

    Result<std::vector<EventOutcome>> append(std::string_view experiment,
                                             std::span<const OutcomeEvent> events) override {
        const std::scoped_lock lock(mutex_);
        Content& content = contents_[std::string(experiment)];
        std::vector<EventOutcome> outcomes;
        for (const OutcomeEvent& event : events) {
            const auto [place, is_new] = content.events.emplace(event.event_id, event);
            outcomes.push_back(is_new                   ? EventOutcome::added
                               : place->second == event ? EventOutcome::repeated
                                                        : EventOutcome::differs);
            if (is_new)
                std::erase_if(content.refusals,
                              [&](const auto& refusal) { return refusal.first == event.event_id; });
        }
        return outcomes;
    }

    Result<void> refuse(std::string_view experiment,
                        std::span<const RefusedEvent> events) override {
        const std::scoped_lock lock(mutex_);
        for (const RefusedEvent& event : events)
            contents_[std::string(experiment)].refusals.emplace(event.event_id, event.reason);
        return {};
    }

    Result<void> each_assignment(
        std::string_view experiment,
        const std::function<void(const UnitAssignment&)>& receive) override {
        const std::scoped_lock lock(mutex_);
        for (const auto& [unit, assignment] : contents_[std::string(experiment)].assignments)
            receive(assignment);
        return {};
    }

    Result<void> each_event(std::string_view experiment,
                            const std::function<void(const OutcomeEvent&)>& receive) override {
        const std::scoped_lock lock(mutex_);
        std::vector<const OutcomeEvent*> events;
        for (const auto& [id, event] : contents_[std::string(experiment)].events)
            events.push_back(&event);
        std::ranges::sort(events, [](const OutcomeEvent* a, const OutcomeEvent* b) {
            return std::tie(a->time, a->event_id) < std::tie(b->time, b->event_id);
        });
        for (const OutcomeEvent* event : events) receive(*event);
        return {};
    }

    Result<std::map<std::string, std::size_t>> refusals(std::string_view experiment) override {
        const std::scoped_lock lock(mutex_);
        std::map<std::string, std::size_t> counts;
        for (const auto& [id, reason] : contents_[std::string(experiment)].refusals)
            ++counts[reason];
        return counts;
    }

  private:
    struct Content {
        std::map<std::string, UnitAssignment, std::less<>> assignments;  // by unit
        std::map<std::string, OutcomeEvent> events;                      // by id
        std::set<std::pair<std::string, std::string>> refusals;          // id and reason
    };

    std::mutex mutex_;
    std::map<std::string, Content> contents_;  // by experiment
};

}  // namespace

std::unique_ptr<ExperimentStore> make_memory_experiment_store() {
    return std::make_unique<MemoryExperimentStore>();
}

}  // namespace assay::store
