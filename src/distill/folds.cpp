#include "distill/folds.hpp"

#include "core/hash.hpp"

#include <algorithm>
#include <map>
#include <string_view>
#include <tuple>

namespace assay::distill {

Folds deal_folds(std::span<const Example> examples, std::uint32_t fold_count, std::uint64_t seed) {
    struct Group {
        std::string_view name;
        std::size_t count = 0;
        std::uint64_t hash = 0;
        std::uint32_t fold = 0;
    };
    std::map<std::string_view, Group> groups;
    for (const Example& example : examples) {
        Group& group = groups[example.group];
        group.name = example.group;
        ++group.count;
    }
    std::vector<Group*> order;
    for (auto& [name, group] : groups) {
        group.hash = hash64(name, seed);
        order.push_back(&group);
    }
    std::ranges::sort(order, [](const Group* a, const Group* b) {
        return std::tie(b->count, a->hash, a->name) < std::tie(a->count, b->hash, b->name);
    });
    std::vector<std::size_t> sizes(fold_count);
    for (Group* group : order) {
        const auto smallest = std::ranges::min_element(sizes);
        *smallest += group->count;
        group->fold = static_cast<std::uint32_t>(smallest - sizes.begin());
    }
    Folds folds{.of = {}, .group_count = groups.size()};
    for (const Example& example : examples) folds.of.push_back(groups[example.group].fold);
    return folds;
}

}  // namespace assay::distill
