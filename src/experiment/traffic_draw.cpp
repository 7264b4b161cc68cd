#include "experiment/traffic_draw.hpp"

#include "core/hash.hpp"

namespace assay::experiment {

Result<void> check_policy(const DrawPolicy& policy) {
    constexpr double share_min = 1e-6;
    const auto is_share = [](double share) { return share >= share_min && share <= 1; };
    if (!is_share(policy.share))
        return fail(ErrorKind::invalid_input,
                    "the share {} is not from {} to 1, such as 0.05",
                    policy.share,
                    share_min);
    for (const auto& [stratum, share] : policy.shares)
        if (!is_share(share))
            return fail(ErrorKind::invalid_input,
                        "the share {} of '{}' is not from {} to 1",
                        share,
                        stratum,
                        share_min);
    return {};
}

Draw draw_from_traffic(std::string_view id,
                       std::string_view stratum,
                       bool is_failure,
                       const DrawPolicy& policy) {
    if (is_failure && policy.takes_failures) return {.is_drawn = true, .inclusion_ratio = 1};
    const auto found = policy.shares.find(std::string(stratum));
    const double share = found == policy.shares.end() ? policy.share : found->second;
    const double place = static_cast<double>(hash64(id, policy.seed) >> 11U) * 0x1p-53;
    return {.is_drawn = place < share, .inclusion_ratio = share};
}

}  // namespace assay::experiment
