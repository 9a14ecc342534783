// SPDX-License-Identifier: MIT
#include "areas/repair/parts.hpp"

#include <algorithm>
#include <conurb/graph/components.hpp>

#include "detail/union_find.hpp"

namespace conurb {
inline namespace v0 {
namespace detail::repairing {

std::vector<UnitList> lists_of(std::span<const AreaIndex> components) {
    std::vector<UnitList> lists;
    for (UnitIndex u = 0; u < components.size(); ++u) {
        if (components[u] == no_area) continue;
        if (components[u] == lists.size()) lists.emplace_back();
        lists[components[u]].push_back(u);
    }
    return lists;
}

std::vector<UnitList> parts_of(const ContiguityGraph& contiguity, const UnitList& units) {
    UnionFind sets(units.size());
    for (std::uint32_t k = 0; k < units.size(); ++k) {
        for (const UnitIndex v : contiguity.neighbours(units[k])) {
            const auto at = std::ranges::lower_bound(units, v);
            if (at != units.end() && *at == v) sets.join(k, static_cast<std::uint32_t>(at - units.begin()));
        }
    }
    std::vector<UnitList> parts;
    std::vector<std::size_t> part_of(units.size());
    for (std::uint32_t k = 0; k < units.size(); ++k) {
        const std::uint32_t first = sets.root(k);  // a set goes by its smallest member
        if (first == k) {
            part_of[k] = parts.size();
            parts.emplace_back();
        }
        parts[part_of[first]].push_back(units[k]);
    }
    return parts;
}

std::vector<UnitList> groups_without_area(const ContiguityGraph& contiguity,
                                          std::span<const AreaIndex> labels) {
    std::vector<bool> outside;
    outside.reserve(labels.size());
    for (const AreaIndex a : labels) outside.push_back(a == no_area);
    return lists_of(connected_components(contiguity, outside));
}

}  // namespace detail::repairing
}  // namespace v0
}  // namespace conurb
