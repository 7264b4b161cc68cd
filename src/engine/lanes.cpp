#include "engine/lanes.hpp"

#include <algorithm>

namespace assay::engine {
namespace {

std::size_t lane_count(const RunSpec& spec, const ProviderSettings& provider) {
    if (!provider.batch) return spec.connection_count_max;
    return std::max(spec.connection_count_max,
                    static_cast<std::size_t>(provider.batch->request_count_max));
}

}  // namespace

std::size_t answering_lane_count(const RunSpec& spec) {
    if (!spec.model) return spec.connection_count_max;
    const auto entry = spec.judging.models.find(*spec.model);
    return lane_count(spec,
                      entry == spec.judging.models.end() ? spec.provider : entry->second.provider);
}

std::size_t judging_lane_count(const RunSpec& spec) {
    std::size_t count = spec.connection_count_max;
    for (const auto& [name, model] : spec.judging.models)
        count = std::max(count, lane_count(spec, model.provider));
    return count;
}

void use_batches(RunSpec& spec) {
    if (!spec.model) return;
    const auto entry = spec.judging.models.find(*spec.model);
    ProviderSettings& provider =
        entry == spec.judging.models.end() ? spec.provider : entry->second.provider;
    if (!provider.batch) provider.batch.emplace();
}

}  // namespace assay::engine
